import { CONFIGS } from './api-captures/configs-scenario.ts';
import { DEPLOYMENTS } from './api-captures/deployments-scenario.ts';
import { SETS_AND_JOBS } from './api-captures/sets-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(DEPLOYMENTS);
testScenario(CONFIGS);
testScenario(SETS_AND_JOBS);
