import { isDigest, type Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import { MANIFEST_MEDIA_TYPES } from '../../core/image/media-types.ts';
import { MAX_MANIFEST_BYTES, readManifest } from '../../core/image/read-manifest.ts';
import { isTag } from '../../core/image/reference.ts';
import type { OpenReply } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from '../client/client.ts';
import { isWebPage } from '../replies/error-body.ts';
import { failedReply } from '../replies/reply.ts';
import {
  MAX_REPLY_BYTES,
  repositoryPath,
  repositoryRequest,
  type RemoteRepository,
} from '../client/requests.ts';

const MAX_READS = 3;
const ACCEPT = MANIFEST_MEDIA_TYPES.join(', ');

/** @throws PromoteError INPUT_INVALID: for a name that is neither tag nor digest, before it becomes part of a URL */
export function requireReference(reference: string): string {
  if (isDigest(reference) || isTag(reference)) return reference;
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: `${JSON.stringify(reference.slice(0, 160))} is neither a tag nor a digest`,
  });
}

export function manifestRequest(
  place: RemoteRepository,
  method: 'GET' | 'HEAD',
  reference: string,
): RegistryRequest {
  return repositoryRequest(place, {
    method,
    path: repositoryPath(place, `/manifests/${requireReference(reference)}`),
    headers: { accept: ACCEPT },
    object: isDigest(reference) ? `manifest ${reference}` : `tag ${reference}`,
    digest: isDigest(reference) ? reference : undefined,
    // a failed HEAD falls back to GET
    retry: method === 'HEAD' ? 'once' : 'repeatable',
  });
}

/** See `Repository.getManifest`. */
export async function getManifest(
  place: RemoteRepository,
  reference: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<Manifest> {
  const found = await findManifest(place, reference, log, signal);
  if (found.kind === 'found') return found.manifest;
  throw found.error;
}

export type FoundManifest =
  | { readonly kind: 'found'; readonly manifest: Manifest }
  /** the registry does not have it; `error` is the error to throw */
  | { readonly kind: 'missing'; readonly error: PromoteError };

export async function findManifest(
  place: RemoteRepository,
  reference: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<FoundManifest> {
  const request = manifestRequest(place, 'GET', reference);
  const opened = await openManifest(place, request, isDigest(reference), signal);
  if ('missing' in opened) return { kind: 'missing', error: opened.missing };
  let reply = opened;
  for (let reads = 1; ; reads += 1) {
    if (reply.status !== 200) {
      const body = await reply.read(MAX_REPLY_BYTES);
      const error = failedReply({ status: reply.status, headers: reply.headers, body }, request.context);
      if (error.code === 'IMAGE_NOT_FOUND') return { kind: 'missing', error };
      throw error;
    }
    try {
      return { kind: 'found', manifest: await readReply(reply, request, reference, log) };
    } catch (error) {
      // the transport retries requests, but not replies that break off after they began
      if (signal.aborted || reads === MAX_READS || !isBroken(error)) throw error;
    }
    reply = await place.client.open(request, signal);
  }
}

/** Sends the GET for a manifest; `missing` when the repository does not exist. */
async function openManifest(
  place: RemoteRepository,
  request: RegistryRequest,
  isByDigest: boolean,
  signal: AbortSignal,
): Promise<OpenReply | { readonly missing: PromoteError }> {
  if (!isByDigest) return place.client.open(request, signal);
  // OpenShift answers 500 to a digest of a stream that does not exist (capture 54r2): checked before any retry
  const first = await place.client.open({ ...request, finalStatuses: [500] }, signal);
  if (first.status !== 500) return first;
  first.discard();
  if (!(await repositoryExists(place, signal))) {
    const missing = { status: 404, headers: first.headers, body: new Uint8Array() };
    return { missing: failedReply(missing, request.context) };
  }
  return place.client.open(request, signal);
}

/** The connection was lost or timed out: another one may succeed. */
export function isBroken(error: unknown): boolean {
  return error instanceof PromoteError && (error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT');
}

async function readReply(
  reply: OpenReply,
  { context }: RegistryRequest,
  reference: string,
  log: (line: string) => void,
): Promise<Manifest> {
  const bytes = await reply.read(MAX_MANIFEST_BYTES);
  const contentType = reply.headers['content-type']?.[0];
  if (isWebPage(contentType, bytes)) throw failedReply({ ...reply, body: bytes }, context);
  try {
    const expected = isDigest(reference) ? reference : undefined;
    const manifest = readManifest(bytes, contentType, expected);
    const claimed = claimedDigest(reply.headers);
    if (claimed !== undefined && claimed !== manifest.digest) {
      log(
        `registry ${context.host} calls ${context.object} of ${context.repository} ${claimed}, its bytes are ${manifest.digest}`,
      );
    }
    return manifest;
  } catch (error) {
    if (!(error instanceof PromoteError)) throw error;
    throw new PromoteError({
      code: error.code,
      message: `registry ${context.host}, ${context.object} of ${context.repository}: ${error.message}`,
      hint: error.hint,
      cause: error,
      where: { ...context.place, ...error.where },
    });
  }
}

/** The digest a registry claims; undefined when missing, repeated or malformed. It is unverified. */
export function claimedDigest(headers: Readonly<Record<string, readonly string[]>>): Digest | undefined {
  const values = headers['docker-content-digest'] ?? [];
  const [value] = values;
  return values.length === 1 && isDigest(value) ? value : undefined;
}

async function repositoryExists(place: RemoteRepository, signal: AbortSignal): Promise<boolean> {
  const request = repositoryRequest(place, {
    method: 'GET',
    path: repositoryPath(place, '/tags/list'),
    object: 'tags',
    retry: 'repeatable',
    maxBodyBytes: MAX_MANIFEST_BYTES,
  });
  return (await place.client.send(request, signal)).status !== 404;
}
