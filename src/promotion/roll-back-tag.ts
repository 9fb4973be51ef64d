import type { PromoteOptions, PromotionRequest, RollbackTarget } from '../core/options.ts';
import { promote, type PromotionOutcome } from './promote.ts';
import { allOrFirstError } from './run/concurrency.ts';
import type { Ports } from './run/ports.ts';
import { isDigest, shortDigest, type Digest } from '../core/image/digest.ts';
import { PromoteError } from '../core/text/errors.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { TagEvent, TagHistory } from '../core/ports/streams.ts';
import { formatReference, type ImageReference, type StreamReference } from '../core/image/reference.ts';

/**
 * Rolls tags and workloads back to an earlier image. This is a promotion within the stream: planned, gated, verified and recorded
 * like any other and, if `rollbackOnFailure` is set, undone when it fails.
 * @param options with promotions of the tags to themselves, all in image streams or all in other registries
 * @throws PromoteError IMAGE_NOT_FOUND when there is nothing to go back to
 */
export async function rollBackTag(
  options: PromoteOptions,
  to: RollbackTarget,
  ports: Ports,
  signal: AbortSignal,
): Promise<PromotionOutcome> {
  const promotions = await ports.reporter.group('Find what to go back to', () =>
    allOrFirstError(
      options.promotions.map((request) => async (inner: AbortSignal) => ({
        ...request,
        ...(await findEarlier(request.destination, to, ports, inner)),
      })),
      signal,
    ),
  );
  // no content moves within one stream, and a registry already has it in the same repository
  const isStream = promotions.every(({ destination }) => destination.kind === 'stream');
  const strategy = isStream ? 'tag' : 'copy';
  const outcome = await promote({ ...options, strategy, promotions, isRollback: true }, ports, signal);
  return { ...outcome, report: { ...outcome.report, isRollback: true } };
}

/** The image that a tag is rolled back to. */
type Earlier = Pick<PromotionRequest, 'source' | 'chosenFrom'>;

/**
 * The image that a tag is rolled back to: one from its history, or another image of its stream or repository.
 * @throws PromoteError IMAGE_NOT_FOUND
 */
export async function findEarlier(
  current: ImageReference,
  to: RollbackTarget,
  ports: Ports,
  signal: AbortSignal,
): Promise<Earlier> {
  const cluster = ports.clusters.destination;
  if (to.kind === 'reference') {
    const { reference } = to;
    if (isDigest(reference)) return { source: { ...current, tag: undefined, digest: reference } };
    if (!reference.startsWith('sha256:'))
      return { source: { ...current, tag: reference, digest: undefined } };
  }
  if (current.kind !== 'stream' || cluster === undefined) {
    throw new PromoteError({
      code: 'IMAGE_NOT_FOUND',
      message: `${formatReference(current)} has no history: only image streams of OpenShift keep one`,
      hint: 'name the whole digest to go back to, sha256:…, or a tag',
    });
  }
  const histories = (await cluster.streams.readHistory(current, signal)) ?? [];
  const digest =
    to.kind === 'reference'
      ? digestStarting(current, to.reference, histories)
      : digestBack(current, to, histories, cluster);
  ports.reporter.info(`${formatReference(current)} goes back to ${shortDigest(digest)}`);
  const source = { ...current, tag: undefined, digest };
  if (to.kind === 'reference') return { source };
  return { source, chosenFrom: histories.find(({ tag }) => tag === current.tag)?.events[0]?.digest };
}

function digestBack(
  current: StreamReference,
  to: Exclude<RollbackTarget, { readonly kind: 'reference' }>,
  histories: readonly TagHistory[],
  cluster: Cluster,
): Digest {
  const name = formatReference(current);
  const events = histories.find(({ tag }) => tag === current.tag)?.events;
  if (events === undefined) {
    throw notFound(
      `${name} does not exist on ${cluster.server}`,
      `look at the tags there are: openshift-promote tags ${current.project}/${current.stream}`,
    );
  }
  const steps = to.kind === 'steps' ? to.count : stepsToPrevious(events);
  const event = events[steps];
  const look = `list its history: openshift-promote tags ${name}`;
  if (event === undefined) {
    const count = events.length - 1;
    throw notFound(
      count === 0
        ? `${name} has never been another image than it is`
        : to.kind === 'previous'
          ? `all that ${name} was before was taken back`
          : `${name} has a history of ${count} ${count === 1 ? 'step' : 'steps'}, not of ${steps}`,
      `${look}, and name the digest to go to`,
    );
  }
  if (event.digest === undefined) {
    throw notFound(`${name} was only a reference to ${event.image} ${steps} back, without a digest`, look);
  }
  return event.digest;
}

/**
 * Steps back to the image before the current one. If the current image also appears earlier in the history, the tag was rolled
 * back to it and the images in between were rejected, so its first appearance counts.
 */
function stepsToPrevious(events: readonly TagEvent[]): number {
  return events.findLastIndex(({ digest }) => digest !== undefined && digest === events[0]?.digest) + 1;
}

/** Matches a digest shortened as in tables. */
function digestStarting(current: StreamReference, start: string, histories: readonly TagHistory[]): Digest {
  const digests = histories.flatMap(({ events }) => events.flatMap(({ digest }) => digest ?? []));
  const [found, ...others] = new Set(digests.filter((digest) => digest.startsWith(start)));
  const stream = `${current.project}/${current.stream}`;
  const hint = `look at what there is: openshift-promote tags ${formatReference(current)}`;
  if (found === undefined) throw notFound(`no tag of ${stream} is or was ${start}…`, hint);
  if (others.length > 0) throw notFound(`${start}… is more than one image of ${stream}`, hint);
  return found;
}

function notFound(message: string, hint: string): PromoteError {
  return new PromoteError({ code: 'IMAGE_NOT_FOUND', message, hint, where: { side: 'destination' } });
}
