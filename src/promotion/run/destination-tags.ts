import type { Digest } from '../../core/image/digest.ts';
import type { OnExistingTag, PromotionRequest } from '../../core/options.ts';
import type { TagPlan } from '../../core/plan.ts';
import type { TagWrite } from '../../core/ports/streams.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { allOrFirstError } from './concurrency.ts';
import type { DestinationTag, ResolvedImage } from './resolved-image.ts';
import type { TagBefore } from './run-state.ts';
import { isDenied } from './stream-tag.ts';

/** The present target of every tag of a request, in order. */
export async function readDestinationTags(
  { destination, extraTags }: PromotionRequest,
  read: (tag: string, signal: AbortSignal) => Promise<Digest | undefined>,
  signal: AbortSignal,
): Promise<readonly [DestinationTag, ...DestinationTag[]]> {
  const readOne = (tag: string) => async (inner: AbortSignal) => ({ tag, digest: await read(tag, inner) });
  const [first, more] = await allOrFirstError(
    [readOne(destination.tag), (inner) => allOrFirstError(extraTags.map(readOne), inner)],
    signal,
  );
  return [first, ...more];
}

/** The change of every tag of an image that is to point to `digest`; one rule for the first tag and the others. */
export function planTags(
  tags: readonly DestinationTag[],
  digest: Digest,
  onExistingTag: OnExistingTag,
): readonly TagPlan[] {
  return tags.map(({ tag, digest: previousDigest }) => {
    if (previousDigest === undefined) return { tag, action: 'create', previousDigest };
    if (previousDigest === digest) return { tag, action: 'keep', previousDigest };
    return { tag, action: onExistingTag === 'skip' ? 'skip' : 'move', previousDigest };
  });
}

/** The present target of a destination tag. */
export async function readDigest(
  image: ResolvedImage,
  tag: string,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  try {
    if (image.stream !== undefined) {
      const { cluster, project, stream } = image.stream;
      return (await cluster.streams.getTag({ project, stream, tag }, signal))?.digest;
    }
  } catch (error) {
    // system:image-pusher may push but not read ImageStreamTags (openshift-api.md §7.2)
    if (!isDenied(error)) throw error;
  }
  return image.strategy === 'copy' ? image.destination.resolveTag(tag, signal) : undefined;
}

/** The target of a tag after a write. */
export async function readWritten(
  { image, tag, digest, after }: TagBefore,
  clock: Clock,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const read = (): Promise<Digest | undefined> => readDigest(image, tag, signal);
  // the API of a cluster reads its own writes
  if (image.stream !== undefined) return read();
  return readUntilVisible(read, { before: digest, after }, clock, signal);
}

// Docker Hub, GHCR and Quay answer reads from caches and replicas that are seconds behind.
const VISIBLE_AFTER_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2_000;

/**
 * Reads a registry tag after a write, and polls for up to 15 seconds while it still has the value from before the write.
 * @returns `after`, a value written by another client or, after the timeout, the old value
 */
export async function readUntilVisible(
  read: () => Promise<Digest | undefined>,
  { before, after }: { readonly before: Digest | undefined; readonly after: Digest },
  clock: Clock,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const startedMs = clock.nowMs();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const current = await read();
    const isOld = current !== after && (current === before || current === undefined);
    if (!isOld || clock.nowMs() + pauseMs - startedMs > VISIBLE_AFTER_MS) return current;
    await clock.sleep(pauseMs, signal);
  }
}

/**
 * Points a tag to an image that its stream or repository already holds. A stream writes it only if the tag still is `expected`.
 * Registries have no such condition: the distribution specification knows no `If-Match` for a manifest, so callers read the tag
 * right before.
 */
export async function pointTag(
  image: ResolvedImage,
  tag: string,
  { expected, digest }: { readonly expected: Digest | undefined; readonly digest: Digest },
  signal: AbortSignal,
): Promise<TagWrite> {
  if (image.stream === undefined) {
    const manifest = await image.destination.getManifest(digest, signal);
    await image.destination.putManifest(manifest, tag, signal);
    return { isWritten: true, digest };
  }
  const { cluster, project, stream } = image.stream;
  return cluster.streams.putTag({ project, stream, tag }, { project, stream, digest }, expected, signal);
}

/** The latest images of a tag of a stream, from its history; undefined: there is none. */
export interface LatestImages {
  readonly current: Digest | undefined;
  readonly previous: Digest | undefined;
}

/** @returns undefined if it is no tag of a stream, or the account may not read the stream */
export async function readLatest(
  { image, tag }: TagBefore,
  signal: AbortSignal,
): Promise<LatestImages | undefined> {
  if (image.stream === undefined) return undefined;
  const { cluster, project, stream } = image.stream;
  try {
    const histories = await cluster.streams.readHistory({ project, stream }, signal);
    const [current, previous] = histories?.find((each) => each.tag === tag)?.events ?? [];
    return { current: current?.digest, previous: previous?.digest };
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
