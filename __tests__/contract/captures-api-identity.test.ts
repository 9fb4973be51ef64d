import { IDENTITY } from './api-captures/identity-scenario.ts';
import { testScenario } from './api-captures/scenario.ts';

testScenario(IDENTITY);
