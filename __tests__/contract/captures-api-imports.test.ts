import { CROSS_IMPORTS, IMPORTS } from './api-captures/imports-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(IMPORTS);
testScenario(CROSS_IMPORTS);
