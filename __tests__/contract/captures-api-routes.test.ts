import { testScenario } from './api-captures/scenario.ts';
import { EXPOSED } from './api-captures/templates-scenario.ts';

testScenario(EXPOSED);
