// Images of the recorded clusters, taken from the recorded answers that show them.
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { pointTag } from '../../../sandbox/imagestreams/pushes.ts';
import { readSpecTag } from '../../../sandbox/imagestreams/spec-tag.ts';
import { repositoryOf, settleStream } from '../../../sandbox/imagestreams/stream-strategy.ts';
import { putSpecTag } from '../../../sandbox/imagestreams/tag-events.ts';
import { seedStream } from '../../../sandbox/seeds.ts';
import { timestamp } from '../../../sandbox/state/cluster-state.ts';
import type { Image, ImageStream } from '../../../sandbox/state/kinds.ts';
import { find, insert, replace } from '../../../sandbox/state/store.ts';
import { captureNames, readCapture } from './capture.ts';

let known: Map<string, Image> | undefined;

/** Every Image that some recorded answer shows in full, by digest. */
function recordedImages(): ReadonlyMap<string, Image> {
  if (known !== undefined) return known;
  known = new Map();
  const documents = captureNames().flatMap(imageDocument);
  for (const document of documents) collect(document, known);
  for (const document of documents) {
    if (document['kind'] === 'ImageStreamLayers') collectLayers(document as unknown as StreamLayers, known);
  }
  return known;
}

/** The recorded answer when it shows images. */
function imageDocument(name: string): readonly Record<string, unknown>[] {
  const text = readCapture(name)?.replyBody ?? '';
  // a watch is several documents and shows no images; one answer is protobuf (capture 44zf)
  if (!text.startsWith('{') || !/dockerImageManifestMediaType|"ImageStreamLayers"/.test(text)) return [];
  return [JSON.parse(text) as Record<string, unknown>];
}

function collect(value: unknown, images: Map<string, Image>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('dockerImageManifestMediaType' in value && 'metadata' in value) {
    const image = value as Image;
    if (!images.has(image.metadata.name)) images.set(image.metadata.name, image);
    return;
  }
  for (const child of Object.values(value)) collect(child, images);
}

interface StreamLayers {
  readonly blobs: Record<string, { size: number | null; mediaType: string }>;
  readonly images: Record<string, { layers: string[] | null; config?: string | null }>;
}

/** Of the children of a list only layers and config are known. */
function collectLayers(value: StreamLayers, images: Map<string, Image>): void {
  for (const [digest, { layers, config }] of Object.entries(value.images)) {
    if (images.has(digest) || config === undefined || config === null) continue;
    const { metadata, ...rest } = placeholder();
    const layer = (name: string) => ({
      name,
      size: value.blobs[name]?.size ?? 0,
      mediaType: value.blobs[name]?.mediaType ?? '',
    });
    images.set(digest, {
      ...rest,
      metadata: { ...metadata, name: digest, uid: '', resourceVersion: '', creationTimestamp: '' },
      dockerImageMetadata: { ...rest.dockerImageMetadata, Id: config },
      dockerImageLayers: (layers ?? []).map(layer),
    });
  }
}

/** An image as some recorded answer shows it. */
export function recordedImage(digest: string): Image | undefined {
  return recordedImages().get(digest);
}

/** What a push of a recorded image leaves behind in the API; images nobody looked at get an empty description. */
export function pushRecorded(
  cluster: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
  digest: string,
): void {
  storeRecorded(cluster, digest);
  const current =
    find(cluster.state, 'imagestreams', project, stream) ?? seedStream(cluster, project, stream);
  pointTag(cluster.state, current, tag, digest, `${repositoryOf(cluster.state, current)}@${digest}`);
}

/** The Image object of a recorded image, as a push by digest leaves it. */
export function storeRecorded(cluster: SandboxCluster, digest: string): void {
  if (find(cluster.state, 'images', undefined, digest) !== undefined) return;
  const recorded = recordedImages().get(digest);
  const image = recorded ?? placeholder();
  const annotations = Object.entries(image.metadata.annotations ?? {}).filter(([key]) =>
    key.includes('image'),
  );
  insert(cluster.state, 'images', {
    ...image,
    metadata: {
      name: digest,
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    },
  });
}

function placeholder(): Omit<Image, 'metadata'> & { metadata: { annotations?: Record<string, string> } } {
  return {
    metadata: {},
    dockerImageReference: '',
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: 'image.openshift.io/1.0',
      Id: '',
      Created: null,
      ContainerConfig: {},
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  };
}

/** What the import controller leaves behind after it imported a recorded image into a tag that asks for it. */
export function importRecorded(
  cluster: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
  reference: string,
): void {
  const digest = reference.slice(reference.indexOf('@') + 1);
  storeRecorded(cluster, digest);
  const current = find(cluster.state, 'imagestreams', project, stream);
  if (current === undefined) throw new TypeError(`no stream ${stream}`);
  pointTag(
    cluster.state,
    replace(cluster.state, 'imagestreams', bumped(cluster, current, tag)),
    tag,
    digest,
    reference,
  );
}

/** An import writes the tag's spec once more and notes when it looked. */
function bumped(cluster: SandboxCluster, stream: ImageStream, tag: string): ImageStream {
  const next = structuredClone(stream);
  const generation = (stream.metadata.generation ?? 0) + 1;
  next.metadata.generation = generation;
  next.metadata.annotations = {
    ...next.metadata.annotations,
    'openshift.io/image.dockerRepositoryCheck': timestamp(cluster.state),
  };
  for (const spec of next.spec.tags ?? []) if (spec.name === tag) spec.generation = generation;
  return next;
}

/** What the import controller leaves behind after an import that failed. */
export function failImport(
  cluster: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
  why: { readonly reason: string; readonly message: string },
): void {
  const current = find(cluster.state, 'imagestreams', project, stream);
  if (current === undefined) throw new TypeError(`no stream ${stream}`);
  const next = bumped(cluster, current, tag);
  const condition = {
    type: 'ImportSuccess',
    status: 'False',
    lastTransitionTime: timestamp(cluster.state),
    ...why,
    generation: next.metadata.generation ?? 0,
  };
  const others = (next.status.tags ?? []).filter((status) => status.tag !== tag);
  next.status.tags = [...others, { tag, items: null, conditions: [condition] }].sort((a, b) =>
    a.tag < b.tag ? -1 : 1,
  );
  replace(cluster.state, 'imagestreams', next);
}

/** A tag written by somebody whose request was not recorded. */
export function putTag(
  cluster: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
  content: object,
): void {
  const current =
    find(cluster.state, 'imagestreams', project, stream) ?? seedStream(cluster, project, stream);
  const next = structuredClone(current);
  putSpecTag(next, readSpecTag(cluster.state, content as Parameters<typeof readSpecTag>[1], tag));
  const admin = { username: 'clusteradmin', uid: undefined, groups: [], scopes: [], extra: {} };
  replace(cluster.state, 'imagestreams', settleStream(cluster.state, next, current, admin));
}
