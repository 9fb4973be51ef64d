import { json, type ApiCall, type Handler } from '../exchange/exchange.ts';
import { badRequest, notFound } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Image, ImageStream } from '../state/kinds.ts';
import { find } from '../state/store.ts';

const STREAM_IMAGES = { group: 'image.openshift.io', resource: 'imagestreamimage' };
const STREAMS = { group: 'image.openshift.io', resource: 'imagestreams' };

/** Every image in a tag's history and the children of such an index. */
export function imagesOfStream(
  state: ClusterState,
  stream: ImageStream,
): ReadonlyMap<string, Image | undefined> {
  const images = new Map<string, Image | undefined>();
  for (const status of stream.status.tags ?? []) {
    for (const event of status.items ?? []) {
      if (event.image !== '') addImage(state, images, event.image);
    }
  }
  return images;
}

/** An image and, of an index, what it lists. */
export function withChildren(state: ClusterState, digest: string): readonly Image[] {
  const images = new Map<string, Image | undefined>();
  addImage(state, images, digest);
  return [...images.values()].filter((image) => image !== undefined);
}

function addImage(state: ClusterState, images: Map<string, Image | undefined>, digest: string): void {
  if (images.has(digest)) return;
  const image = find(state, 'images', undefined, digest);
  images.set(digest, image);
  for (const entry of image?.dockerImageManifests ?? []) addImage(state, images, entry.digest);
}

/** Config and layers of an image. */
export function blobsOf(image: Image): readonly string[] {
  const config = configOf(image);
  const layers = (image.dockerImageLayers ?? []).map((layer) => layer.name);
  return config === undefined ? layers : [config, ...layers];
}

function configOf(image: Image): string | undefined {
  const id = image.dockerImageMetadata['Id'];
  return image.dockerImageManifests === undefined && typeof id === 'string' && id !== '' ? id : undefined;
}

/** `imagestreamimages/STREAM@DIGEST`; a child of an index is found as well (capture 14g). */
export const STREAM_IMAGE_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) => {
    const name = call.name ?? '';
    const at = name.indexOf('@');
    if (at < 0) throw badRequest('ImageStreamImages must be retrieved with <name>@<id>');
    const stream = find(state, 'imagestreams', call.namespace, name.slice(0, at));
    // here it is the stream's name of another resource (capture 54r18)
    if (stream === undefined)
      throw notFound({ ...STREAMS, resource: 'imagestreamimages' }, name.slice(0, at));
    const id = name.slice(at + 1);
    const image = [...imagesOfStream(state, stream)].find(([digest]) => digest.startsWith(id))?.[1];
    if (image === undefined || id === '') throw notFound(STREAM_IMAGES, name);
    return json(200, streamImage(stream, image, name));
  },
};

function streamImage(stream: ImageStream, image: Image, name: string): object {
  const events = (stream.status.tags ?? []).flatMap((status) => status.items ?? []);
  const event = events.find((candidate) => candidate.image === image.metadata.name);
  const repository = `${stream.status.dockerImageRepository}@${image.metadata.name}`;
  return {
    kind: 'ImageStreamImage',
    apiVersion: 'image.openshift.io/v1',
    metadata: {
      name,
      namespace: stream.metadata.namespace,
      creationTimestamp: image.metadata.creationTimestamp,
    },
    image: { ...image, dockerImageReference: event?.dockerImageReference ?? repository },
  };
}

/** `imagestreams/NAME/layers`: what a puller may know of a stream (captures 49a, 49zzf). */
export function streamLayers(call: ApiCall, state: ClusterState): ReturnType<Handler> {
  const name = call.name ?? '';
  const stream = find(state, 'imagestreams', call.namespace, name);
  if (stream === undefined) throw notFound(STREAMS, name);
  const blobs: Record<string, object> = {};
  const images: Record<string, object> = {};
  for (const [digest, image] of imagesOfStream(state, stream)) {
    if (image === undefined) {
      images[digest] = { imageMissing: true, layers: null };
      continue;
    }
    addBlobs(blobs, image);
    images[digest] = layersOf(image);
  }
  const { namespace, uid, resourceVersion, generation, creationTimestamp } = stream.metadata;
  const metadata = { name, namespace, uid, resourceVersion, generation, creationTimestamp };
  return json(200, {
    kind: 'ImageStreamLayers',
    apiVersion: 'image.openshift.io/v1',
    metadata,
    blobs,
    images,
  });
}

function addBlobs(blobs: Record<string, object>, image: Image): void {
  for (const layer of image.dockerImageLayers ?? []) {
    blobs[layer.name] = { size: layer.size, mediaType: layer.mediaType };
  }
  const config = configOf(image);
  if (config !== undefined) blobs[config] ??= { size: null, mediaType: configType(image) };
  blobs[image.metadata.name] ??= { size: null, mediaType: image.dockerImageManifestMediaType };
}

function layersOf(image: Image): object {
  const children = image.dockerImageManifests;
  if (children !== undefined) {
    return {
      imageMissing: false,
      layers: null,
      config: null,
      manifests: children.map((child) => child.digest),
    };
  }
  const layers = (image.dockerImageLayers ?? []).map((layer) => layer.name);
  return {
    imageMissing: false,
    layers: layers.length === 0 ? null : layers,
    config: configOf(image) ?? null,
  };
}

function configType(image: Image): string {
  return image.dockerImageManifestMediaType.includes('.oci.')
    ? 'application/vnd.oci.image.config.v1+json'
    : 'application/vnd.docker.container.image.v1+json';
}
