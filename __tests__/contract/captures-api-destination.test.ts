import { DESTINATION } from './api-captures/destination-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(DESTINATION);
