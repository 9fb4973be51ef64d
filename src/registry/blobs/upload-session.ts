import type { Descriptor } from '../../core/image/descriptor.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { HttpReply, HttpRequest } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from '../client/client.ts';
import { sessionPath, withQuery } from '../replies/location.ts';
import { failedReply } from '../replies/reply.ts';
import { repositoryPath, repositoryRequest, type RemoteRepository } from '../client/requests.ts';
import { pullScope } from '../auth/scope.ts';

/** An upload that a registry has opened for us. */
export interface UploadSession {
  /** path and query at the registry for the next request; used once, its successor comes with the reply */
  readonly path: string;
  /** chunks except the last must have this many bytes (`OCI-Chunk-Min-Length`) */
  readonly minChunkBytes: number;
}

export const NO_BYTES = new Uint8Array();
const CANCEL_WITHIN_MS = 2_000;
const CANCEL_PAUSE_MS = 100;

/** What one request about a blob at the destination brought. */
export type Probe =
  /** the blob is there, or is now */
  | { readonly kind: 'there' }
  | { readonly kind: 'session'; readonly session: UploadSession }
  /** the registry does not answer this: ask in another way */
  | { readonly kind: 'unclear' };

/**
 * Mounts a blob from another repository of the same registry, or finds out that the destination has it (`from` is then the
 * destination itself), or gets an upload session: whatever the outcome, one request.
 */
export async function mountBlob(
  place: RemoteRepository,
  blob: Descriptor,
  from: string,
  signal: AbortSignal,
): Promise<Probe> {
  const path = repositoryPath(place, `/blobs/uploads/?mount=${blob.digest}&from=${from}`);
  const request = uploadRequest(place, blob, { method: 'POST', path, body: NO_BYTES, retry: 'once' });
  const scopes = from === place.repository ? request.scopes : [...request.scopes, pullScope(from)];
  let reply: HttpReply;
  try {
    reply = await place.client.send({ ...request, scopes }, signal);
  } catch (error) {
    // some token servers refuse two scopes (registry.md §1.1), some registries break on a mount: not a reason to give up
    if (error instanceof PromoteError && !signal.aborted) return { kind: 'unclear' };
    throw error;
  }
  if (reply.status === 201) return { kind: 'there' };
  const session = reply.status === 202 ? sessionOf(reply, request, place) : undefined;
  return session === undefined ? { kind: 'unclear' } : { kind: 'session', session };
}

/** True when the registry says it has the blob, with the right size; anything unclear is a no. */
export async function hasBlob(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  const path = repositoryPath(place, `/blobs/${blob.digest}`);
  const request = uploadRequest(place, blob, { method: 'HEAD', path, retry: 'repeatable' });
  try {
    const reply = await place.client.send(request, signal);
    return reply.status === 200 && reply.headers['content-length']?.[0] === String(blob.sizeBytes);
  } catch (error) {
    if (error instanceof PromoteError && !signal.aborted) return false;
    throw error;
  }
}

/** @throws PromoteError for every answer that is not an upload session */
export async function openSession(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<UploadSession> {
  const path = repositoryPath(place, '/blobs/uploads/');
  const request = uploadRequest(place, blob, { method: 'POST', path, body: NO_BYTES, retry: 'repeatable' });
  const reply = await place.client.send(request, signal);
  if (reply.status !== 202) throw failedReply(reply, request.context);
  const session = sessionOf(reply, request, place);
  if (session !== undefined) return session;
  throw new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${place.client.host} opened an upload for ${place.repository} without saying where`,
    where: { ...request.context.place, status: reply.status },
  });
}

/** The session after a request of it: where the reply says, else where it was. */
export function nextSession(
  reply: HttpReply,
  request: RegistryRequest,
  session: UploadSession,
  place: RemoteRepository,
): UploadSession {
  return { ...session, path: sessionOf(reply, request, place)?.path ?? session.path };
}

/** The path that ends a session. */
export function commitPath(session: UploadSession, blob: Descriptor): string {
  return withQuery(session.path, `digest=${blob.digest}`);
}

/** Gives an upload up, so that it does not wait for the registry's purge. Failures mean nothing. */
export async function cancelSession(
  place: RemoteRepository,
  blob: Descriptor,
  session: UploadSession,
  clock: Clock,
): Promise<void> {
  // with its own deadline: it runs also, and above all, when everything else has been cancelled
  const deadline = AbortSignal.timeout(CANCEL_WITHIN_MS);
  const send = async (method: 'GET' | 'DELETE', path: string): Promise<HttpReply> =>
    place.client.send(uploadRequest(place, blob, { method, path, retry: 'once' }), deadline);
  try {
    let { path } = session;
    while ((await send('DELETE', path)).status === 416) {
      // what we know of the session is older than the bytes that arrived, and more may be on their way (capture 54f2):
      // asked without state, the session tells its present one (54d2)
      await clock.sleep(CANCEL_PAUSE_MS, deadline);
      const bare = session.path.replace(/\?.*$/, '');
      const status = await send('GET', bare);
      const request = uploadRequest(place, blob, { method: 'GET', path: bare, retry: 'once' });
      path = sessionOf(status, request, place)?.path ?? session.path;
    }
  } catch {
    // the registry purges it in time
  }
}

export function uploadRequest(
  place: RemoteRepository,
  blob: Descriptor,
  request: Pick<RegistryRequest, 'path' | 'headers' | 'body' | 'retry'> & Pick<HttpRequest, 'method'>,
): RegistryRequest {
  return repositoryRequest(place, {
    ...request,
    object: `blob ${blob.digest}`,
    digest: blob.digest,
    ...(request.method === 'HEAD' ? {} : { shownPath: repositoryPath(place, '/blobs/uploads/…') }),
  });
}

function sessionOf(
  reply: HttpReply,
  request: RegistryRequest,
  place: RemoteRepository,
): UploadSession | undefined {
  const path = sessionPath(reply.headers['location'], request.path, place.client.origin, request.context);
  const minimum = Number(reply.headers['oci-chunk-min-length']?.[0] ?? 0);
  const minChunkBytes = Number.isSafeInteger(minimum) && minimum > 0 ? minimum : 0;
  return path === undefined ? undefined : { path, minChunkBytes };
}
