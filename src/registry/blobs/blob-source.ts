import type { Descriptor } from '../../core/image/descriptor.ts';
import { digestOf, parseDigest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { OpenReply } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from '../client/client.ts';
import { failedReply } from '../replies/reply.ts';
import {
  MAX_REPLY_BYTES,
  repositoryPath,
  repositoryRequest,
  type RemoteRepository,
} from '../client/requests.ts';

export type OpenedBlob =
  | { readonly kind: 'open'; readonly reply: OpenReply }
  /** the length differs from the descriptor's, so the digest cannot match */
  | { readonly kind: 'corrupt'; readonly error: PromoteError };

const MAX_RESUMES = 8;
const EMPTY_JSON = new TextEncoder().encode('{}');
// created on first use: hashing loads node:crypto
let wellKnown: ReadonlyMap<string, Uint8Array> | undefined;

/** Content that needs no request: embedded in the descriptor, the empty JSON object of OCI artifacts, or an empty blob. */
export function embeddedContent(blob: Descriptor): Uint8Array | undefined {
  wellKnown ??= new Map([new Uint8Array(), EMPTY_JSON].map((bytes) => [digestOf(bytes), bytes]));
  const content = blob.data ?? wellKnown.get(blob.digest);
  return content?.byteLength === blob.sizeBytes ? content : undefined;
}

/** Opens a blob for reading and checks the status of the reply. @throws PromoteError IMAGE_NOT_FOUND, … */
export async function openBlob(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<OpenedBlob> {
  const request = blobRequest(place, blob);
  const reply = await place.client.open(request, signal);
  if (reply.status !== 200) {
    const body = await reply.read(MAX_REPLY_BYTES);
    throw failedReply({ status: reply.status, headers: reply.headers, body }, request.context);
  }
  const lengthBytes = reply.contentLengthBytes;
  if (lengthBytes === undefined || lengthBytes === blob.sizeBytes) return { kind: 'open', reply };
  reply.discard();
  return {
    kind: 'corrupt',
    error: corruptBlob(place, blob, `${lengthBytes} instead of ${blob.sizeBytes} bytes`),
  };
}

/** See `Repository.hasBlob`. Uses GET, because storage behind a redirect may refuse HEAD. */
export async function deliversBlob(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const opened = await openBlob(place, blob, signal);
    if (opened.kind === 'corrupt') throw opened.error;
    opened.reply.discard();
    return true;
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'IMAGE_NOT_FOUND') return false;
    throw error;
  }
}

/**
 * Continues a broken download at the registry itself, never at the storage URL it was redirected to, which may have expired.
 * Accepts only a reply for exactly the requested range (registry.md §3); otherwise undefined: start from the beginning.
 */
export function blobReopener(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): (offsetBytes: number) => Promise<OpenReply | undefined> {
  let resumes = 0;
  let lastOffsetBytes = 0;
  return async (offsetBytes) => {
    resumes += 1;
    // no progress since the last resume: it would fail again
    if (resumes > MAX_RESUMES || offsetBytes <= lastOffsetBytes) return undefined;
    lastOffsetBytes = offsetBytes;
    const request = blobRequest(place, blob);
    const range = `bytes=${offsetBytes}-`;
    const reply = await place.client.open({ ...request, headers: { ...request.headers, range } }, signal);
    if (reply.status === 206 && isRest(reply, offsetBytes, blob.sizeBytes)) return reply;
    reply.discard();
    return undefined;
  };
}

export function corruptBlob(place: RemoteRepository, blob: Descriptor, got: string): PromoteError {
  return new PromoteError({
    code: 'DIGEST_MISMATCH',
    message: `registry ${place.client.host} delivers other content for blob ${blob.digest} of ${place.repository}: ${got}`,
    hint: 'the blob is damaged in the registry or on the way: push the image again, or look for a proxy that rewrites replies',
    where: {
      side: place.client.side,
      host: place.client.host,
      repository: place.repository,
      digest: blob.digest,
    },
  });
}

function blobRequest(place: RemoteRepository, blob: Descriptor): RegistryRequest {
  return repositoryRequest(place, {
    method: 'GET',
    path: repositoryPath(place, `/blobs/${parseDigest(blob.digest)}`),
    // a compressed reply has another length and digest
    headers: { 'accept-encoding': 'identity' },
    object: `blob ${blob.digest}`,
    digest: blob.digest,
    retry: 'repeatable',
  });
}

function isRest(reply: OpenReply, offsetBytes: number, sizeBytes: number): boolean {
  const ranges = reply.headers['content-range'] ?? [];
  return ranges.length === 1 && ranges[0]?.trim() === `bytes ${offsetBytes}-${sizeBytes - 1}/${sizeBytes}`;
}
