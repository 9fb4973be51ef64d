// One cluster of the sandbox with the projects dev and prod, seen over the real transport.
import { Buffer } from 'node:buffer';
import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import { DOCKER_MANIFEST } from '../../src/core/image/media-types.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Cluster } from '../../src/core/ports/cluster.ts';
import type { RolloutTarget, WorkloadName } from '../../src/core/ports/rollouts.ts';
import type { Transport } from '../../src/http/exchange/exchange.ts';
import { createTransport } from '../../src/http/transport.ts';
import { createCluster } from '../../src/openshift/cluster.ts';
import { createRegistryBackend } from '../../sandbox/cluster-backend.ts';
import { startCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { seedProject, seedStream } from '../../sandbox/seeds.ts';
import { realClock } from './clocks.ts';
import { quietClock } from './quiet-clock.ts';

export const INTERNAL = 'image-registry.openshift-image-registry.svc:5000';

export interface SandboxedCluster {
  readonly sandbox: SandboxCluster;
  /** the cluster as seen by one account */
  readonly clusterAs: (username: string, token?: string) => Cluster;
  /** the same, with a clock that passes only while the controllers are at rest */
  readonly quietClusterAs: (username: string) => Cluster;
  /** pushes a small image, as the registry does; the same content has the same digest */
  readonly push: (project: string, stream: string, tag: string, content: string) => Digest;
  /** what a tag of a stream of the project prod shall be, `prod` unless said */
  readonly targetOf: (stream: string, digest: Digest, tag?: string) => RolloutTarget;
  readonly stop: () => Promise<void>;
}

/** Controllers take a step every 5 ms; a second of their deadlines takes 20 ms. */
export async function startSandboxedCluster(): Promise<SandboxedCluster> {
  const sandbox = await startCluster('destination', {}, { paceMs: 5, secondMs: 20 });
  for (const project of ['dev', 'prod']) seedProject(sandbox, project);
  const transports: Transport[] = [];
  const side = 'destination' as const;
  const { apiUrl: server, ca } = sandbox;
  const connected = (): Transport => {
    const transport = createTransport({ side, ca, clock: realClock, environment: {}, retries: 1 });
    transports.push(transport);
    return transport;
  };
  const clusterWith = (token: string, clock: Clock, transport: Transport): Cluster =>
    createCluster({ side, server, token, transport, clock, log: () => undefined });
  return {
    sandbox,
    clusterAs: (username, token = sandbox.token(username)) => clusterWith(token, realClock, connected()),
    quietClusterAs(username) {
      const clock = quietClock(() => sandbox.state.version);
      return clusterWith(sandbox.token(username), clock, clock.watching(connected()));
    },
    push: (project, stream, tag, content) => push(sandbox, project, stream, tag, content),
    targetOf: (stream, digest, tag = 'prod') => ({
      name: `prod/${stream}:${tag}`,
      project: 'prod',
      stream,
      tags: [tag],
      digest,
      acceptedDigests: new Set([digest]),
      pullSpec: `${sandbox.registryHost}/prod/${stream}@${digest}`,
      repositories: [`${sandbox.registryHost}/prod/${stream}`],
    }),
    async stop() {
      await Promise.all(transports.map((transport) => transport.close()));
      await sandbox.stop();
    },
  };
}

function push(
  sandbox: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
  content: string,
): Digest {
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: { content } } }),
  );
  const mediaType = 'application/vnd.docker.container.image.v1+json';
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: DOCKER_MANIFEST,
      config: { mediaType, size: config.byteLength, digest: digestOf(config) },
      layers: [],
    }),
  );
  const backend = createRegistryBackend(sandbox.state);
  if (!backend.streamExists(project, stream)) seedStream(sandbox, project, stream);
  const digest = digestOf(bytes);
  const manifest = { digest, mediaType: DOCKER_MANIFEST, bytes, config };
  const { kind } = backend.storeMapping(project, stream, tag, manifest, 'alice');
  if (kind !== 'stored') throw new Error(`${project}/${stream}:${tag} was not stored: ${kind}`);
  return digest;
}

/** A workload of the project prod. */
export function workloadIn(kind: WorkloadName['kind'], name: string): WorkloadName {
  return { kind, project: 'prod', name };
}

/** Options of a rollout that keep what it tells. */
export function rolloutOptions(messages: string[] = [], timeoutMs = 120_000) {
  return {
    wait: true,
    timeoutMs,
    onProgress: ({ message }: { message: string }): void => void messages.push(message),
  };
}
