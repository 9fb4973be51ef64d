import { blobsOf, withChildren } from '../imagestreams/stream-images.ts';
import { findSpecTag } from '../imagestreams/tag-events.ts';
import type { RegistryBackend } from '../state/registry-backend.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { find } from '../state/store.ts';
import { pullCredentialsOf } from './pull-secrets.ts';

/** What the registry fetches from where an image was imported, with the pull secrets of the project (openshift-api.md §10.6). */
export function createPullThrough(state: ClusterState): NonNullable<RegistryBackend['readUpstreamBlob']> {
  return async (namespace, name, digest, signal) => {
    const stream = find(state, 'imagestreams', namespace, name);
    const { upstream } = state;
    if (stream === undefined || upstream === undefined) return undefined;
    const credentials = pullCredentialsOf(state, namespace);
    for (const { tag, items } of stream.status.tags ?? []) {
      for (const { image, dockerImageReference: reference } of items ?? []) {
        const isOwn = reference.startsWith(`${state.internalRegistryHost}/`);
        const hasBlob = withChildren(state, image).some((each) => blobsOf(each).includes(digest));
        if (isOwn || !hasBlob) continue;
        const insecure = findSpecTag(stream, tag)?.importPolicy.insecure === true;
        const content = await upstream.readBlob({ reference, credentials, insecure }, digest, signal);
        if (content !== undefined) return content;
      }
    }
    return undefined;
  };
}
