import { ACCOUNTS, GRANTS } from './api-captures/accounts-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(ACCOUNTS);
testScenario(GRANTS);
