import { formatBytes, formatCount, formatDuration } from './text/units.ts';
import type { ImageReport } from './report.ts';
import type { TransferProgress } from './ports/reporter.ts';
import type { RolloutProgress, WorkloadName } from './ports/rollouts.ts';
import { workloadRow } from './ports/workload-kinds.ts';

/** `deployment/web`, `dc/api`, `statefulset/db`. */
export function workloadText(workload: WorkloadName): string {
  return `${workloadRow(workload.kind).shown}/${workload.name}`;
}

/** Between 0 and 1; an image without content is done. */
export function transferFraction({ doneBytes, totalBytes }: TransferProgress): number {
  if (totalBytes <= 0) return 1;
  return Math.min(1, Math.max(0, doneBytes / totalBytes));
}

/** `312 MB of 1.2 GB (26 %), 84 MB/s, 11.2 s left, 3 of 9 blobs`. */
export function transferText(progress: TransferProgress): string {
  const { doneBytes, totalBytes, doneBlobs, totalBlobs, bytesPerSecond } = progress;
  // rounded down, so that 100 % means that the last blob is complete
  const percent = Math.floor(transferFraction(progress) * 100);
  return [
    `${formatBytes(Math.max(0, doneBytes))} of ${formatBytes(totalBytes)} (${percent} %)`,
    ...(bytesPerSecond > 0 ? [`${formatBytes(bytesPerSecond)}/s`] : []),
    ...timeLeft(totalBytes - doneBytes, bytesPerSecond),
    `${doneBlobs} of ${formatCount(totalBlobs, 'blob')}`,
  ].join(', ');
}

// More than a day means that the transfer has stalled, so there is no useful estimate.
const MAX_ESTIMATE_S = 24 * 3600;

function timeLeft(leftBytes: number, bytesPerSecond: number): readonly string[] {
  if (leftBytes <= 0 || bytesPerSecond <= 0 || leftBytes / bytesPerSecond > MAX_ESTIMATE_S) return [];
  return [`${formatDuration(Math.ceil(leftBytes / bytesPerSecond) * 1000)} left`];
}

/** `deployment/web: 2 of 3 pods updated`. */
export function rolloutText({ workload, message }: RolloutProgress): string {
  return `${workloadText(workload)}: ${message}`;
}

/**
 * What became of the content of an image, in words.
 * @param text of a number of blobs and their bytes
 */
export function contentText(
  image: Pick<
    ImageReport,
    'blobsCopied' | 'bytesCopied' | 'blobsSkipped' | 'bytesSkipped' | 'blobsMounted' | 'bytesMounted'
  >,
  text: (blobs: number, bytes: number, what: string) => string,
): string {
  const { blobsCopied, bytesCopied, blobsSkipped, bytesSkipped } = image;
  const { blobsMounted = 0, bytesMounted = 0 } = image;
  if (blobsCopied + blobsSkipped === 0) return 'nothing to copy';
  const parts: readonly (readonly [number, number, string])[] = [
    [blobsCopied, bytesCopied, 'copied'],
    [blobsMounted, bytesMounted, 'mounted from other repositories'],
    [blobsSkipped - blobsMounted, bytesSkipped - bytesMounted, 'already there'],
  ];
  return parts
    .filter(([blobs]) => blobs > 0)
    .map((part) => text(...part))
    .join(', ');
}
