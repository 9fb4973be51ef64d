import { REQUESTS } from './api-captures/requests-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(REQUESTS);
