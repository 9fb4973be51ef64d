import { SOURCE } from './api-captures/source-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(SOURCE);
