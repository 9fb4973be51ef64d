import { PUSHED_SOURCE, PUSHED } from './api-captures/pushes-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(PUSHED_SOURCE);
testScenario(PUSHED);
