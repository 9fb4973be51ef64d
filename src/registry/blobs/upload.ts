import type { Descriptor } from '../../core/image/descriptor.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { OpenReply } from '../../http/exchange/exchange.ts';
import { embeddedContent, openBlob, corruptBlob } from './blob-source.ts';
import {
  commitUpload,
  isLost,
  outcomeOf,
  settleCommit,
  type UploadResult,
  isSessionLost,
  pauseOf,
} from './commit.ts';
import type { EarlyDownload } from './early-download.ts';
import { giveUp, relayBlob } from './relay-blob.ts';
import type { RemoteRepository } from '../client/requests.ts';
import type { UploadSupport, UploadMethod } from './upload-support.ts';
import {
  cancelSession,
  commitPath,
  nextSession,
  openSession,
  uploadRequest,
  type UploadSession,
} from './upload-session.ts';
import { DigestVerifier } from '../../core/image/digest.ts';
import { failedReply } from '../replies/reply.ts';

export interface Upload {
  readonly source: RemoteRepository;
  readonly destination: RemoteRepository;
  readonly blob: Descriptor;
  /** for the first start */
  readonly early?: EarlyDownload | undefined;
  readonly habits: UploadSupport;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** negative when an upload restarts from the beginning */
  readonly onBytes: (countBytes: number) => void;
}

/** How many restarts each kind of failure may cause. */
const NEW_STARTS = { corrupt: 1, unauthorized: 1, method: 10, broken: 4 } as const;
const FIRST_PAUSE_MS = 500;

/**
 * Uploads a blob. The source is opened and its status checked before the upload body starts; nothing is committed before the
 * bytes match the digest.
 * @param first a session that is already open
 */
export async function uploadBlob(
  upload: Upload,
  first: UploadSession | undefined,
  signal: AbortSignal,
): Promise<void> {
  const left: Record<keyof typeof NEW_STARTS, number> = { ...NEW_STARTS };
  let session = first;
  for (let start = 1; ; start += 1) {
    session ??= await openSession(upload.destination, upload.blob, signal);
    const result = await startUpload(upload, session, signal);
    session = undefined;
    if (result.kind === 'stored') return;
    if (left[result.kind] === 0) throw result.error;
    left[result.kind] -= 1;
    upload.log(`upload of ${upload.blob.digest} starts again (${result.kind}): ${result.error.message}`);
    if (result.kind !== 'broken') continue;
    await upload.clock.sleep(result.pauseMs ?? FIRST_PAUSE_MS * 2 ** (start - 1), signal);
  }
}

/** One attempt. A session that was not committed is cancelled, and its bytes are subtracted from the progress. */
async function startUpload(
  upload: Upload,
  session: UploadSession,
  signal: AbortSignal,
): Promise<UploadResult> {
  let countedBytes = 0;
  const counted: Upload = {
    ...upload,
    onBytes: (countBytes) => {
      countedBytes += countBytes;
      upload.onBytes(countBytes);
    },
  };
  let isStored = false;
  try {
    const result = await sendBlob(counted, session, signal);
    isStored = result.kind === 'stored';
    return result;
  } finally {
    if (!isStored) {
      if (countedBytes > 0) upload.onBytes(-countedBytes);
      await cancelSession(upload.destination, upload.blob, session, upload.clock);
    }
  }
}

async function sendBlob(upload: Upload, session: UploadSession, signal: AbortSignal): Promise<UploadResult> {
  const { source, blob, habits } = upload;
  const content = embeddedContent(blob);
  if (content !== undefined) return sendContent(upload, session, content, signal);
  const opened = await (upload.early?.take() ?? openBlob(source, blob, signal));
  if (opened.kind === 'corrupt') return opened;
  try {
    const method = habits.methodFor(blob.sizeBytes);
    const result = await sendBy(method, upload, session, opened.reply, signal);
    if (result.kind === 'stored') habits.succeeded(method);
    return result;
  } finally {
    opened.reply.discard();
  }
}

/** Content in memory is sent with one PUT. */
async function sendContent(
  upload: Upload,
  session: UploadSession,
  content: Uint8Array,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { destination: place, blob, clock } = upload;
  const path = commitPath(session, blob);
  const headers = { 'content-type': 'application/octet-stream' };
  const request = uploadRequest(place, blob, { method: 'PUT', path, headers, body: content, retry: 'once' });
  const outcome = await outcomeOf(() => place.client.send(request, signal), signal);
  const result = await settleCommit(outcome, { place, blob, request, clock }, signal);
  if (result.kind === 'stored') upload.onBytes(content.byteLength);
  return result;
}

async function sendBy(
  method: UploadMethod,
  upload: Upload,
  session: UploadSession,
  download: OpenReply,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { destination: place, blob, clock } = upload;
  switch (method) {
    case 'single': {
      const path = commitPath(session, blob);
      const request = uploadRequest(place, blob, { method: 'PUT', path, retry: 'once' });
      const sent = await relayBlob(upload, method, request, download, signal);
      if (sent.kind !== 'answered' && sent.kind !== 'lost') return sent;
      const outcome = sent.kind === 'answered' ? sent.reply : sent.error;
      return settleCommit(outcome, { place, blob, request, clock }, signal);
    }
    case 'stream': {
      const request = uploadRequest(place, blob, { method: 'PATCH', path: session.path, retry: 'once' });
      const sent = await relayBlob(upload, method, request, download, signal);
      if (sent.kind === 'lost') return { kind: 'broken', error: sent.error };
      if (sent.kind !== 'answered') return sent;
      // ECR answers 201, and some registries understate Range (registry.md §4.2): the commit decides
      if (![200, 201, 202, 204].includes(sent.reply.status)) return giveUp(request, sent.reply, clock);
      return commitUpload(place, blob, nextSession(sent.reply, request, session, place), clock, signal);
    }
    case 'chunks': {
      const sent = await sendChunks({ ...upload, download }, session, signal).catch((error: unknown) => {
        // the source failed: another source cannot continue the chunks already sent
        if (signal.aborted || !(error instanceof PromoteError) || !isLost(error)) throw error;
        return { kind: 'broken', error } as const;
      });
      return sent.kind === 'sent' ? commitUpload(place, blob, sent.session, clock, signal) : sent;
    }
  }
}

interface ChunkedUpload {
  readonly source: RemoteRepository;
  readonly destination: RemoteRepository;
  readonly blob: Descriptor;
  readonly download: OpenReply;
  readonly habits: UploadSupport;
  readonly clock: Clock;
  readonly onBytes: (countBytes: number) => void;
}

/** The server has all bytes; the session is ready to be committed. */
type SentChunks = { readonly kind: 'sent'; readonly session: UploadSession };

/**
 * Sends a blob in several PATCH requests, for registries behind a proxy that limits body sizes. One chunk is held in memory;
 * the last one is sent only if the digest matches.
 */
async function sendChunks(
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
      // a full buffer is kept until another byte arrives, as it could be the last chunk
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
