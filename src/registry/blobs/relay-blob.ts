import { DigestVerifier } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { HttpReply, OpenReply, RelayResult } from '../../http/exchange/exchange.ts';
import { blobReopener, corruptBlob } from './blob-source.ts';
import type { RegistryRequest } from '../client/client.ts';
import { isLost, isSessionLost, pauseOf, type UploadResult } from './commit.ts';
import { failedReply } from '../replies/reply.ts';
import type { Upload } from './upload.ts';
import type { UploadMethod } from './upload-support.ts';

/** The reply to a completely sent body, or the failure in its place. */
export type RelayedBlob =
  | { readonly kind: 'answered'; readonly reply: HttpReply }
  /** the connection was lost after everything was sent: it may have arrived */
  | { readonly kind: 'lost'; readonly error: PromoteError }
  | Exclude<UploadResult, { kind: 'stored' }>;

/**
 * Streams the download into one upload request, resuming the source where possible, and classifies every failure before the
 * upload is complete.
 */
export async function relayBlob(
  upload: Upload,
  method: UploadMethod,
  request: RegistryRequest,
  download: OpenReply,
  signal: AbortSignal,
): Promise<RelayedBlob> {
  const { source, destination, blob } = upload;
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(blob.sizeBytes) };
  const whole = { ...request, headers };
  const sent = await destination.client.authorize(whole, signal);
  let receivedBytes = 0;
  let result: RelayResult;
  try {
    result = await destination.client.transport.relay(
      {
        upload: sent,
        download,
        sizeBytes: blob.sizeBytes,
        reopen: blobReopener(source, blob, signal),
        verifier: new DigestVerifier(blob.digest),
        onBytes: (countBytes) => {
          receivedBytes += countBytes;
          upload.onBytes(countBytes);
        },
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof PromoteError)) throw error;
    if (signal.aborted || !isLost(error)) throw error.at(request.context.place);
    const isComplete = receivedBytes === blob.sizeBytes && error.where.side !== 'source';
    return { kind: isComplete ? 'lost' : 'broken', error: error.at(request.context.place) };
  }
  switch (result.kind) {
    case 'corrupt': {
      const got = `${result.receivedBytes} bytes with another digest`;
      return { kind: 'corrupt', error: corruptBlob(source, blob, got) };
    }
    case 'refused':
      return (
        (await readRefusal(upload, method, whole, sent, result.reply, signal)) ??
        giveUp(whole, result.reply, upload.clock)
      );
    case 'sent':
      return (
        (await readRefusal(upload, method, whole, sent, result.reply, signal)) ?? {
          kind: 'answered',
          reply: result.reply,
        }
      );
  }
}

/** Restarts the upload with another method or chunk size when the refusal concerns the current one. */
async function readRefusal(
  { destination, blob, habits }: Upload,
  method: UploadMethod,
  request: RegistryRequest,
  sent: Parameters<Upload['destination']['client']['renew']>[1],
  reply: HttpReply,
  signal: AbortSignal,
): Promise<Exclude<UploadResult, { kind: 'stored' }> | undefined> {
  const failure = (): PromoteError => failedReply(reply, request.context);
  if (reply.status === 401) {
    // the body is consumed: open a new session and read the source from the beginning
    const isRenewed = await destination.client.renew(request, sent, reply, signal);
    return isRenewed ? { kind: 'unauthorized', error: failure() } : undefined;
  }
  if (reply.status === 413) {
    return habits.limitBody(blob.sizeBytes) ? { kind: 'method', error: failure() } : undefined;
  }
  const mayBeTheMethod = [400, 404, 405, 415, 416, 501].includes(reply.status);
  return mayBeTheMethod && habits.refuse(method) ? { kind: 'method', error: failure() } : undefined;
}

/** @throws PromoteError for a reply that a restart would not change */
export function giveUp(
  { context }: RegistryRequest,
  reply: HttpReply,
  clock: Clock,
): Exclude<UploadResult, { kind: 'stored' }> {
  const error = failedReply(reply, context);
  if (isLost(error) || isSessionLost(reply)) return { kind: 'broken', error, ...pauseOf(reply, clock) };
  throw error;
}
