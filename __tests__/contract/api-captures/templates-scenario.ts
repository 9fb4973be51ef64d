import { seedClusterRole, seedProject, seedRole } from '../../../sandbox/seeds.ts';
import type { Scenario } from './scenario.ts';

const GENERATED = 'generated, so it differs each time';

/** Templates, what becomes of them, and what is made of that. */
export const TEMPLATE_REQUESTS: Scenario = {
  title: 'templates answer as recorded',
  groups: ['50'],
  port: 27440,
  looseVersions: true,
  prepare: (lab) => {
    seedProject(lab.sandbox.destination, 'more-tmpl');
  },
  except: {
    '50a-processedtemplate-all-features': {
      message: GENERATED,
      'objects[1].data.pw': GENERATED,
      'parameters[3].value': GENERATED,
      'parameters[7].value': GENERATED,
    },
    '50i-processedtemplate-no-metadata-name': {
      'objects[0].data.pw': GENERATED,
      'parameters[3].value': GENERATED,
      'parameters[7].value': GENERATED,
    },
  },
};

/** The same on the other cluster. */
export const SOURCE_TEMPLATES: Scenario = {
  title: 'templates of the source cluster answer as recorded',
  groups: ['17'],
  port: 26440,
  prepare: (lab) => {
    seedProject(lab.sandbox.source, 'promo-src');
  },
  except: {
    '17a-processedtemplates': { 'objects[0].data.pw': GENERATED, 'parameters[1].value': GENERATED },
  },
};

/** Services and routes. */
export const EXPOSED: Scenario = {
  title: 'services and routes answer as recorded',
  groups: ['51'],
  port: 27440,
  looseVersions: true,
  prepare: (lab) => {
    seedProject(lab.sandbox.destination, 'more-route');
  },
  except: { '51a-service-create': { 'spec.clusterIP': 'any', 'spec.clusterIPs': 'any' } },
  before: {
    // as oc expose svc/web does
    '51d-route-get': async (lab) => {
      const target = '/apis/route.openshift.io/v1/namespaces/more-route/routes';
      const spec = { to: { kind: 'Service', name: 'web' }, port: { targetPort: 'http' } };
      await lab.call(27440, 'alice', 'POST', target, { metadata: { name: 'web' }, spec });
    },
    '51g-route-create-custom-host-denied': (lab) => {
      const verbs = ['create', 'get', 'list', 'patch', 'update'];
      const rule = { verbs, apiGroups: ['route.openshift.io'], resources: ['routes'] };
      seedClusterRole(lab.sandbox.destination, 'route-maker', [rule]);
      seedRole(lab.sandbox.destination, 'more-route', 'route-maker', 'bob');
    },
  },
};
