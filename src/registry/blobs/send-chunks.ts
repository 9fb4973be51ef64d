import type { Descriptor } from '../../core/image/descriptor.ts';
import { DigestVerifier } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { OpenReply } from '../../http/exchange/exchange.ts';
import { corruptBlob } from './blob-source.ts';
import { isLost, isSessionLost, outcomeOf, pauseOf, type UploadResult } from './commit.ts';
import { failedReply } from '../replies/reply.ts';
import type { RemoteRepository } from '../client/requests.ts';
import type { UploadSupport } from './upload-support.ts';
import { nextSession, uploadRequest, type UploadSession } from './upload-session.ts';

export interface ChunkedUpload {
  readonly source: RemoteRepository;
  readonly destination: RemoteRepository;
  readonly blob: Descriptor;
  readonly download: OpenReply;
  readonly habits: UploadSupport;
  readonly clock: Clock;
  readonly onBytes: (countBytes: number) => void;
}

/** All bytes are with the server; the session waits for its commit. */
export type SentChunks = { readonly kind: 'sent'; readonly session: UploadSession };

/**
 * Sends a blob in several PATCHes, for registries behind something that limits bodies. One chunk is held in memory; the last one
 * is not sent before the digest is known to be right.
 */
export async function sendChunks(
  upload: ChunkedUpload,
  session: UploadSession,
  signal: AbortSignal,
): Promise<UploadResult | SentChunks> {
  const { blob, download, source } = upload;
  const buffer = new Uint8Array(
    Math.min(upload.habits.chunkBytes(session.minChunkBytes), Math.max(blob.sizeBytes, 1)),
  );
  const verifier = new DigestVerifier(blob.digest);
  let current = session;
  let filled = 0;
  let sentBytes = 0;
  for await (const received of download.chunks()) {
    verifier.update(received);
    upload.onBytes(received.byteLength);
    if (verifier.sizeBytes > blob.sizeBytes) break;
    for (let from = 0; from < received.byteLength;) {
      // a full buffer waits for a further byte: it could be the last chunk
      if (filled === buffer.byteLength) {
        const result = await sendChunk(upload, current, buffer, sentBytes, signal);
        if (result.kind !== 'sent') return result;
        current = result.session;
        sentBytes += filled;
        filled = 0;
      }
      const part = received.subarray(from, from + buffer.byteLength - filled);
      buffer.set(part, filled);
      filled += part.byteLength;
      from += part.byteLength;
    }
  }
  if (verifier.sizeBytes !== blob.sizeBytes || !verifier.matches()) {
    const got = `${Math.min(verifier.sizeBytes, blob.sizeBytes)} bytes with another digest`;
    return { kind: 'corrupt', error: corruptBlob(source, blob, got) };
  }
  return sendChunk(upload, current, buffer.subarray(0, filled), sentBytes, signal);
}

async function sendChunk(
  { destination, blob, habits, clock }: ChunkedUpload,
  session: UploadSession,
  chunk: Uint8Array,
  offsetBytes: number,
  signal: AbortSignal,
): Promise<UploadResult | SentChunks> {
  const request = uploadRequest(destination, blob, {
    method: 'PATCH',
    path: session.path,
    headers: {
      'content-type': 'application/octet-stream',
      // without a unit, unlike the header of the same name in replies (distribution-spec, "Pushing a blob in chunks")
      'content-range': `${offsetBytes}-${offsetBytes + chunk.byteLength - 1}`,
    },
    body: chunk,
    retry: 'once',
  });
  const reply = await outcomeOf(() => destination.client.send(request, signal), signal);
  if (reply instanceof PromoteError) return { kind: 'broken', error: reply };
  if ([200, 201, 202, 204].includes(reply.status)) {
    return { kind: 'sent', session: nextSession(reply, request, session, destination) };
  }
  const error = failedReply(reply, request.context);
  if (isLost(error) || isSessionLost(reply)) return { kind: 'broken', error, ...pauseOf(reply, clock) };
  if (reply.status === 413 && habits.limitBody(chunk.byteLength)) return { kind: 'method', error };
  throw error;
}
