// Limit ranges and quotas of the recorded destination: what they refuse, and in which words.
import { digestOf } from '../../../src/core/image/digest.ts';
import { createRegistryBackend } from '../../../sandbox/cluster-backend.ts';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { pointTag } from '../../../sandbox/imagestreams/pushes.ts';
import { repositoryOf } from '../../../sandbox/imagestreams/stream-strategy.ts';
import { seedProject, seedStream } from '../../../sandbox/seeds.ts';
import { find, replace } from '../../../sandbox/state/store.ts';
import { recordedExchange } from '../../support/recorded-exchange.ts';
import { pushRecorded, storeRecorded } from './images.ts';
import type { Lab } from './lab.ts';
import { recordedUpstream } from './recorded-upstream.ts';
import type { Scenario } from './scenario.ts';

const FIRST = 'sha256:6ca9eb9b59cd9717f356d8415084f6243ce1779698992a5ec835d0eeafb3a676';
const SECOND = 'sha256:d130291a545a0dfbd5ae11943ed23582e18e96b980f585a80d578fbc2e1d5c47';
const SHOWN = [
  'sha256:00f1954faacac584c350dfc6892eedf4131e9165039032aa891313ff734173e8',
  'sha256:736acc56cab4382a503f4b2eae8d9374905359eaf8c4c2e8a8843a0835b43c7c',
];
/** Images of which only the digest was recorded. */
const HIDDEN = [
  'sha256:965689ca7a9bf15a43aa993a7310630e9f125c8f1b96d4ec60f91ddee6ced6f9',
  'sha256:6f6b29e57208d3175ebc9e857a02e1a3be163ad4d5209a5b1cded277eb0bcfcc',
];
const HISTORY = 'other tags of the stream were written before, unrecorded';
const IMPORTS = 'imports are a controller of their own';

const destination = (lab: Lab): SandboxCluster => lab.sandbox.destination;

/** The push that was recorded must end here as it did there; the registry tells a client no more than that. */
function push(lab: Lab, target: string, capture: string): void {
  const exchange = recordedExchange(capture);
  if (exchange === undefined) throw new TypeError(`${capture} was not recorded`);
  const [namespace = '', name = '', tag = ''] = target.split(/[/:]/);
  const bytes = Buffer.from(exchange.request.body);
  const manifest = {
    digest: digestOf(bytes),
    mediaType: exchange.request.headers['content-type'] ?? '',
    bytes,
    config: undefined,
  };
  const { kind } = createRegistryBackend(destination(lab).state).storeMapping(
    namespace,
    name,
    tag,
    manifest,
    'alice',
  );
  const expected = exchange.answer.status === 201 ? 'stored' : 'denied';
  if (kind !== expected) throw new Error(`${capture}: ${kind}, not ${expected}`);
}

/** Other limits than the recorded ones were there first. */
function limit(lab: Lab, namespace: string): Promise<unknown> {
  const spec = { limits: [{ type: 'openshift.io/ImageStream', max: { 'openshift.io/image-tags': '2' } }] };
  const body = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'img' }, spec };
  return lab.call(27440, 'clusteradmin', 'POST', `/api/v1/namespaces/${namespace}/limitranges`, body);
}

export const LIMITS: Scenario = {
  title: 'limit ranges and quotas refuse what they refused on the recorded destination',
  groups: ['56'],
  port: 27440,
  looseVersions: true,
  order: [
    '56y-istag-put-tags-1',
    '56y-istag-put-tags-2',
    '56y-istag-put-tags-3-exceeds',
    '56y-istag-post-tags-3-exceeds',
    '56y-istag-put-tags-3-same-image-as-a',
    '56y-istag-put-move-existing',
    '56y-import-while-image-tags-at-max',
  ],
  prepare: async (lab) => {
    const cluster = destination(lab);
    for (const project of ['more-limit', 'more-limit2', 'more-limit3']) seedProject(cluster, project);
    for (const stream of ['app', 'other']) seedStream(cluster, 'more-limit', stream);
    for (const digest of [FIRST, SECOND, ...SHOWN]) storeRecorded(cluster, digest);
    pushRecorded(cluster, 'more-limit', 'app', '0', FIRST);
    pushRecorded(cluster, 'more-limit', 'app', '1', SECOND);
    pushRecorded(cluster, 'more-limit', 'other', '1', FIRST);
    SHOWN.forEach((digest, index) => pushRecorded(cluster, 'more-limit2', 'app', `${index}`, digest));
    const stream = find(cluster.state, 'imagestreams', 'more-limit2', 'app');
    if (stream === undefined) throw new TypeError('more-limit2/app is missing');
    for (const digest of HIDDEN) {
      const reference = `${repositoryOf(cluster.state, stream)}@${digest}`;
      const current = find(cluster.state, 'imagestreams', 'more-limit2', 'app') ?? stream;
      pointTag(cluster.state, current, digest.slice(7, 12), digest, reference);
    }
    await limit(lab, 'more-limit3');
  },
  before: {
    '56h-import-exceeds-image-tags': (lab) => {
      destination(lab).state.upstream = recordedUpstream();
    },
    '56g-imagestream-after': (lab) => {
      push(lab, 'more-limit/app:p2', '56f-push-manifest-image-3');
      push(lab, 'more-limit/app:p3', '56f-push-manifest-image-4');
      push(lab, 'more-limit/app:p4', '56f-push-manifest-image-5');
    },
    '56o-limitranges-get-as-alice': async (lab) => {
      push(lab, 'more-limit/st:1', '56m-manifest-put-over-image-limit');
      // taken away before alice looked
      const range = '/api/v1/namespaces/more-limit/limitranges/img';
      await lab.call(27440, 'clusteradmin', 'DELETE', range, {});
    },
    '56q-resourcequota-get': (lab) => {
      const { state } = destination(lab);
      const quota = find(state, 'resourcequotas', 'more-limit', 'q');
      // no controller counted image streams on the recorded cluster
      if (quota !== undefined)
        replace(state, 'resourcequotas', { ...quota, status: { hard: quota.spec.hard } });
    },
    '56w-istag-put-existing-stream-quota-exhausted': (lab) =>
      push(lab, 'more-limit/q5:1', '56v-push-new-stream-quota-exhausted'),
    '56y-istag-put-move-existing': (lab) => {
      push(lab, 'more-limit3/app:pushed', '56y-push-while-image-tags-at-max');
    },
  },
  skip: {
    '56n-istag-import-over-storage-limit': IMPORTS,
    '56i-imagestream-put-exceeds': IMPORTS,
    '56y-imagestream-final': IMPORTS,
  },
  except: {
    '56w-istag-put-existing-stream-quota-exhausted': { 'tag.generation': HISTORY, generation: HISTORY },
  },
};
