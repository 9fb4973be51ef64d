import { groupBy } from '../../../core/group-by.ts';
import type { Descriptor, ContentGraph } from '../../../core/image/descriptor.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { BlobOutcome } from '../../../core/ports/registry.ts';
import type { BlobReport } from '../../../core/report-details.ts';
import { formatReference } from '../../../core/image/reference.ts';
import { allOrFirstError, workers } from '../../run/concurrency.ts';
import { pushManifest } from '../../run/push-manifest.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';
import type { Ports } from '../../run/ports.ts';
import type { MovedImage } from '../../run/run-state.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Reporter } from '../../../core/ports/reporter.ts';

// Above this a transfer is bound by bandwidth, below by round trips (performance.md §4.2).
const SMALL_BLOB_BYTES = 4 * 1024 * 1024;
// Round trips are what small blobs wait for, so more of them are in flight.
const SMALL_BLOBS_PER_SLOT = 3;
const MOUNTS_AT_ONCE = 16;

/**
 * Brings all content of all images to the destination, except the manifests that carry a tag: blobs, largest first, then
 * the children of indexes. No tag has changed when this ends or fails.
 */
export async function move(
  images: readonly CopiedImage[],
  options: { readonly concurrency: number },
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly MovedImage[]> {
  const transfers = images.map((image) => createTransfer(image, ports));
  await run(transfers, options, ports, signal);
  return transfers.map((transfer) => transfer.summary());
}

/** The same for one image. */
export async function moveOne(
  image: CopiedImage,
  options: { readonly concurrency: number },
  ports: Ports,
  signal: AbortSignal,
): Promise<MovedImage> {
  const transfer = createTransfer(image, ports);
  await run([transfer], options, ports, signal);
  return transfer.summary();
}

async function run(
  transfers: readonly Transfer[],
  options: { readonly concurrency: number },
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const tasks = withoutWaiting(transfers.flatMap((transfer) => transfer.blobTasks));
  tasks.sort((one, other) => other.sizeBytes - one.sizeBytes);
  const isSmall = (task: BlobTask): boolean => task.sizeBytes <= SMALL_BLOB_BYTES;
  const large = tasks.filter((task) => !isSmall(task)).map(runOf);
  const small = tasks.filter(isSmall).map(runOf);
  await allOrFirstError(
    [
      ...workers(options.concurrency, [large, small]),
      ...workers(options.concurrency * (SMALL_BLOBS_PER_SLOT - 1), [small]),
    ],
    signal,
  );
  await allOrFirstError(
    transfers.map((transfer) => (inner: AbortSignal) => pushChildren(transfer.image, ports, inner)),
    signal,
  );
}

/**
 * Makes one task of all those that bring the same blob to the same registry: the first sends it, then the others mount it from
 * there. None of them waits for another in a slot that could send something else. Where a registry refuses, they send in turn.
 */
function withoutWaiting(tasks: readonly BlobTask[]): BlobTask[] {
  const groups = groupBy(tasks, ({ key }) => key);
  return [...groups.values()].flatMap((group) => {
    const [first, second, ...others] = group;
    if (first === undefined || second === undefined) return group;
    return {
      ...first,
      run: async (signal) => {
        await first.run(signal);
        const atOnce = (await second.run(signal)) === 'copied' ? 1 : MOUNTS_AT_ONCE;
        const queue = others.map(runOf);
        await allOrFirstError(workers(Math.min(atOnce, queue.length), [queue]), signal);
        return 'mounted';
      },
    };
  });
}

function runOf({ run: copy }: BlobTask): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    await copy(signal);
  };
}

interface BlobTask {
  /** the same for the same blob and registry */
  readonly key: string;
  readonly sizeBytes: number;
  readonly run: (signal: AbortSignal) => Promise<BlobOutcome>;
}

interface Transfer {
  readonly image: CopiedImage;
  readonly blobTasks: readonly BlobTask[];
  summary(): MovedImage;
}

function createTransfer(image: CopiedImage, ports: Ports): Transfer {
  const { blobs: content = [], skippedLayers = [] } = image.graph ?? {};
  const blobs = image.isComplete === true ? [] : content;
  const outcomes: { readonly blob: Descriptor; readonly outcome: BlobOutcome }[] =
    image.isComplete === true ? content.map((blob) => ({ blob, outcome: 'present' })) : [];
  const meter = createTransferMeter(
    {
      label: formatReference(image.request.destination),
      totalBytes: blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0),
      totalBlobs: blobs.length,
    },
    ports.reporter,
    ports.clock,
  );
  const blobTasks = blobs.map((blob) => ({
    key: `${image.destination.host} ${blob.digest}`,
    sizeBytes: blob.sizeBytes,
    run: async (signal: AbortSignal) => {
      const outcome = await copyBlob(blob, image, meter, ports, signal);
      outcomes.push({ blob, outcome });
      return outcome;
    },
  }));
  return {
    image,
    blobTasks,
    summary: () => ({
      image,
      ...countOutcomes(outcomes),
      blobs: [...outcomes, ...skippedLayers.map((blob) => ({ blob, outcome: 'skipped' as const }))].map(
        blobReport,
      ),
    }),
  };
}

async function copyBlob(
  blob: Descriptor,
  image: CopiedImage,
  meter: TransferMeter,
  ports: Ports,
  signal: AbortSignal,
): Promise<BlobOutcome> {
  const outcome = await ports.registries.copyBlob(
    blob,
    {
      source: image.source,
      destination: image.destination,
      onBytes: (countBytes) => {
        meter.addBytes(countBytes);
      },
      shortcuts: true,
    },
    signal,
  );
  meter.endBlob(outcome === 'copied' ? 0 : blob.sizeBytes);
  ports.reporter.debug(`${outcome} ${blob.digest} (${blob.sizeBytes} bytes, ${blob.mediaType})`);
  return outcome;
}

function blobReport({
  blob,
  outcome,
}: {
  readonly blob: Descriptor;
  readonly outcome: BlobReport['outcome'];
}): BlobReport {
  return { digest: blob.digest, mediaType: blob.mediaType, sizeBytes: blob.sizeBytes, outcome };
}

function countOutcomes(
  outcomes: readonly { readonly blob: Descriptor; readonly outcome: BlobOutcome }[],
): Omit<MovedImage, 'image' | 'blobs'> {
  let blobsCopied = 0;
  let bytesCopied = 0;
  let bytesSkipped = 0;
  let blobsMounted = 0;
  let bytesMounted = 0;
  for (const { blob, outcome } of outcomes) {
    if (outcome === 'copied') {
      blobsCopied += 1;
      bytesCopied += blob.sizeBytes;
    } else {
      bytesSkipped += blob.sizeBytes;
    }
    if (outcome === 'mounted') {
      blobsMounted += 1;
      bytesMounted += blob.sizeBytes;
    }
  }
  const blobsSkipped = outcomes.length - blobsCopied;
  return { blobsCopied, blobsSkipped, bytesCopied, bytesSkipped, blobsMounted, bytesMounted };
}

/** Every manifest but the root, by digest, each after its own children. The root carries the tag and is pushed last. */
async function pushChildren(image: CopiedImage, ports: Ports, signal: AbortSignal): Promise<void> {
  for (const level of levelsBelowRoot(image.graph)) {
    await allOrFirstError(
      level.map(
        (manifest) => (inner: AbortSignal) => pushManifest(manifest, manifest.digest, image, ports, inner),
      ),
      signal,
    );
  }
}

/** Manifests by height: those without children first. */
function levelsBelowRoot(graph: ContentGraph | undefined): readonly (readonly Manifest[])[] {
  if (graph === undefined) return [];
  const heights = new Map<string, number>();
  const levels: Manifest[][] = [];
  for (const manifest of graph.manifests) {
    if (manifest === graph.root) continue;
    const children = manifest.content.kind === 'index' ? manifest.content.manifests : [];
    const height = Math.max(-1, ...children.map((child) => heights.get(child.digest) ?? -1)) + 1;
    heights.set(manifest.digest, height);
    (levels[height] ??= []).push(manifest);
  }
  return levels;
}

const WINDOW_MS = 5_000;
const SAMPLE_MS = 250;

/** Counts the progress of a transfer and reports it. */
interface TransferMeter {
  addBytes(countBytes: number): void;
  /** a blob is at the destination; `skippedBytes` of it did not have to be sent */
  endBlob(skippedBytes: number): void;
}

/** The rate is that of the last seconds: an average over the whole transfer would hide a stall. */
export function createTransferMeter(
  total: { readonly label: string; readonly totalBytes: number; readonly totalBlobs: number },
  reporter: Reporter,
  clock: Clock,
): TransferMeter {
  let doneBytes = 0;
  let doneBlobs = 0;
  let movedBytes = 0;
  const samples: { readonly atMs: number; readonly movedBytes: number }[] = [
    { atMs: clock.nowMs(), movedBytes: 0 },
  ];

  const rate = (nowMs: number): number => {
    while (samples.length > 1 && nowMs - (samples[0]?.atMs ?? nowMs) > WINDOW_MS) samples.shift();
    const first = samples[0];
    if (first === undefined || nowMs <= first.atMs) return 0;
    return ((movedBytes - first.movedBytes) * 1000) / (nowMs - first.atMs);
  };

  const tell = (nowMs: number): void => {
    reporter.transferProgress({ ...total, doneBytes, doneBlobs, bytesPerSecond: rate(nowMs) });
  };

  return {
    addBytes(countBytes) {
      doneBytes += countBytes;
      movedBytes += countBytes;
      const nowMs = clock.nowMs();
      if (nowMs - (samples.at(-1)?.atMs ?? 0) < SAMPLE_MS) return;
      samples.push({ atMs: nowMs, movedBytes });
      tell(nowMs);
    },
    endBlob(skippedBytes) {
      doneBytes += skippedBytes;
      doneBlobs += 1;
      tell(clock.nowMs());
    },
  };
}
