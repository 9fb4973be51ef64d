import { LIMITS } from './api-captures/limits-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(LIMITS);
