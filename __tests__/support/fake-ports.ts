// The ports of a promotion in memory: registries and clusters that store writes and record requests.
import type { StreamTag } from '../../src/core/ports/streams.ts';
import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import type { Descriptor } from '../../src/core/image/descriptor.ts';
import { PromoteError, throwIfCancelled, type Side } from '../../src/core/text/errors.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Cluster } from '../../src/core/ports/cluster.ts';
import type { BlobOutcome, Registries, Repository } from '../../src/core/ports/registry.ts';
import type { PullSecretState } from '../../src/core/ports/pull-secrets.ts';
import type { Reporter } from '../../src/core/ports/reporter.ts';
import type { RolloutPlan, RunningPod, WorkloadName } from '../../src/core/ports/rollouts.ts';
import {
  fakeHistories,
  fakePreparing,
  fakeSearch,
  fakeStreamLists,
  nothingPrepared,
  nothingToSee,
  type PreparedState,
} from './fake-preparing.ts';
import type { Ports } from '../../src/promotion/run/ports.ts';

/** Everything one registry holds, by repository. */
export class FakeRegistry {
  readonly blobs = new Map<string, Set<string>>();
  readonly manifests = new Map<string, Map<string, Manifest>>();
  readonly tags = new Map<string, Map<string, Digest>>();
  hasReferrersApi = false;
  listsTags = true;
  baseNames: readonly string[] | undefined = undefined;
  /** repositories that were named as places to mount from */
  readonly suggested: { readonly repository: string; readonly digests: readonly Digest[] | undefined }[] = [];

  hold(repository: string, content: { manifests: readonly Manifest[]; tag?: string }): void {
    for (const manifest of content.manifests) {
      this.#of(this.manifests, repository).set(manifest.digest, manifest);
      const { content: inside } = manifest;
      if (inside.kind === 'image') {
        for (const blob of [inside.config, ...inside.layers]) this.#blobsOf(repository).add(blob.digest);
      }
    }
    const root = content.manifests.at(-1);
    if (content.tag !== undefined && root) this.#of(this.tags, repository).set(content.tag, root.digest);
  }

  hasBlob(repository: string, digest: string): boolean {
    return this.#blobsOf(repository).has(digest);
  }

  addBlob(repository: string, digest: string): void {
    this.#blobsOf(repository).add(digest);
  }

  /** undefined: it has no referrers API */
  referrersOf(repository: string, subject: Digest): readonly Descriptor[] | undefined {
    if (!this.hasReferrersApi) return undefined;
    const manifests = [...this.#of(this.manifests, repository).values()];
    return manifests
      .filter(({ content }) => content.subject?.digest === subject)
      .map(({ mediaType, digest, bytes }) => ({ mediaType, digest, sizeBytes: bytes.byteLength }));
  }

  find(repository: string, reference: string): Manifest | undefined {
    const digest = this.tags.get(repository)?.get(reference) ?? reference;
    return this.manifests.get(repository)?.get(digest);
  }

  put(repository: string, manifest: Manifest, reference: string): void {
    this.#of(this.manifests, repository).set(manifest.digest, manifest);
    if (reference !== manifest.digest) this.#of(this.tags, repository).set(reference, manifest.digest);
  }

  #blobsOf(repository: string): Set<string> {
    let set = this.blobs.get(repository);
    if (set === undefined) this.blobs.set(repository, (set = new Set()));
    return set;
  }

  #of<Value>(map: Map<string, Map<string, Value>>, repository: string): Map<string, Value> {
    let inner = map.get(repository);
    if (inner === undefined) map.set(repository, (inner = new Map<string, Value>()));
    return inner;
  }
}

export interface FakePorts extends Ports, PreparedState {
  readonly registry: Readonly<Record<Side, FakeRegistry>>;
  /** what was changed, in order: `blob sha256:…`, `manifest prod/app:1`, `roll out deployment/web` */
  readonly changes: string[];
  readonly lines: string[];
  /** called before each change; may throw or abort */
  beforeChange: (change: string) => void;
  pods: readonly RunningPod[];
  rolloutPlan: Partial<RolloutPlan>;
  /** what a search for workloads finds */
  found: readonly WorkloadName[];
  /** the destination needs a pull secret */
  refusesImports: boolean;
  /** what the destination takes the image for; undefined: what it is */
  importedDigest: Digest | undefined;
  /** by project */
  readonly pullSecrets: Map<string, PullSecretState>;
  sourceCredentials: Ports['sourceCredentials'];
}

export function fakeClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => (nowMs += 10),
    date: () => new Date('2026-01-02T03:04:05Z'),
    sleep: async (_durationMs, signal) => {
      throwIfCancelled(signal);
    },
  };
}

/** Ports without commands or notifications. */
export function noOutside(): Pick<Ports, 'commands' | 'webhooks' | 'policies'> {
  const refuse = (what: string) => async () => Promise.reject(new Error(`nobody asked for ${what}`));
  return {
    commands: { run: refuse('a command') },
    webhooks: { call: refuse('a webhook') },
    policies: { evaluate: refuse('a policy'), judge: async () => [] },
  };
}

/** `clusters`: which sides are OpenShift. */
export function fakePorts(clusters: Readonly<Record<Side, boolean>>): FakePorts {
  const registry = { source: new FakeRegistry(), destination: new FakeRegistry() };
  const changes: string[] = [];
  const lines: string[] = [];
  const ports: FakePorts = {
    registry,
    changes,
    lines,
    beforeChange: () => undefined,
    pods: [],
    rolloutPlan: {},
    found: [],
    refusesImports: false,
    importedDigest: undefined,
    pullSecrets: new Map(),
    sourceCredentials: async () => ({ username: 'u', password: 'p', isToken: true, isGivenBack: false }),
    ...noOutside(),
    ...nothingPrepared(),
    clock: fakeClock(),
    reporter: fakeReporter(lines),
    registries: fakeRegistries(registry, (change, then) => record(change, then)),
    clusters: {
      source: clusters.source ? fakeCluster('source', registry.source, () => ports, record) : undefined,
      destination: clusters.destination
        ? fakeCluster('destination', registry.destination, () => ports, record)
        : undefined,
    },
  };
  function record(change: string, then: () => void): void {
    ports.beforeChange(change);
    changes.push(change);
    then();
  }
  return ports;
}

type RecordChange = (change: string, then: () => void) => void;

function fakeReporter(lines: string[]): Reporter {
  const add = (line: string): void => {
    lines.push(line);
  };
  return {
    group: async (title, body) => {
      add(`# ${title}`);
      return body();
    },
    info: add,
    notice: add,
    warning: add,
    debug: () => undefined,
    transferProgress: () => undefined,
    rolloutProgress: () => undefined,
  };
}

function fakeRegistries(registry: Readonly<Record<Side, FakeRegistry>>, record: RecordChange): Registries {
  return {
    repository: (side, host, name) => fakeRepository(side, host, name, registry[side], record),
    suggestMounts: ({ name }, digests) => {
      registry.destination.suggested.push({ repository: name, digests });
    },
    copyBlob: async (blob: Descriptor, route, signal): Promise<BlobOutcome> => {
      await Promise.resolve();
      throwIfCancelled(signal);
      if (route.shortcuts && registry.destination.hasBlob(route.destination.name, blob.digest))
        return 'present';
      record(`blob ${blob.digest}`, () => {
        registry.destination.addBlob(route.destination.name, blob.digest);
      });
      route.onBytes(blob.sizeBytes);
      return 'copied';
    },
  };
}

function fakeRepository(
  side: Side,
  host: string,
  name: string,
  registry: FakeRegistry,
  record: RecordChange,
): Repository {
  return {
    side,
    host,
    name,
    getManifest: async (reference, signal) => {
      throwIfCancelled(signal);
      const found = registry.find(name, reference);
      if (found !== undefined) return found;
      throw new PromoteError({ code: 'IMAGE_NOT_FOUND', message: `${host}/${name}:${reference} not found` });
    },
    resolveTag: async (reference) => registry.find(name, reference)?.digest,
    listReferrers: async (subject, limit, signal) => {
      throwIfCancelled(signal);
      const referrers = registry.referrersOf(name, subject);
      if (referrers === undefined) return { kind: 'unsupported' };
      return {
        kind: 'listed',
        referrers: referrers.slice(0, limit),
        isComplete: referrers.length <= limit,
      };
    },
    hasBlob: async () => true,
    readBlob: () => Promise.reject(new Error('blobs have names only')),
    listTags: async (_maxPages, signal) => {
      throwIfCancelled(signal);
      if (!registry.listsTags) return undefined;
      return { tags: new Set(registry.tags.get(name)?.keys()), isComplete: true };
    },
    putManifest: async (manifest, reference, signal) => {
      throwIfCancelled(signal);
      const what = reference === manifest.digest ? `${name}@${manifest.digest}` : `${name}:${reference}`;
      record(`manifest ${what}`, () => {
        registry.put(name, manifest, reference);
      });
    },
  };
}

function fakeCluster(
  side: Side,
  registry: FakeRegistry,
  ports: () => FakePorts,
  record: RecordChange,
): Cluster {
  const tagOf = (project: string, stream: string, tag: string): StreamTag | undefined => {
    const digest = registry.tags.get(`${project}/${stream}`)?.get(tag);
    const { baseNames } = registry;
    const pullSpec = `internal/${project}/${stream}@${digest ?? ''}`;
    return digest === undefined ? undefined : { digest, pullSpec, baseNames };
  };
  return {
    side,
    server: `https://api.${side}.example.com:6443`,
    imports: {
      probe: async ({ from, tags }) => {
        if (tags.length === 0) throw new TypeError('an import of nothing');
        const { refusesImports } = ports();
        if (refusesImports && !ports().pullSecrets.has('prod')) {
          const error = new PromoteError({ code: 'ACCESS_DENIED', message: `may not pull ${from}` });
          return { kind: 'refused', error };
        }
        return { kind: 'found', digest: ports().importedDigest ?? importedManifest(ports(), from).digest };
      },
      run: async ({ project, stream, tags, from }, expected) => {
        const digests = tags.map((tag) => tagOf(project, stream, tag)?.digest);
        if (digests.some((digest, index) => expected[index]?.includes(digest) === false))
          return tags.map((tag, index) => ({ tag, isWritten: false, digest: digests[index] }));
        const manifest = importedManifest(ports(), from);
        record(`import ${from} into ${project}/${stream}:${tags.join(',')}`, () => {
          for (const tag of tags) registry.put(`${project}/${stream}`, manifest, tag);
        });
        const digest = ports().importedDigest ?? manifest.digest;
        return tags.map((tag) => ({ tag, isWritten: true, digest }));
      },
      repositoryOf: async (project, stream) => `internal/${project}/${stream}`,
    },
    builds: {
      run: async ({ project, stream, from }, onLine) => {
        const manifest = anImage(`built from ${from}`);
        record(`build ${from} in ${project}/${stream}`, () => {
          onLine('STEP 1: FROM');
          registry.put(`${project}/${stream}`, manifest, 'promote-app-1');
        });
        const { digest, mediaType } = manifest;
        const pullSpec = `internal/${project}/${stream}@${digest}`;
        return { name: 'promote-app-1', digest, mediaType, pullSpec, temporaryTag: 'promote-app-1' };
      },
    },
    pullSecrets: {
      look: async ({ project }) => ports().pullSecrets.get(project) ?? 'absent',
      write: async ({ project, name }) => {
        record(`secret ${project}/${name}`, () => ports().pullSecrets.set(project, 'current'));
        return {
          undo: async () => record(`no secret ${project}/${name}`, () => ports().pullSecrets.delete(project)),
        };
      },
      listHosts: async () => ['quay.io'],
      isNeeded: async (project) =>
        ports().changes.some((change) => change.startsWith('import') && change.includes(`${project}/`)),
    },
    account: {
      identify: async () => ({ username: 'promoter', expiresAt: undefined }),
      missingRights: async () => [],
    },
    policies: {
      readConfigMap: async () => undefined,
      readImagePolicies: async () => ({ policies: [], unread: [] }),
    },
    ...fakePreparing(ports, record),
    inspection: nothingToSee(),
    streams: {
      findRegistryHost: async () => `registry.${side}.example.com`,
      readHistory: async ({ project, stream }) => fakeHistories(registry.tags.get(`${project}/${stream}`)),
      readTags: async () => undefined,
      ...fakeStreamLists(registry.blobs),
      readImageConfig: async () => ports().imageConfig,
      getTag: async ({ project, stream, tag }) => tagOf(project, stream, tag),
      getImage: async ({ project, stream, reference }) => {
        const manifest = registry.find(`${project}/${stream}`, reference);
        if (manifest === undefined) return undefined;
        const { digest, mediaType, content } = manifest;
        const children = content.kind === 'index' ? content.manifests : undefined;
        return {
          digest,
          mediaType,
          children,
          pullSpec: `internal/${project}/${stream}@${digest}`,
          isLocal: true,
        };
      },
      putTag: async ({ project, stream, tag }, from, expected) => {
        const before = tagOf(project, stream, tag)?.digest;
        if (before !== from.digest && before !== expected) return { isWritten: false, digest: before };
        record(`tag ${project}/${stream}:${tag}`, () => {
          const manifest = registry.find(`${from.project}/${from.stream}`, from.digest);
          if (manifest) registry.put(`${project}/${stream}`, manifest, tag);
        });
        return { isWritten: true, digest: tagOf(project, stream, tag)?.digest };
      },
      deleteTag: async ({ project, stream, tag }) => {
        let existed = false;
        record(`delete ${project}/${stream}:${tag}`, () => {
          existed = registry.tags.get(`${project}/${stream}`)?.delete(tag) ?? false;
        });
        return existed;
      },
    },
    workloads: fakeSearch(() => ports().found),
    rollouts: {
      plan: async (workload, targets) => ({
        workload,
        revisionBefore: '1',
        method: 'set-image',
        containers: ['web'],
        images: { web: targets[0]?.name ?? '' },
        replicas: 1,
        ...ports().rolloutPlan,
      }),
      rollOut: async (plan) => {
        record(`roll out ${plan.workload.kind}/${plan.workload.name}`, () => undefined);
        return { workload: plan.workload, status: 'complete', revisionBefore: '1', revision: '2' };
      },
      waitUntilIdle: async ({ workload }) => {
        record(`wait for ${workload.kind}/${workload.name}`, () => undefined);
      },
      planRollback: async ({ workload }) => ({
        workload,
        go: async () => {
          record(`back ${workload.kind}/${workload.name}`, () => undefined);
          return { workload, status: 'complete', revisionBefore: '1', revision: '3' };
        },
      }),
      listPods: async () => ports().pods,
    },
  };
}

/** `registry.source.example.com/dev/app@sha256:…` of the source's registry. */
function importedManifest(ports: FakePorts, from: string): Manifest {
  const match = /^[^/]+\/([^@:]+)[@:](.+)$/.exec(from);
  const found = ports.registry.source.find(match?.[1] ?? '', match?.[2] ?? '');
  if (found === undefined) throw new PromoteError({ code: 'IMAGE_NOT_FOUND', message: `no ${from}` });
  return found;
}

/** An image manifest whose blobs are named by `seed`; nothing is stored anywhere. */
export function anImage(seed: string, layers = 2): Manifest {
  const blob = (name: string, sizeBytes: number): Descriptor => ({
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: digestOf(Buffer.from(`${seed} ${name}`)),
    sizeBytes,
  });
  const bytes = Buffer.from(`image ${seed}`);
  return {
    bytes,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf(bytes),
    content: {
      kind: 'image',
      config: blob('config', 100),
      layers: Array.from({ length: layers }, (_, index) => blob(`layer ${index}`, 1000 * (index + 1))),
      annotations: {},
    },
  };
}

export function anIndex(children: readonly Manifest[]): Manifest {
  const bytes = Buffer.from(`index of ${children.map((child) => child.digest).join(' ')}`);
  return {
    bytes,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    digest: digestOf(bytes),
    content: {
      kind: 'index',
      manifests: children.map((child, index) => ({
        mediaType: child.mediaType,
        digest: child.digest,
        sizeBytes: child.bytes.byteLength,
        platform: { os: 'linux', architecture: index === 0 ? 'amd64' : 'arm64' },
      })),
      annotations: {},
    },
  };
}
