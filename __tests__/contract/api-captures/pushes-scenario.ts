import { createRegistryBackend } from '../../../src/sandbox/cluster-backend.ts';
import type { SandboxCluster } from '../../../src/sandbox/cluster.ts';
import { pointTag } from '../../../src/sandbox/imagestreams/pushes.ts';
import { readSpecTag } from '../../../src/sandbox/imagestreams/spec-tag.ts';
import { putSpecTag } from '../../../src/sandbox/imagestreams/tag-events.ts';
import type { PushedManifest } from '../../../src/sandbox/registry-backend.ts';
import { seedProject, seedStream } from '../../../src/sandbox/seeds.ts';
import { timestamp } from '../../../src/sandbox/state/cluster-state.ts';
import { find, replace } from '../../../src/sandbox/state/store.ts';
import { recordedExchange } from '../../support/recorded-exchange.ts';
import { digestOf } from '../../../src/core/digest.ts';
import { storeRecorded } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const APP_1 = 'sha256:4651cda41b628d39ea563b161868c668ca8f25eb0bfc7dff829bdea7f7ef771a';
const APP_2 = 'sha256:1cd5d832ec4ce646efa35d662229859b731736a745cb8b830cbc12c2a43d5505';
const AMD64 = 'sha256:09206ea4e70f8a54ffa2a7e6a4793d71f7cbaad7aee8da4da697bd31a7ce742f';
const LIST = 'sha256:2031d2be9ae0831ac38c5286645cfbd34586b4b6744eccaf9f7d4d70c3518e16';
const INDEX = 'sha256:68bd297b8dd98596aa5dc651ad72958521877e2376696ee5e2e98a9d580350d9';
const ATTESTED = 'sha256:2522a1f96d0e7fc1672b74cfd002b30ad3ac63609c7255aa808a1a35dc081277';
const PROMOTED = 'sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b';

interface Imported {
  readonly cluster: SandboxCluster;
  readonly project: string;
  readonly stream: string;
  readonly tag: string;
  readonly from: string;
  /** undefined: the import failed */
  readonly digest: string | undefined;
  /** default 1 */
  readonly generation?: number;
  readonly importPolicy?: Record<string, string | boolean>;
  readonly referencePolicy?: string;
}

/** What an ImageStreamImport leaves behind. */
function imported(what: Imported): void {
  const { cluster, project, stream, tag, from, digest, generation = 1 } = what;
  const { importPolicy = { insecure: true, importMode: 'Legacy' }, referencePolicy = 'Source' } = what;
  const { state } = cluster;
  const next = structuredClone(
    find(state, 'imagestreams', project, stream) ?? seedStream(cluster, project, stream),
  );
  const content = { from: { kind: 'DockerImage', name: from }, importPolicy };
  const spec = readSpecTag({ ...content, referencePolicy: { type: referencePolicy } }, tag);
  putSpecTag(next, { ...spec, generation });
  next.metadata.generation = generation;
  const annotations = { 'openshift.io/image.dockerRepositoryCheck': timestamp(state) };
  if (digest === undefined) {
    const message = `dockerimage.image.openshift.io "${from}" not found`;
    const failure = { type: 'ImportSuccess', status: 'False', lastTransitionTime: timestamp(state) };
    const conditions = [{ ...failure, reason: 'NotFound', message, generation }];
    next.status.tags = [...(next.status.tags ?? []), { tag, items: null, conditions }];
  }
  const metadata = { ...next.metadata, annotations };
  const stored = replace(state, 'imagestreams', { ...next, metadata });
  if (digest === undefined) return;
  storeRecorded(cluster, digest);
  pointTag(state, stored, tag, digest, `${from.replace(/:[^:/]+$/, '')}@${digest}`);
}

/** The manifest whose push was recorded. */
function pushedIn(capture: string, config?: object): PushedManifest {
  const request = recordedExchange(capture)?.request;
  if (request === undefined) throw new TypeError(`${capture} has no request`);
  const bytes = Buffer.from(request.body);
  return {
    digest: digestOf(bytes),
    mediaType: request.headers['content-type'] ?? '',
    bytes,
    config: config === undefined ? undefined : Buffer.from(JSON.stringify(config)),
  };
}

function push(cluster: SandboxCluster, target: string, manifest: PushedManifest): void {
  const [namespace = '', name = '', tag = ''] = target.split(/[/:]/);
  const result = createRegistryBackend(cluster.state).storeMapping(namespace, name, tag, manifest, 'alice');
  if (result.kind !== 'stored') throw new Error(`${target}: ${result.kind}`);
}

const TEAM = '127.0.0.1:26449/team';

function importAll({ sandbox: { source: cluster } }: Lab): void {
  const to = { cluster, project: 'promo-src' };
  const original = { insecure: true, importMode: 'PreserveOriginal' };
  imported({
    ...to,
    ...{ stream: 'imp7', tag: '1', from: `${TEAM}/app:1`, digest: APP_1, referencePolicy: 'Local' },
    importPolicy: { insecure: true, scheduled: true, importMode: 'Legacy' },
  });
  imported({ ...to, stream: 'imp8', tag: 'legacy', from: `${TEAM}/multi:1`, digest: AMD64 });
  const whole = { ...to, importPolicy: original };
  imported({ ...whole, stream: 'imp8', tag: 'all', from: `${TEAM}/multi:1`, digest: LIST, generation: 2 });
  imported({ ...whole, stream: 'imp9', tag: 'all', from: `${TEAM}/ocimulti:1`, digest: INDEX });
  imported({ ...whole, stream: 'imp10', tag: 'attest', from: `${TEAM}/ocimulti:attest`, digest: ATTESTED });
  imported({ ...to, stream: 'imp4', tag: '2', from: `${TEAM}/app:2`, digest: APP_2 });
  imported({ ...to, stream: 'imp4', tag: 'nope', from: `${TEAM}/app:nope`, digest: undefined });
}

/** Image streams after imports and pushes into the source. */
export const IMPORTED: Scenario = {
  title: 'imported and pushed images look as recorded in the source',
  groups: ['06h', '06k', '06l', '06n', '06p', '06x', '07z', '27c', '30b'],
  port: 26440,
  looseVersions: true,
  prepare: (lab) => {
    seedProject(lab.sandbox.source, 'promo-src');
    seedProject(lab.sandbox.source, 'promo-other');
    importAll(lab);
    push(lab.sandbox.source, 'promo-other/ghost:1', pushedIn('30a-index-with-nonexistent-children'));
  },
};

/** Image streams after pushes into the destination. */
export const PUSHED: Scenario = {
  title: 'imported and pushed images look as recorded in the destination',
  groups: ['23c', '54b2', '54q2', '54r15', '54r18', '54r19', '54s4', '54v3'],
  port: 27440,
  looseVersions: true,
  prepare: (lab) => {
    const { destination } = lab.sandbox;
    seedProject(destination, 'promo-dst');
    seedProject(destination, 'more-reg');
    imported({
      ...{ cluster: destination, project: 'promo-dst', stream: 'x2', tag: '1', digest: PROMOTED },
      from: '127.0.0.1:26444/promo-src/app:1.0',
      importPolicy: { importMode: 'Legacy' },
      referencePolicy: 'Local',
    });
  },
  before: {
    '54q2-imagestream-after-parallel-put': ({ sandbox: { destination } }) => {
      push(destination, 'more-reg/par:1', pushedIn('54q-manifest-put-parallel-0'));
      push(destination, 'more-reg/par:1', pushedIn('54q-manifest-put-parallel-1'));
    },
    '54r15-imagestream-after-digest-push': ({ sandbox: { destination } }) => {
      const manifest = pushedIn('54r14-manifest-put-by-digest-new-stream');
      createRegistryBackend(destination.state).storeImage(manifest);
    },
    '54s4-cosign-istag-get': ({ sandbox: { destination } }) => {
      const { request } = recordedExchange('54s-cosign-tag-put') ?? {};
      const tag = request?.target.split('/').at(-1) ?? '';
      const config = { architecture: '', created: '0001-01-01T00:00:00Z', os: '', config: {} };
      push(destination, `more-reg/par:${tag}`, pushedIn('54s-cosign-tag-put', config));
    },
    '54v3-referrers-fallback-istag': ({ sandbox: { destination } }) => {
      const { request } = recordedExchange('54v-referrers-fallback-index-unknown-platform') ?? {};
      const tag = request?.target.split('/').at(-1) ?? '';
      push(destination, `more-reg/par:${tag}`, pushedIn('54v-referrers-fallback-index-unknown-platform'));
    },
  },
};
