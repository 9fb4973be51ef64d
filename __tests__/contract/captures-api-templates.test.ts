import { testScenario } from './api-captures/scenario.ts';
import { SOURCE_TEMPLATES, TEMPLATE_REQUESTS } from './api-captures/templates-scenario.ts';

testScenario(TEMPLATE_REQUESTS);
testScenario(SOURCE_TEMPLATES);
