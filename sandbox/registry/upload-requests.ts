import { isDigest } from '../../src/core/image/digest.ts';
import type { RegistryCall } from './registry-call.ts';
import { emptyReply, errorReply, type RegistryError, type Reply } from './reply.ts';
import { statBlob } from './repository-blobs.ts';
import type { UploadSession } from './upload-sessions.ts';
import { packState, unpackState } from './upload-state.ts';

/**
 * POST: opens a session, unless the blob can be mounted from another repository. A `digest` with a body is not honoured
 * (10f), and everything that stands in the way of a mount leads to a session instead (11d–11h).
 */
export async function startUpload(call: RegistryCall): Promise<Reply> {
  const { context, query, repository } = call;
  const mount = query.get('mount') ?? '';
  const from = query.get('from') ?? '';
  if (isDigest(mount) && from !== '' && !call.mountDenied) {
    if ((await statBlob(context, from, mount)) !== undefined) {
      context.blobs.link(repository, mount);
      return createdBlob(call, mount);
    }
  }
  return progress(call, 202, context.uploads.start(repository));
}

export function uploadStatus(call: RegistryCall, uuid: string): Reply {
  const session = call.context.uploads.find(call.repository, uuid);
  return session === undefined ? UPLOAD_UNKNOWN : progress(call, 204, session);
}

/** PATCH: appends a piece. */
export async function patchUpload(call: RegistryCall, uuid: string): Promise<Reply> {
  const session = resume(call, uuid);
  if ('status' in session) return session;
  const { headers } = call.request;
  const type = headers['content-type'] ?? '';
  if (type !== '' && type !== 'application/octet-stream')
    return errorReply([{ code: 'UNKNOWN', detail: {} }]);
  const range = headers['content-range'] ?? '';
  const length = headers['content-length'];
  const complaint =
    length === undefined || range === '' ? undefined : complainAboutRange(range, length, session);
  if (complaint !== undefined) return errorReply([complaint]);
  await session.append(call.request);
  return progress(call, 202, session);
}

/** PUT: appends the last piece, if any, and makes the blob. */
export async function completeUpload(call: RegistryCall, uuid: string): Promise<Reply> {
  const session = resume(call, uuid);
  if ('status' in session) return session;
  const digest = call.query.get('digest') ?? '';
  if (digest === '') return errorReply([{ code: 'DIGEST_INVALID', detail: 'digest missing' }]);
  if (!isDigest(digest)) return errorReply([{ code: 'DIGEST_INVALID', detail: 'digest parsing failed' }]);
  await session.append(call.request);
  const stored = await session.commit(digest);
  // the session outlives a wrong digest (54g2)
  if (stored === undefined)
    return errorReply([{ code: 'DIGEST_INVALID', detail: { Digest: digest, Reason: {} } }]);
  call.context.uploads.remove(session);
  call.context.blobs.link(call.repository, stored);
  return createdBlob(call, stored);
}

export async function cancelUpload(call: RegistryCall, uuid: string): Promise<Reply> {
  const session = resume(call, uuid);
  if ('status' in session) return session;
  call.context.uploads.remove(session);
  await session.cancel();
  return { status: 204, headers: { 'Docker-Upload-Uuid': uuid } };
}

const UPLOAD_UNKNOWN = errorReply([{ code: 'BLOB_UPLOAD_UNKNOWN', detail: {} }]);

/** The session that `_state` belongs to, at the offset the client last heard of. */
function resume(call: RegistryCall, uuid: string): UploadSession | Reply {
  const state = unpackState(call.context.secret, call.query.get('_state') ?? '');
  if (state === undefined) return errorReply([{ code: 'BLOB_UPLOAD_INVALID', detail: {} }]);
  if (state.name !== call.repository || state.uuid !== uuid)
    return errorReply([{ code: 'BLOB_UPLOAD_INVALID' }]);
  const session = call.context.uploads.find(call.repository, uuid);
  if (session === undefined) return UPLOAD_UNKNOWN;
  return session.sizeBytes === state.offset ? session : errorReply([{ code: 'RANGE_INVALID' }]);
}

/** `Content-Range` is `first-last`, without the `bytes ` that HTTP wants (54e, 54e2). */
function complainAboutRange(
  range: string,
  length: string,
  session: UploadSession,
): RegistryError | undefined {
  const dash = range.indexOf('-');
  if (dash < 0) return { code: 'UNKNOWN', detail: `invalid content range format, ${range}` };
  const first = range.slice(0, dash);
  const last = range.slice(dash + 1);
  const malformed = [first, last].find((text) => !/^[+-]?\d+$/.test(text));
  if (malformed !== undefined)
    return {
      code: 'UNKNOWN',
      detail: `strconv.ParseInt: parsing ${JSON.stringify(malformed)}: invalid syntax`,
    };
  if (Number(first) > Number(last) || Number(first) !== session.sizeBytes) return { code: 'RANGE_INVALID' };
  if (Number(length) !== Number(last) - Number(first) + 1) return { code: 'SIZE_INVALID' };
  return undefined;
}

function progress(call: RegistryCall, status: 202 | 204, session: UploadSession): Reply {
  const state = packState(call.context.secret, {
    name: call.repository,
    uuid: session.uuid,
    offset: session.sizeBytes,
    startedAt: session.startedAt,
  });
  const location = `${call.origin}/v2/${call.repository}/blobs/uploads/${session.uuid}`;
  return {
    status,
    headers: {
      'Docker-Upload-Uuid': session.uuid,
      Location: `${location}?_state=${encodeURIComponent(state)}`,
      // 0-0 is also what an empty upload says
      Range: `0-${Math.max(0, session.sizeBytes - 1)}`,
    },
    ...(status === 202 ? { body: new Uint8Array() } : {}),
  };
}

function createdBlob(call: RegistryCall, digest: string): Reply {
  return emptyReply(201, {
    'Docker-Content-Digest': digest,
    Location: `${call.origin}/v2/${call.repository}/blobs/${digest}`,
  });
}
