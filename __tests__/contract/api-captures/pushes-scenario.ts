import { createRegistryBackend } from '../../../sandbox/cluster-backend.ts';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import type { PushedManifest } from '../../../sandbox/state/registry-backend.ts';
import { seedProject } from '../../../sandbox/seeds.ts';
import { recordedExchange } from '../../support/recorded-exchange.ts';
import { digestOf } from '../../../src/core/image/digest.ts';
import type { Scenario } from './scenario.ts';

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

/** Image streams after pushes into the source. */
export const PUSHED_SOURCE: Scenario = {
  title: 'pushed images look as recorded in the source',
  groups: ['07z', '27c', '30b'],
  port: 26440,
  looseVersions: true,
  prepare: (lab) => {
    seedProject(lab.sandbox.source, 'promo-src');
    seedProject(lab.sandbox.source, 'promo-other');
    push(lab.sandbox.source, 'promo-other/ghost:1', pushedIn('30a-index-with-nonexistent-children'));
  },
};

/** Image streams after pushes into the destination. */
export const PUSHED: Scenario = {
  title: 'pushed images look as recorded in the destination',
  groups: ['54b2', '54q2', '54r15', '54r18', '54r19', '54s4', '54v3'],
  port: 27440,
  looseVersions: true,
  prepare: (lab) => {
    const { destination } = lab.sandbox;
    seedProject(destination, 'promo-dst');
    seedProject(destination, 'more-reg');
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
