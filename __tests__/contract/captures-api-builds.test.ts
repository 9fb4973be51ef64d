import { BUILDS, SOURCE_BUILDS } from './api-captures/builds-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(BUILDS);
testScenario(SOURCE_BUILDS);
