import { testScenario } from './api-captures/scenario.ts';
import { STREAMS } from './api-captures/streams-scenario.ts';

testScenario(STREAMS);
