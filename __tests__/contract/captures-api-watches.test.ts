import { testScenario } from './api-captures/scenario.ts';
import { WATCHES } from './api-captures/watches-scenario.ts';

testScenario(WATCHES);
