import { describeAttachments } from '../../core/attachment-text.ts';
import { formatBytes, formatCount, formatDuration } from '../../core/text/units.ts';
import { contentText } from '../../core/progress-text.ts';
import { shortDigest } from '../../core/image/digest.ts';
import type { PromoteOptions } from '../../core/options.ts';
import { carryAttachments, requireCarried } from './attachments/carry.ts';
import { findAttachments } from './attachments/find.ts';
import { keepVerified } from './attachments/verified.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { explainPush } from '../rights/explain-denial.ts';
import { move } from './content/move.ts';
import type { Run } from '../run/run.ts';
import type { MovedImage } from '../run/run-state.ts';
import { isCopied, type CopiedImage, type ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

/** Copies content while searching for its attachments, which are copied after the content. */
export async function moveImages(
  { options, ports, state, signal }: Run,
  active: readonly ResolvedImage[],
): Promise<void> {
  const { signatures } = options;
  const startedMs = ports.clock.nowMs();
  const copied = active.filter(isCopied);
  const [moved, found] = await allOrFirstError(
    [
      (inner) => moveExplained(copied, options, ports, inner),
      (inner) => findAttachments(signatures === 'never' ? [] : copied, inner),
    ],
    signal,
  );
  for (const result of moved) ports.reporter.info(describeMoved(result));
  const bytes = moved.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  const durationMs = ports.clock.nowMs() - startedMs;
  if (bytes > 0) {
    const rate = `${formatBytes((bytes * 1000) / durationMs)}/s`;
    ports.reporter.info(`moved ${formatBytes(bytes)} in ${formatDuration(durationMs)} (${rate})`);
  }
  const verified = await keepVerified(found, state.policy ?? [], signal);
  state.attachments = await carryAttachments(verified, ports, signal);
  for (const { image, reports } of state.attachments) {
    const text = describeAttachments(reports);
    if (text !== undefined) ports.reporter.info(`attached to ${shortDigest(image.root.digest)}: ${text}`);
  }
  requireCarried(state.attachments, signatures, ports);
  state.moved = moved;
}

/** Adds the reason that the cluster gives to the error of a denied push. */
async function moveExplained(
  images: readonly CopiedImage[],
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): ReturnType<typeof move> {
  try {
    return await move(images, options, ports, signal);
  } catch (error) {
    throw await explainPush(error, images, ports.clusters.destination, signal);
  }
}

function describeMoved(moved: MovedImage): string {
  const { image, ...counts } = moved;
  const name = `${image.destination.host}/${image.destination.name}`;
  if (image.graph === undefined) return `${name} has ${shortDigest(image.root.digest)} already`;
  return `${name}: ${contentText(counts, (blobs, bytes, what) => `${formatCount(blobs, 'blob')} ${what} (${formatBytes(bytes)})`)}`;
}
