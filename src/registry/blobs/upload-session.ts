import type { Descriptor } from '../../core/image/descriptor.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { HttpReply, HttpRequest } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from '../client/client.ts';
import { failedReply, type ReplyContext } from '../replies/reply.ts';
import { repositoryPath, repositoryRequest, type RemoteRepository } from '../client/requests.ts';
import { pullScope } from '../auth/scope.ts';
import type { RegistryOrigin } from '../replies/origin.ts';

/** An open upload session. */
export interface UploadSession {
  /** path and query for the next request; valid once, the reply names its successor */
  readonly path: string;
  /** minimum size of every chunk but the last (`OCI-Chunk-Min-Length`) */
  readonly minChunkBytes: number;
}

export const NO_BYTES = new Uint8Array();
const CANCEL_WITHIN_MS = 2_000;
const CANCEL_PAUSE_MS = 100;

/** The outcome of a mount request. */
export type Probe =
  /** the destination has the blob */
  | { readonly kind: 'there' }
  | { readonly kind: 'session'; readonly session: UploadSession }
  /** the registry does not support this request: ask by HEAD */
  | { readonly kind: 'unclear' };

/**
 * With one request, mounts a blob from another repository of the same registry, detects that the destination already has it
 * (`from` is then the destination itself), or opens an upload session.
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
    // some token servers refuse two scopes (registry.md §1.1), some registries break on a mount: neither is fatal
    if (error instanceof PromoteError && !signal.aborted) return { kind: 'unclear' };
    throw error;
  }
  if (reply.status === 201) return { kind: 'there' };
  const session = reply.status === 202 ? sessionOf(reply, request, place) : undefined;
  return session === undefined ? { kind: 'unclear' } : { kind: 'session', session };
}

/** True when the registry reports the blob with the expected size; false when in doubt. */
export async function hasBlob(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  return (await lookAt(place, blob, signal)) === 'there';
}

/** True when the registry reports that it does not have the blob, or another size; false when in doubt. */
export async function lacksBlob(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<boolean> {
  return (await lookAt(place, blob, signal)) === 'missing';
}

async function lookAt(
  place: RemoteRepository,
  blob: Descriptor,
  signal: AbortSignal,
): Promise<'there' | 'missing' | 'unclear'> {
  const path = repositoryPath(place, `/blobs/${blob.digest}`);
  const request = uploadRequest(place, blob, { method: 'HEAD', path, retry: 'repeatable' });
  try {
    const { status, headers } = await place.client.send(request, signal);
    if (status === 404) return 'missing';
    const length = headers['content-length']?.[0];
    if (status !== 200 || length === undefined) return 'unclear';
    return length === String(blob.sizeBytes) ? 'there' : 'missing';
  } catch (error) {
    if (error instanceof PromoteError && !signal.aborted) return 'unclear';
    throw error;
  }
}

/** @throws PromoteError for every reply that opens no upload session */
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

/** The session after one of its requests: at the Location of the reply, else unchanged. */
export function nextSession(
  reply: HttpReply,
  request: RegistryRequest,
  session: UploadSession,
  place: RemoteRepository,
): UploadSession {
  return { ...session, path: sessionOf(reply, request, place)?.path ?? session.path };
}

/** The path of the request that commits a session. */
export function commitPath(session: UploadSession, blob: Descriptor): string {
  return withQuery(session.path, `digest=${blob.digest}`);
}

/** Cancels an upload, so that it does not linger until the registry's purge. Failures are ignored. */
export async function cancelSession(
  place: RemoteRepository,
  blob: Descriptor,
  session: UploadSession,
  clock: Clock,
): Promise<void> {
  // with its own deadline, because it also has to run after a cancellation
  const deadline = AbortSignal.timeout(CANCEL_WITHIN_MS);
  const send = async (method: 'GET' | 'DELETE', path: string): Promise<HttpReply> =>
    place.client.send(uploadRequest(place, blob, { method, path, retry: 'once' }), deadline);
  try {
    let { path } = session;
    while ((await send('DELETE', path)).status === 416) {
      // our state of the session is older than the bytes that arrived, and more may be on their way (capture 54f2):
      // a request without state returns the current one (54d2)
      await clock.sleep(CANCEL_PAUSE_MS, deadline);
      const bare = session.path.replace(/\?.*$/, '');
      const status = await send('GET', bare);
      const request = uploadRequest(place, blob, { method: 'GET', path: bare, retry: 'once' });
      path = sessionOf(status, request, place)?.path ?? session.path;
    }
  } catch {
    // the registry purges it eventually
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

const MAX_LOCATION_LENGTH = 8 * 1024;
// no blanks or control characters; no backslash, which some parsers treat as a slash
const PLAIN = /^[\x21-\x5b\x5d-\x7e]+$/;
const AUTHORITY = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#]*)/i;

/**
 * The path and query of an upload session at the registry's own origin, byte for byte: the query is signed, and every URL library
 * rewrites some of it. Registries behind proxies name the wrong scheme or port (distribution#479), so only the host name must be
 * the registry's; another host gets neither credentials nor data (CVE-2026-50151).
 * @param requestPath path of the request; a relative Location is resolved against it
 * @returns undefined without a Location
 * @throws PromoteError PROTOCOL_VIOLATION, UNSAFE_REDIRECT
 */
export function sessionPath(
  values: readonly string[] | undefined,
  requestPath: string,
  origin: RegistryOrigin,
  context: ReplyContext,
): string | undefined {
  const [location, ...others] = values ?? [];
  if (location === undefined || location === '') return undefined;
  if (others.length > 0) throw malformed(context, 'more than one upload location');
  if (location.length > MAX_LOCATION_LENGTH || !PLAIN.test(location)) {
    throw malformed(context, 'an upload location that is no URL');
  }
  const text = location.split('#', 1)[0] ?? '';
  const [prefix, scheme, authority] = AUTHORITY.exec(text) ?? [];
  if (prefix === undefined || authority === undefined) return resolvePath(text, requestPath, context);
  if ((scheme !== undefined && !/^https?$/i.test(scheme)) || hostnameOf(authority) !== origin.hostname) {
    throw new PromoteError({
      code: 'UNSAFE_REDIRECT',
      message: `registry ${context.host} sends the upload to ${scheme ?? 'another host'}://${authority.slice(0, 200).replace(/^.*@/, '')}, which is not its own host`,
      hint: 'name the registry by the host it uses for uploads, or have its external URL corrected',
      where: context.place,
    });
  }
  const path = text.slice(prefix.length);
  return path.startsWith('/') ? path : `/${path}`;
}

/** Appends a query parameter; the other bytes stay unchanged. */
export function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}

function resolvePath(text: string, requestPath: string, context: ReplyContext): string {
  if (text.startsWith('/')) return text;
  const base = requestPath.split('?', 1)[0] ?? '/';
  if (text.startsWith('?')) return `${base}${text}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) throw malformed(context, 'an upload location that is no http URL');
  return `${base.slice(0, base.lastIndexOf('/') + 1)}${text}`;
}

/** The canonical host name; undefined for an invalid authority or one with credentials. */
function hostnameOf(authority: string): string | undefined {
  if (authority.includes('@') || !URL.canParse(`https://${authority}/`)) return undefined;
  return new URL(`https://${authority}/`).hostname;
}

function malformed(context: ReplyContext, what: string): PromoteError {
  return new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${context.host} answered ${what} for ${context.object} of ${context.repository}`,
    where: context.place,
  });
}
