import type { Descriptor } from '../../core/image/descriptor.ts';
import { algorithmOf, digestOf } from '../../core/image/digest.ts';
import { corruptBlob, embeddedContent, openBlob } from './blob-source.ts';
import type { RemoteRepository } from '../client/requests.ts';

/** A blob that fits into memory, whole and hashed. @throws PromoteError DIGEST_MISMATCH, IMAGE_NOT_FOUND, … */
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
