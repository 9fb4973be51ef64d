import type { Descriptor } from '../../core/image/descriptor.ts';
import type { BlobOutcome } from '../../core/ports/registry.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { embeddedContent, corruptBlob, openBlob } from './blob-source.ts';
import { startDownload } from './early-download.ts';
import type { KnownBlobs } from './known-blobs.ts';
import type { RemoteRepository } from '../client/requests.ts';
import { uploadBlob } from './upload.ts';
import type { UploadSupport } from './upload-support.ts';
import { cancelSession, hasBlob, lacksBlob, mountBlob, type UploadSession } from './upload-session.ts';
import { algorithmOf, digestOf } from '../../core/image/digest.ts';

export interface BlobCopy {
  readonly source: RemoteRepository;
  readonly destination: RemoteRepository;
  readonly shortcuts: boolean;
  readonly onBytes: (countBytes: number) => void;
}

/** State of the destination's registry, and the dependencies of a copy. */
export interface CopyContext {
  readonly known: KnownBlobs;
  readonly habits: UploadSupport;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

// Up to this size a round trip costs more than the transfer (performance.md §4.1).
const EARLY_DOWNLOAD_BYTES = 128 * 1024;
// From this size on, asking several repositories costs less than sending the blob.
const MIN_SEARCHED_BYTES = 1024 * 1024;

/** See `Registries.copyBlob`; one copy of a digest to a registry at a time. */
export async function copyBlob(
  blob: Descriptor,
  copy: BlobCopy,
  context: CopyContext,
  signal: AbortSignal,
): Promise<BlobOutcome> {
  const { source, destination } = copy;
  const { known } = context;
  const isEarly = copy.shortcuts && isProbablyNeeded(blob, copy, context);
  const early = isEarly ? startDownload(source, blob, signal) : undefined;
  try {
    const found = copy.shortcuts ? await findBlob(blob, copy, context, signal) : NOTHING;
    if (found.outcome === undefined) {
      await uploadBlob({ ...copy, ...context, blob, early }, found.session, signal);
    }
    known.add(blob.digest, destination.repository);
    return found.outcome ?? 'copied';
  } finally {
    early?.drop();
  }
}

/** True for a small blob that no repository is known to have, when the destination lacked the last blob as well. */
function isProbablyNeeded(blob: Descriptor, { destination }: BlobCopy, { known }: CopyContext): boolean {
  return (
    blob.sizeBytes <= EARLY_DOWNLOAD_BYTES &&
    embeddedContent(blob) === undefined &&
    known.find(blob.digest) === undefined &&
    known.listedAt(blob.digest).length === 0 &&
    known.isProbablyLacking(destination.repository)
  );
}

interface Found {
  readonly outcome: Exclude<BlobOutcome, 'copied'> | undefined;
  /** opened by the same request */
  readonly session: UploadSession | undefined;
}

const NOTHING: Found = { outcome: undefined, session: undefined };

/**
 * Looks for the blob at the destination and in other repositories of its registry. One request checks this and opens the upload
 * if the blob is missing (performance.md §4.1); registries that do not support it get a HEAD.
 */
async function findBlob(
  blob: Descriptor,
  copy: BlobCopy,
  context: CopyContext,
  signal: AbortSignal,
): Promise<Found> {
  const { destination } = copy;
  const { known, clock } = context;
  if (known.has(blob.digest, destination.repository)) return { outcome: 'present', session: undefined };
  let session: UploadSession | undefined;
  for (const from of mountSources(blob, copy, known)) {
    const probe = await mountBlob(destination, blob, from, signal);
    if (probe.kind !== 'unclear') known.noteProbe(destination.repository, probe.kind === 'there');
    const isElsewhere = from !== destination.repository;
    // that a repository of unknown content lacks a blob says nothing about the next one
    if (isElsewhere && (probe.kind !== 'session' || known.isListed(blob.digest, from)))
      known.noteMount(from, probe.kind === 'there');
    if (probe.kind === 'there' && !(isElsewhere && (await isLie(blob, from, copy, known, signal)))) {
      if (session !== undefined) await cancelSession(destination, blob, session, clock);
      return { outcome: isElsewhere ? 'mounted' : 'present', session: undefined };
    }
    if (probe.kind !== 'session') continue;
    if (session !== undefined) await cancelSession(destination, blob, session, clock);
    ({ session } = probe);
  }
  if (session !== undefined) return { outcome: undefined, session };
  const isThere = await hasBlob(destination, blob, signal);
  return { outcome: isThere ? 'present' : undefined, session: undefined };
}

/** The repositories to ask for the blob, one after the other; the destination itself tells whether it has it already. */
function mountSources(
  { digest, sizeBytes }: Descriptor,
  { source, destination }: BlobCopy,
  known: KnownBlobs,
): readonly string[] {
  const isSameRegistry = source.client.origin.url === destination.client.origin.url;
  const elsewhere = known.find(digest) ?? (isSameRegistry ? source.repository : undefined);
  if (elsewhere !== undefined) return [elsewhere];
  const own = destination.repository;
  const isLarge = sizeBytes >= MIN_SEARCHED_BYTES;
  const listed = known.isListed(digest, own) ? [] : known.listedAt(digest);
  if (listed.length === 0) return isLarge ? [own, ...known.lookedIn] : [own];
  return isLarge ? [...listed, own] : listed.slice(0, 1);
}

/**
 * Whether a registry lacks a blob that it reported as mounted. Asked where only a list promised the blob: of an image that was
 * imported, an integrated registry may know a blob and have none of its bytes.
 */
async function isLie(
  blob: Descriptor,
  from: string,
  { destination }: BlobCopy,
  known: KnownBlobs,
  signal: AbortSignal,
): Promise<boolean> {
  const isProven = known.has(blob.digest, from) || !known.isListed(blob.digest, from);
  if (isProven && !known.hasLied) return false;
  const isMissing = await lacksBlob(destination, blob, signal);
  if (isMissing) known.noteLie(from);
  return isMissing;
}

/** Reads a blob that fits into memory and verifies its digest. @throws PromoteError DIGEST_MISMATCH, IMAGE_NOT_FOUND, … */
export async function readBlob(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const embedded = embeddedContent(blob);
  if (embedded !== undefined) return embedded;
  const opened = await openBlob(place, blob, signal);
  if (opened.kind === 'corrupt') throw opened.error;
  const bytes = await opened.reply.read(blob.sizeBytes);
  const digest = digestOf(bytes, algorithmOf(blob.digest));
  if (digest !== blob.digest) throw corruptBlob(place, blob, `${digest}, ${bytes.byteLength} bytes`);
  return bytes;
}
