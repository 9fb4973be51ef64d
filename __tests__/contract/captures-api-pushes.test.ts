import { IMPORTED, PUSHED } from './api-captures/pushes-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(IMPORTED);
testScenario(PUSHED);
