import { groupBy } from '../../../core/group-by.ts';
import type { Digest } from '../../../core/image/digest.ts';
import type { MountSource, PromoteOptions } from '../../../core/options.ts';
import type { TransferForecast } from '../../../core/plan.ts';
import { formatBytes } from '../../../core/text/units.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import type { Ports } from '../../run/ports.ts';
import { isCopied, type CopiedImage, type ResolvedImage } from '../../run/resolved-image.ts';
import { searchBases, searchGiven } from './base-image.ts';
import { missingBytes, wantedBytes, type Mounts } from './mounts.ts';
import { searchStreams } from './stream-search.ts';

/** Below this, sending everything takes no longer than the search. */
const MIN_WIN_BYTES = 4 * 1024 * 1024;
/** What a slow server has not told by then is sent. */
const SEARCH_MS = 10_000;

/**
 * Learns which repositories of the destination hold blobs of the images, when there is enough to win. Only reads, and fails only
 * when it is cancelled: what is not found is sent.
 * @returns what will really have to be sent, for the images where that is less than everything
 */
export async function findMounts(
  resolved: readonly ResolvedImage[],
  options: Pick<PromoteOptions, 'mountFrom'>,
  ports: Ports,
  signal: AbortSignal,
): Promise<ReadonlyMap<ResolvedImage, TransferForecast>> {
  const registries = registriesOf(resolved.filter(isCopied), ports);
  await allOrFirstError(
    registries
      .filter((mounts) => missingBytes(mounts) >= MIN_WIN_BYTES)
      .map((mounts) => async (inner: AbortSignal) => {
        await search(mounts, options.mountFrom ?? [], inner);
        const totalBytes = wantedBytes(mounts);
        const found = formatBytes(totalBytes - missingBytes(mounts));
        ports.reporter.debug(`${mounts.host} lists ${found} of ${formatBytes(totalBytes)}`);
      }),
    signal,
  );
  return new Map(registries.flatMap(forecast));
}

async function search(mounts: Mounts, given: readonly MountSource[], signal: AbortSignal): Promise<void> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(SEARCH_MS)]);
  try {
    await searchGiven(mounts, given, inTime);
    await allOrFirstError(
      [(inner) => searchBases(mounts, inner), (inner) => searchStreams(mounts, inner)],
      inTime,
    );
  } catch (error) {
    if (signal.aborted || !inTime.aborted) throw error;
    mounts.ports.reporter.debug(`the search at ${mounts.host} took too long`);
  }
}

function registriesOf(images: readonly CopiedImage[], ports: Ports): readonly Mounts[] {
  const byHost = groupBy(
    images.filter(({ graph, isComplete }) => graph !== undefined && isComplete !== true),
    ({ destination }) => destination.host,
  );
  return [...byHost].map(([host, group]) => {
    const blobs = group.flatMap(({ graph }) => graph?.blobs ?? []);
    const wanted = new Map(blobs.map(({ digest, sizeBytes }) => [digest, sizeBytes]));
    return { ports, host, images: group, wanted, found: new Map<Digest, Set<string>>() };
  });
}

/** Blobs that several images share are sent once, and mounted by the others. */
function forecast({ images, found }: Mounts): readonly (readonly [ResolvedImage, TransferForecast])[] {
  const sent = new Set<Digest>();
  return images.flatMap((image) => {
    const bytes = { sendBytes: 0, mountBytes: 0, presentBytes: 0 };
    for (const { digest, sizeBytes } of image.graph?.blobs ?? []) {
      const holders = found.get(digest);
      if (holders?.has(image.destination.name) === true) bytes.presentBytes += sizeBytes;
      else if (holders !== undefined || sent.has(digest)) bytes.mountBytes += sizeBytes;
      else bytes.sendBytes += sizeBytes;
      sent.add(digest);
    }
    return bytes.mountBytes + bytes.presentBytes === 0 ? [] : [[image, bytes] as const];
  });
}
