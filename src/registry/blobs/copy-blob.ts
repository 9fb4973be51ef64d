import type { Descriptor } from '../../core/image/descriptor.ts';
import type { BlobOutcome } from '../../core/ports/registry.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { embeddedContent, corruptBlob, openBlob } from './blob-source.ts';
import { startDownload } from './early-download.ts';
import type { KnownBlobs } from './known-blobs.ts';
import type { RemoteRepository } from '../client/requests.ts';
import { uploadBlob } from './upload.ts';
import type { UploadSupport } from './upload-support.ts';
import { hasBlob, mountBlob, type UploadSession } from './upload-session.ts';
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
  { source, destination }: BlobCopy,
  { known }: CopyContext,
  signal: AbortSignal,
): Promise<Found> {
  if (known.has(blob.digest, destination.repository)) return { outcome: 'present', session: undefined };
  const isSameRegistry = source.client.origin.url === destination.client.origin.url;
  const elsewhere = known.find(blob.digest) ?? (isSameRegistry ? source.repository : undefined);
  const from = elsewhere ?? destination.repository;
  const probe = await mountBlob(destination, blob, from, signal);
  if (probe.kind !== 'unclear') known.noteProbe(destination.repository, probe.kind === 'there');
  switch (probe.kind) {
    case 'there':
      return { outcome: from === destination.repository ? 'present' : 'mounted', session: undefined };
    case 'session':
      return { outcome: undefined, session: probe.session };
    case 'unclear': {
      const isThere = await hasBlob(destination, blob, signal);
      return { outcome: isThere ? 'present' : undefined, session: undefined };
    }
  }
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
