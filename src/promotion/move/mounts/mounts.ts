import type { Digest } from '../../../core/image/digest.ts';
import { isRepository } from '../../../core/image/reference.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { Ports } from '../../run/ports.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';

/** What a search found so far at one registry of the destination. */
export interface Mounts {
  readonly ports: Ports;
  /** name of the registry, as in the pull spec */
  readonly host: string;
  /** the images that go there */
  readonly images: readonly CopiedImage[];
  /** sizes of all blobs of these images */
  readonly wanted: ReadonlyMap<Digest, number>;
  /** repositories that are said to hold a wanted blob */
  readonly found: Map<Digest, Set<string>>;
}

/** Notes what a repository is said to hold, for the transfer and for the plan. */
export function noteHoldings(
  { ports, host, wanted, found }: Mounts,
  repository: string,
  digests: readonly Digest[],
): void {
  const held = digests.filter((digest) => wanted.has(digest));
  if (held.length === 0 || !isRepository(repository)) return;
  for (const digest of held) found.set(digest, (found.get(digest) ?? new Set()).add(repository));
  ports.registries.suggestMounts({ side: 'destination', host, name: repository }, held);
}

/** Bytes of the wanted blobs that no repository is known to hold. */
export function missingBytes({ wanted, found }: Mounts): number {
  let sum = 0;
  for (const [digest, sizeBytes] of wanted) if (!found.has(digest)) sum += sizeBytes;
  return sum;
}

/** Bytes of all wanted blobs. */
export function wantedBytes({ wanted }: Mounts): number {
  return [...wanted.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

/** Why a search went wrong, in words. @throws the error when the run was cancelled, or it is a bug */
export function reasonOf(error: unknown, signal: AbortSignal): string {
  if (!(error instanceof PromoteError) || signal.aborted) throw error;
  return error.message;
}
