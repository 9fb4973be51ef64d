import { seedProject } from '../../../sandbox/seeds.ts';
import type { Scenario } from './scenario.ts';

const AGGREGATED = 'aggregated discovery is not spoken: clients fall back to the plain documents';
const OAUTH = 'objects of OAuth tokens';

/** Who am I, what may I, and what does the server serve. */
export const IDENTITY: Scenario = {
  title: 'reviews and discovery answer as recorded',
  groups: ['47', '48'],
  port: 27440,
  prepare: (lab) => seedProject(lab.sandbox.destination, 'promo-dst'),
  skip: {
    '48c-apis-aggregated': AGGREGATED,
    '48d-api-aggregated': AGGREGATED,
    '48x-root': 'the list of all paths is not kept',
    '48y-openapi-v3': 'the list of all documents is not kept',
    '47j*': OAUTH,
    '47k*': OAUTH,
    '47l*': OAUTH,
    '47m*': OAUTH,
    '47n*': OAUTH,
    '47o*': OAUTH,
    '47p*': OAUTH,
    '47q*': OAUTH,
    '47r*': OAUTH,
    '47s*': OAUTH,
    '47t*': OAUTH,
    '47u*': OAUTH,
    '47v*': OAUTH,
    '47w*': OAUTH,
  },
};
