import { CHALLENGES, CODES, LOGOUTS } from './api-captures/login-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(CHALLENGES);
testScenario(CODES);
testScenario(LOGOUTS);
