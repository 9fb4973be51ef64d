import { storeManifest } from '../imagestreams/pushes.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Image } from '../state/kinds.ts';
import { find, insert, newUid } from '../state/store.ts';
import { pullCredentialsOf } from '../upstream/pull-secrets.ts';
import { splitReference, type UpstreamFailure, type UpstreamImage } from '../state/upstream.ts';
import type { ImageImport } from './import-request.ts';

/** What came of looking for one image. */
export type Looked = { readonly kind: 'image'; readonly image: UpstreamImage } | UpstreamFailure;

/** Looks for an image with the pull secrets of the project; what has no other mode becomes one platform of it (openshift-api.md §3.7). */
export async function lookFor(
  state: ClusterState,
  namespace: string,
  { from, importPolicy }: Pick<ImageImport, 'from' | 'importPolicy'>,
  signal: AbortSignal,
): Promise<Looked> {
  if (state.upstream === undefined) {
    return { kind: 'failure', reason: 'InternalError', detail: 'this cluster reaches nothing outside' };
  }
  const source = {
    reference: from,
    credentials: pullCredentialsOf(state, namespace),
    insecure: importPolicy.insecure === true,
  };
  const found = await state.upstream.look(source, signal);
  if (found.kind === 'failure') return found;
  return { kind: 'image', image: importPolicy.importMode === 'Legacy' ? flattened(found) : found };
}

/** linux/amd64, else the first (captures 06i, 06q). */
function flattened(image: UpstreamImage): UpstreamImage {
  const entries = image.content.dockerImageManifests;
  if (entries === undefined) return image;
  const entry =
    entries.find(({ architecture, os }) => architecture === 'amd64' && os === 'linux') ?? entries[0];
  return image.children.find(({ digest }) => digest === entry?.digest) ?? image;
}

/** `host/path@digest`. */
export function pullSpecOf(from: string, digest: string): string {
  const split = splitReference(from);
  return `${split?.host ?? ''}/${split?.path ?? ''}@${digest}`;
}

/** An Image object as the answer shows it. One that is known already gets a uid that means nothing (capture 06g). */
export function showImage(
  state: ClusterState,
  image: UpstreamImage,
  from: string,
  stored: Image | undefined,
  includeManifest: boolean,
): object {
  const { annotations, ...content } = image.content;
  const noted = Object.keys(annotations).length === 0 ? {} : { annotations };
  const known = { uid: newUid(), creationTimestamp: timestamp(state) };
  const { manifest } = image;
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
  return {
    metadata: stored === undefined ? { name: image.digest, ...known, ...noted } : stored.metadata,
    ...content,
    dockerImageReference: pullSpecOf(from, image.digest),
    ...(includeManifest && manifest !== undefined
      ? {
          dockerImageManifest: text(manifest.bytes),
          ...(manifest.config === undefined ? {} : { dockerImageConfig: text(manifest.config) }),
        }
      : {}),
  };
}

/** Stores what is not known yet, children first. @returns the new objects, by digest */
export function storeImported(
  state: ClusterState,
  image: UpstreamImage,
  from: string,
): ReadonlyMap<string, Image> {
  const stored = new Map<string, Image>();
  for (const each of [...image.children, image]) {
    if (each.manifest !== undefined) storeManifest(state, each.manifest);
    if (find(state, 'images', undefined, each.digest) !== undefined) continue;
    const { annotations, ...content } = each.content;
    const noted = Object.keys(annotations).length === 0 ? {} : { annotations };
    const dockerImageReference = pullSpecOf(from, each.digest);
    stored.set(
      each.digest,
      insert(state, 'images', {
        ...content,
        metadata: { name: each.digest, ...noted },
        dockerImageReference,
      }),
    );
  }
  return stored;
}

export interface FailureStatus {
  readonly reason: string;
  readonly message: string;
  readonly code: number;
  readonly details?: object;
}

/** How the API server words it (captures 06d, 06c, 23a). */
export function statusOf({ reason, detail }: UpstreamFailure, from: string): FailureStatus {
  switch (reason) {
    case 'Unauthorized':
      return { reason, message: `you may not have access to the container image "${from}"`, code: 401 };
    case 'NotFound': {
      const message = `dockerimage.image.openshift.io "${from}" not found`;
      return {
        reason,
        message,
        code: 404,
        details: { name: from, group: 'image.openshift.io', kind: 'dockerimage' },
      };
    }
    case 'InternalError': {
      const message = `${from}: ${detail ?? 'unknown'}`;
      return {
        reason,
        message: `Internal error occurred: ${message}`,
        code: 500,
        details: { causes: [{ message }] },
      };
    }
  }
}
