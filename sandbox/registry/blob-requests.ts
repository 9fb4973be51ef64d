import { isDigest } from '../../src/core/image/digest.ts';
import { readRange } from './byte-range.ts';
import type { RegistryCall } from './registry-call.ts';
import { emptyReply, errorReply, textReply, type Reply } from './reply.ts';
import { statBlob } from './repository-blobs.ts';

const INVALID_DIGEST = errorReply([{ code: 'DIGEST_INVALID', detail: {} }]);

/** GET and HEAD of a blob, with ranges and conditions as Go's `http.ServeContent` treats them (captures 54j–54l5). */
export async function serveBlob(call: RegistryCall, digest: string): Promise<Reply> {
  if (!isDigest(digest)) return INVALID_DIGEST;
  const sizeBytes = await statBlob(call.context, call.repository, digest);
  if (sizeBytes === undefined) return errorReply([{ code: 'BLOB_UNKNOWN', detail: digest }]);
  const etag = `"${digest}"`;
  const headers = {
    'Cache-Control': 'max-age=31536000',
    'Docker-Content-Digest': digest,
    Etag: etag,
  };
  const conditions = call.request.headers;
  if (matchesEtag(conditions['if-none-match'], etag)) return { status: 304, headers };
  const ifRange = conditions['if-range'];
  const range = readRange(
    ifRange === undefined || ifRange === etag ? conditions.range : undefined,
    sizeBytes,
  );
  if (range.kind === 'unsatisfiable')
    return textReply(416, range.complaint, { ...headers, 'Content-Range': `bytes */${sizeBytes}` });
  if (range.kind === 'several') {
    call.context.log('registry: several ranges in one request are not known here');
    return emptyReply(501);
  }
  const served = { ...headers, 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream' };
  const open = () => call.context.blobs.stream(digest, range.start, range.end);
  const length = range.end - range.start + 1;
  const body = length === 0 ? new Uint8Array() : { sizeBytes: length, open };
  if (range.kind === 'whole') return { status: 200, headers: served, body };
  const contentRange = `bytes ${range.start}-${range.end}/${sizeBytes}`;
  return { status: 206, headers: { ...served, 'Content-Range': contentRange }, body };
}

/** Only pruners get here. */
export function deleteBlob(call: RegistryCall, digest: string): Reply {
  if (!isDigest(digest)) return INVALID_DIGEST;
  if (!call.context.blobs.unlink(call.repository, digest)) return errorReply([{ code: 'BLOB_UNKNOWN' }]);
  return emptyReply(202);
}

export function matchesEtag(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false;
  return condition
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);
}
