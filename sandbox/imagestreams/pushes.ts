import { decide } from '../access/authorizer.ts';
import type { Identity } from '../state/identity.ts';
import type { MappingResult, PushedManifest } from '../state/registry-backend.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Image, ImageStream } from '../state/kinds.ts';
import { isTooLarge, exceededByStream } from '../limits/stream-limits.ts';
import { admitNew, refusalOf } from '../limits/quota-admission.ts';
import { find, insert, replace } from '../state/store.ts';
import { readImage } from '../state/image-content.ts';
import { newStream } from './stream-tags.ts';
import { repositoryOf } from './stream-strategy.ts';
import { addTagEvent, followTag } from './tag-events.ts';

const STREAMS = { group: 'image.openshift.io', resource: 'imagestreams' };

/** Stores the Image object of a manifest; one that is known stays as it is. */
export function storeImage(state: ClusterState, manifest: PushedManifest, reference: string): MappingResult {
  if (find(state, 'images', undefined, manifest.digest) === undefined) {
    const content = readImage(manifest, state.now());
    if (typeof content === 'string') return { kind: 'invalid', message: content };
    const { annotations, ...fields } = content;
    const metadata = { name: manifest.digest, annotations };
    const image = { ...fields, metadata, dockerImageReference: reference };
    insert(state, 'images', image as Omit<Image, 'metadata'> & { metadata: typeof metadata });
  }
  storeManifest(state, manifest);
  return { kind: 'stored' };
}

/** The bytes of a manifest, for the registry to serve. */
export function storeManifest(state: ClusterState, manifest: PushedManifest): void {
  if (!state.manifests.has(manifest.digest)) state.manifests.set(manifest.digest, manifest);
}

export interface Push {
  readonly namespace: string;
  readonly name: string;
  readonly tag: string;
  readonly manifest: PushedManifest;
}

/**
 * What an ImageStreamMapping does: the stream is created with the right of the user when it is missing, the image becomes
 * the newest event of the tag, `spec.tags` stays as it is (captures 26c, 27a).
 */
export function storeMapping(state: ClusterState, push: Push, identity: Identity): MappingResult {
  const existing = find(state, 'imagestreams', push.namespace, push.name);
  if (existing === undefined && !mayCreate(state, push, identity)) return { kind: 'denied' };
  const stream =
    existing === undefined
      ? newStream(state, { namespace: push.namespace }, push.name)
      : structuredClone(existing);
  const reference = `${repositoryOf(state, stream)}@${push.manifest.digest}`;
  const content = readImage(push.manifest, state.now());
  if (typeof content === 'string') return { kind: 'invalid', message: content };
  if (isLimited(state, push, stream, existing === undefined, content)) return { kind: 'denied' };
  const stored = storeImage(state, push.manifest, reference);
  if (stored.kind !== 'stored') return stored;
  const current = existing ?? createEmpty(state, stream);
  pointTag(state, current, push.tag, push.manifest.digest, reference);
  return { kind: 'stored' };
}

function mayCreate(state: ClusterState, push: Push, identity: Identity): boolean {
  const what = {
    verb: 'create',
    group: 'image.openshift.io',
    resource: 'imagestreams',
    namespace: push.namespace,
  };
  return (
    find(state, 'namespaces', undefined, push.namespace) !== undefined &&
    decide(state, identity, what).allowed
  );
}

/** Limits of the project answer a push like a missing right, without a word about themselves (captures 56f, 56m, 56v). */
function isLimited(
  state: ClusterState,
  { namespace, tag, manifest }: Push,
  stream: ImageStream,
  isNew: boolean,
  content: Pick<Image, 'dockerImageMetadata'>,
): boolean {
  if (isNew && refusalOf(state, 'imagestreams', namespace) !== undefined) return true;
  const size = content.dockerImageMetadata['Size'];
  if (typeof size === 'number' && isTooLarge(state, namespace, size)) return true;
  const next = structuredClone(stream);
  const event = { created: '', dockerImageReference: '', image: manifest.digest, generation: 0 };
  addTagEvent(next, tag, event);
  return exceededByStream(state, next).some((text) => text.includes('openshift.io/images '));
}

function createEmpty(state: ClusterState, stream: ImageStream): ImageStream {
  const { name, namespace = '' } = stream.metadata;
  admitNew(state, 'imagestreams', { what: STREAMS, name, namespace });
  return insert(state, 'imagestreams', { ...stream, metadata: { ...stream.metadata, generation: 1 } });
}

/** Makes an image the newest event of a tag, as a push does. */
export function pointTag(
  state: ClusterState,
  stored: ImageStream,
  tag: string,
  digest: string,
  reference: string,
): void {
  const stream = structuredClone(stored);
  const created = timestamp(state);
  const generation = stream.metadata.generation ?? 1;
  const event = { created, dockerImageReference: reference, image: digest, generation };
  if (!addTagEvent(stream, tag, event)) return;
  followTag(stream, tag, event, created);
  replace(state, 'imagestreams', stream);
}
