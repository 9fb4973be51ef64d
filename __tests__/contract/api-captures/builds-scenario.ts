import { seedProject } from '../../../sandbox/seeds.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const COUNTED = 'its number counts builds by clone, upload and image trigger';
const AT_ONCE = 'two requests at once, the other one is recorded elsewhere';

/** Builds that nothing runs: the recorded clusters had no node for them. */
export const BUILDS: Scenario = {
  title: 'builds answer as recorded',
  groups: ['52'],
  port: 27440,
  looseVersions: true,
  settleExcept: ['52q-buildconfig-instantiate', '52r-buildconfig-instantiate-second-serial'],
  prepare: (lab) => seedProject(lab.sandbox.destination, 'more-build'),
  skip: {
    '52d-build-log-new-follow-timeout': AT_ONCE,
    '52t-build-clone': 'builds are not cloned',
    '52u-instantiatebinary': 'the answer never came',
    '52x-buildconfig-after': COUNTED,
    '52x2-webhook-ok-bearer': COUNTED,
    '52s-builds-list': 'shows builds by clone and upload',
  },
};

/** The first builds of the source cluster. */
export const SOURCE_BUILDS: Scenario = {
  title: 'builds of the source answer as recorded',
  groups: ['18'],
  port: 26440,
  looseVersions: true,
  prepare: (lab: Lab) => seedProject(lab.sandbox.source, 'promo-src'),
  skip: {
    '18e-webhook-generic-authenticated': COUNTED,
    '18f-buildconfig-instantiate': 'its number counts builds by an image trigger and a webhook',
    '18j-builds-list': 'shows builds by an image trigger and a webhook',
  },
};
