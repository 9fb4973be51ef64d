import { algorithmOf, digestOf, isDigest, type Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import type { MissingContent } from '../../core/image/missing-content.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from '../client/client.ts';
import { readProblems } from '../replies/error-body.ts';
import { findManifest, requireReference } from './get-manifest.ts';
import { failedReply } from '../replies/reply.ts';
import { repositoryPath, repositoryRequest, type RemoteRepository } from '../client/requests.ts';

export interface PutManifestOptions {
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

const STORED = [200, 201, 202];
// Stored blobs and children of an index can take seconds to become visible (registry.md §4.4).
const VISIBLE_AFTER_MS = 5_000;
const FIRST_PAUSE_MS = 500;

/** See `Repository.putManifest`. */
export async function putManifest(
  place: RemoteRepository,
  manifest: Manifest,
  reference: string,
  options: PutManifestOptions,
  signal: AbortSignal,
): Promise<void> {
  if (isDigest(reference) && reference !== manifest.digest) {
    throw new TypeError(`${manifest.digest} cannot be stored as ${reference}`);
  }
  const request = repositoryRequest(place, {
    method: 'PUT',
    path: repositoryPath(place, `/manifests/${requireReference(reference)}`),
    headers: { 'content-type': manifest.mediaType },
    body: manifest.bytes,
    object: isDigest(reference) ? `manifest ${reference}` : `tag ${reference}`,
    digest: manifest.digest,
    // idempotent: the same bytes under the same name
    retry: 'repeatable',
  });
  const reply = await sendUntilVisible(place, request, options.clock, signal).catch((error: unknown) => {
    if (isUnknownOutcome(error)) return error;
    throw error;
  });
  if (!(reply instanceof PromoteError) && STORED.includes(reply.status)) {
    requireSameDigest(reply, manifest, request);
    return;
  }
  const failure = reply instanceof PromoteError ? reply : translate(reply, request);
  if (await settles(failure, place, manifest, reference, options, signal)) return;
  throw failure;
}

async function sendUntilVisible(
  { client }: RemoteRepository,
  request: RegistryRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<HttpReply> {
  const startedMs = clock.nowMs();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    const reply = await client.send(request, signal);
    const isMissing = readProblems(reply.body).some(({ code }) => code === 'MANIFEST_BLOB_UNKNOWN');
    if (!isMissing || clock.nowMs() + pauseMs - startedMs > VISIBLE_AFTER_MS) return reply;
    await clock.sleep(pauseMs, signal);
  }
}

/** A registry that reports another digest has changed the image. */
function requireSameDigest(reply: HttpReply, manifest: Manifest, { context }: RegistryRequest): void {
  const claimed = reply.headers['docker-content-digest'] ?? [];
  const wrong = claimed.find((text) => !isDigest(text) || !isDigestOf(text, manifest));
  if (wrong === undefined) return;
  throw new PromoteError({
    code: 'DIGEST_MISMATCH',
    message: `registry ${context.host} stored ${context.object} of ${context.repository} as ${JSON.stringify(wrong.slice(0, 160))} instead of ${manifest.digest}`,
    hint: 'the registry changes what is pushed to it, so its images cannot be trusted to be the promoted ones',
    where: context.place,
  });
}

/** OpenShift reports the sha256 of a manifest pushed by its sha512 (capture 54o4). */
function isDigestOf(digest: Digest, { bytes }: Manifest): boolean {
  return digestOf(bytes, algorithmOf(digest)) === digest;
}

function translate(reply: HttpReply, { context }: RegistryRequest): PromoteError {
  const missing = readProblems(reply.body).filter(({ code }) => code === 'MANIFEST_BLOB_UNKNOWN');
  if (missing.length === 0) return failedReply(reply, context);
  const digests = missing.flatMap(({ digest }) => (digest === undefined ? [] : [digest]));
  const cause: MissingContent = { kind: 'missing-content', digests };
  return new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${context.host} does not have what ${context.object} of ${context.repository} refers to: ${digests.join(', ') || 'it does not say what'}`,
    hint: 'content may have been pruned while it was promoted: run the promotion again',
    cause,
    where: { ...context.place, status: reply.status },
  });
}

/** Whether a failed push took effect: the registry has exactly this manifest under this name. */
async function settles(
  failure: PromoteError,
  place: RemoteRepository,
  manifest: Manifest,
  reference: string,
  { log }: PutManifestOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const mayBeImmutable = !isDigest(reference) && isImmutableAnswer(failure);
  if (!mayBeImmutable && !isUnknownOutcome(failure)) return false;
  const found = await findManifest(place, reference, log, signal).catch((error: unknown) => {
    // the error of the push matters, not that of this check
    if (error instanceof PromoteError && !signal.aborted) return undefined;
    throw error;
  });
  if (found?.kind !== 'found') return false;
  if (found.manifest.digest === manifest.digest) return true;
  if (!mayBeImmutable) return false;
  throw new PromoteError({
    code: 'TAG_EXISTS',
    message: `tag ${reference} of ${place.client.host}/${place.repository} is ${found.manifest.digest} and cannot be moved to ${manifest.digest}: ${failure.message}`,
    hint: 'the tag is immutable or protected: promote to another tag',
    cause: failure,
    where: failure.where,
  });
}

/** 400 ECR, 403 Docker Hub, 409, 412 Harbor (registry.md §4.4); ECR also answers this for the same digest. */
function isImmutableAnswer(failure: PromoteError): boolean {
  const { status } = failure.where;
  if (status === 409 || status === 412) return true;
  return (
    (status === 400 || status === 403) && /tag_?invalid|immutable|already ?exists/i.test(failure.message)
  );
}

/** The reply was lost or a router timed out: the manifest may have been stored. */
function isUnknownOutcome(failure: unknown): failure is PromoteError {
  return (
    failure instanceof PromoteError &&
    ['CONNECTION_FAILED', 'TIMED_OUT', 'SERVER_UNAVAILABLE'].includes(failure.code)
  );
}
