import type { PushedManifest, RegistryBackend } from '../../sandbox/state/registry-backend.ts';

export type Access = Parameters<RegistryBackend['isAllowed']>[1];

/** A cluster as far as its registry sees it, in memory. */
export interface MemoryBackend extends RegistryBackend {
  /** tokens and their users */
  readonly tokens: Map<string, string>;
  /** makes a stream, with or without tags */
  addStream(repository: string, tags?: Readonly<Record<string, string>>): void;
  addImage(manifest: PushedManifest): void;
}

/** @param may decides every access; `undefined` user is anonymous */
export function createMemoryBackend(
  may: (username: string | undefined, access: Access) => boolean,
  upstream?: RegistryBackend['readUpstreamBlob'],
): MemoryBackend {
  const tokens = new Map<string, string>();
  const images = new Map<string, PushedManifest>();
  /** per stream, per tag: digests, the newest first */
  const streams = new Map<string, Map<string, string[]>>();
  const digestsOf = (namespace: string, name: string): Set<string> => {
    const digests = new Set([...(streams.get(`${namespace}/${name}`)?.values() ?? [])].flat());
    for (const digest of digests) for (const child of childrenOf(images.get(digest))) digests.add(child);
    return digests;
  };
  const backend: MemoryBackend = {
    tokens,
    addStream: (repository, tags = {}) => {
      const stream = streams.get(repository) ?? new Map<string, string[]>();
      for (const [tag, digest] of Object.entries(tags)) stream.set(tag, [digest, ...(stream.get(tag) ?? [])]);
      streams.set(repository, stream);
    },
    addImage: (manifest) => images.set(manifest.digest, manifest),
    authenticate: (token) => tokens.get(token),
    isAllowed: may,
    streamExists: (namespace, name) => streams.has(`${namespace}/${name}`),
    digestOfTag: (namespace, name, tag) => streams.get(`${namespace}/${name}`)?.get(tag)?.[0],
    listTags: (namespace, name) => [...(streams.get(`${namespace}/${name}`)?.keys() ?? [])],
    listRepositories: () => [...streams.keys()],
    isManifestOfStream: (namespace, name, digest) => digestsOf(namespace, name).has(digest),
    isBlobOfStream: (namespace, name, digest) =>
      [...digestsOf(namespace, name)].some((image) => blobsOf(images.get(image)).includes(digest)),
    manifest: (digest) => images.get(digest),
    storeImage: (manifest) => {
      images.set(manifest.digest, manifest);
      return { kind: 'stored' };
    },
    storeMapping: (namespace, name, tag, manifest, username) => {
      if (fieldOf(manifest, 'manifests').some((entry) => entry.platform === undefined))
        return { kind: 'invalid', message: 'dockerImageManifests[0].architecture: Required value' };
      const missing = !streams.has(`${namespace}/${name}`);
      if (missing && !may(username, { verb: 'create', resource: 'imagestreams', namespace, name }))
        return { kind: 'denied' };
      images.set(manifest.digest, manifest);
      backend.addStream(`${namespace}/${name}`, { [tag]: manifest.digest });
      return { kind: 'stored' };
    },
    ...(upstream === undefined ? {} : { readUpstreamBlob: upstream }),
  };
  return backend;
}

interface Entry {
  readonly digest: string;
  readonly platform?: unknown;
}

function fieldOf(
  manifest: PushedManifest | undefined,
  field: 'manifests' | 'layers' | 'config',
): readonly Entry[] {
  if (manifest === undefined) return [];
  const json = JSON.parse(new TextDecoder().decode(manifest.bytes)) as Record<
    string,
    Entry | Entry[] | undefined
  >;
  return [json[field] ?? []].flat();
}

function childrenOf(manifest: PushedManifest | undefined): readonly string[] {
  return fieldOf(manifest, 'manifests').map((entry) => entry.digest);
}

function blobsOf(manifest: PushedManifest | undefined): readonly string[] {
  return [...fieldOf(manifest, 'config'), ...fieldOf(manifest, 'layers')].map((entry) => entry.digest);
}
