import { decide } from './access/authorizer.ts';
import { ANONYMOUS, type Identity } from './state/identity.ts';
import { authenticate } from './access/tokens.ts';
import { storeImage, storeMapping } from './imagestreams/pushes.ts';
import { blobsOf, imagesOfStream } from './imagestreams/stream-images.ts';
import { latestEvent } from './imagestreams/tag-events.ts';
import type { RegistryBackend } from './state/registry-backend.ts';
import type { ClusterState } from './state/cluster-state.ts';
import { find, listObjects } from './state/store.ts';
import { createPullThrough } from './upstream/pull-through.ts';

/** What the integrated registry of a cluster asks of its API server. */
export function createRegistryBackend(state: ClusterState): RegistryBackend {
  /** identities by user name, as the last token showed them: the registry only keeps the name */
  const identities = new Map<string, Identity>();
  const identityOf = (username: string | undefined): Identity =>
    username === undefined
      ? ANONYMOUS
      : (identities.get(username) ?? { username, uid: undefined, groups: [], scopes: [], extra: {} });
  const streamOf = (namespace: string, name: string) => find(state, 'imagestreams', namespace, name);
  return {
    authenticate: (token) => {
      const identity = authenticate(state, token);
      if (identity !== undefined) identities.set(identity.username, identity);
      return identity?.username;
    },
    isAllowed: (username, access) =>
      decide(state, identityOf(username), { group: 'image.openshift.io', ...access }).allowed,
    streamExists: (namespace, name) => streamOf(namespace, name) !== undefined,
    digestOfTag: (namespace, name, tag) => {
      const stream = streamOf(namespace, name);
      return stream === undefined ? undefined : latestEvent(stream, tag)?.image;
    },
    listTags: (namespace, name) =>
      (streamOf(namespace, name)?.status.tags ?? [])
        .filter((status) => (status.items ?? []).length > 0)
        .map((status) => status.tag),
    listRepositories: () =>
      listObjects(state, 'imagestreams', undefined).map(
        ({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`,
      ),
    isManifestOfStream: (namespace, name, digest) => {
      const stream = streamOf(namespace, name);
      return stream !== undefined && imagesOfStream(state, stream).get(digest) !== undefined;
    },
    isBlobOfStream: (namespace, name, digest) => {
      const stream = streamOf(namespace, name);
      if (stream === undefined) return false;
      const images = imagesOfStream(state, stream).values();
      return [...images].some((image) => image !== undefined && blobsOf(image).includes(digest));
    },
    manifest: (digest) => state.manifests.get(digest),
    readUpstreamBlob: createPullThrough(state),
    storeImage: (manifest) => storeImage(state, manifest, manifest.digest),
    storeMapping: (namespace, name, tag, manifest, username) =>
      storeMapping(state, { namespace, name, tag, manifest }, identityOf(username)),
  };
}
