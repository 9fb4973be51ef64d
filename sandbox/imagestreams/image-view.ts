import type { ClusterState } from '../state/cluster-state.ts';
import type { Image, ImageStream, TagEvent } from '../state/kinds.ts';
import { find } from '../state/store.ts';
import { EMPTY_METADATA } from '../state/image-content.ts';
import { findSpecTag, latestEvent } from './tag-events.ts';

/** An image as an ImageStreamTag without one shows it. */
const NO_IMAGE = {
  metadata: { creationTimestamp: null },
  dockerImageMetadata: EMPTY_METADATA,
  dockerImageMetadataVersion: '1.0',
};

/** The Image object an event points to; undefined for an event without image. */
export function imageOfEvent(state: ClusterState, event: TagEvent | undefined): Image | undefined {
  if (event === undefined || event.image === '') return undefined;
  return find(state, 'images', undefined, event.image);
}

/** An ImageStreamTag: the spec tag, the newest event and its image put together (openshift-api.md §3.3). */
export function streamTagView(state: ClusterState, stream: ImageStream, tag: string): object {
  const event = latestEvent(stream, tag);
  const image = imageOfEvent(state, event);
  return viewOf(stream, tag, event, image === undefined ? NO_IMAGE : shown(image, event, stream, tag));
}

/** As in lists: the image is only a name and a reference (capture 05f). */
export function streamTagListView(stream: ImageStream, tag: string): object {
  const event = latestEvent(stream, tag);
  const image = {
    ...NO_IMAGE,
    metadata: { name: event?.image ?? '', creationTimestamp: null },
    dockerImageReference: event === undefined ? '' : referenceOf(event, stream, tag),
  };
  return viewOf(stream, tag, event, image);
}

function viewOf(stream: ImageStream, tag: string, event: TagEvent | undefined, image: object): object {
  const spec = findSpecTag(stream, tag);
  const { namespace, uid, resourceVersion, creationTimestamp, labels } = stream.metadata;
  const annotations = spec?.annotations ?? undefined;
  const conditions = stream.status.tags?.find((status) => status.tag === tag)?.conditions;
  return {
    metadata: {
      name: `${stream.metadata.name}:${tag}`,
      namespace,
      uid,
      // a dry run stores nothing: a stream it would create has none (capture 44zp)
      ...(resourceVersion === '' ? {} : { resourceVersion }),
      creationTimestamp: event?.created ?? creationTimestamp,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    tag: spec ?? null,
    generation: event?.generation ?? 0,
    lookupPolicy: stream.spec.lookupPolicy,
    ...(conditions === undefined ? {} : { conditions }),
    image,
  };
}

function shown(image: Image, event: TagEvent | undefined, stream: ImageStream, tag: string): object {
  const annotations = { ...image.metadata.annotations, ...findSpecTag(stream, tag)?.annotations };
  return {
    ...image,
    metadata: Object.keys(annotations).length === 0 ? image.metadata : { ...image.metadata, annotations },
    dockerImageReference: event === undefined ? image.dockerImageReference : referenceOf(event, stream, tag),
  };
}

/** Reference policy Local: the pull spec names the integrated registry, whatever the source (openshift-api.md §3.8). */
function referenceOf(event: TagEvent, stream: ImageStream, tag: string): string {
  const local = findSpecTag(stream, tag)?.referencePolicy.type === 'Local';
  if (!local || event.image === '') return event.dockerImageReference;
  return `${stream.status.dockerImageRepository}@${event.image}`;
}

/** The pull spec a trigger writes into a workload; undefined while the tag points to nothing. */
export function pullSpecOfTag(stream: ImageStream, tag: string): string | undefined {
  const event = latestEvent(stream, tag);
  return event === undefined ? undefined : referenceOf(event, stream, tag);
}
