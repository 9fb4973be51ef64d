import { isDigest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { ImportedTag, ImportRequest, ProbeResult } from '../../core/ports/imports.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explainImport, isRefused } from './import-failure.ts';
import { readSpecTags, restoreTags, settlePolicies } from './import-tags.ts';
import { objectAt, objectsAt, textAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';

/** Lets the cluster look for an image: `import: false` stores nothing (openshift-api.md §3.7, capture 06b). */
export async function probeImport(
  api: Api,
  request: ImportRequest,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const [first] = request.tags;
  const [result] = await send(api, { ...request, tags: first === undefined ? [] : [first] }, false, signal);
  if (result === undefined) throw unanswered(api, request);
  if (isRefused(result.status)) {
    const error = explainImport(api, request.from, request.project, result.status);
    return { kind: 'refused', error };
  }
  return { kind: 'found', digest: digestOf(api, request, result) };
}

/**
 * Imports an image into tags of a stream, which is made when there is none. A 201 says nothing: each image has its own
 * status, and one that failed leaves a tag behind that the cluster tries again later; such tags are put back.
 */
export async function runImport(
  api: Api,
  request: ImportRequest,
  signal: AbortSignal,
): Promise<readonly ImportedTag[]> {
  const before = await readSpecTags(api, request, signal);
  const results = await send(api, request, true, signal);
  const failed = results.find(({ status }) => textAt(status, 'status') !== 'Success');
  if (failed !== undefined) {
    await restoreTags(api, request, before, signal);
    throw explainImport(api, request.from, request.project, failed.status);
  }
  if (results.length !== request.tags.length) throw unanswered(api, request);
  await settlePolicies(api, request, before, signal);
  return request.tags.map((tag, index) => {
    const result = results[index];
    if (result === undefined) throw unanswered(api, request);
    return { tag, digest: digestOf(api, request, result) };
  });
}

/** What became of one image of the request, in its order: the tag in the answer is that of the source (capture 06j). */
interface Imported {
  readonly status: JsonObject;
  readonly digest: string | undefined;
}

async function send(
  api: Api,
  request: ImportRequest,
  isStored: boolean,
  signal: AbortSignal,
): Promise<readonly Imported[]> {
  const { project, stream } = request;
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreamimports');
  const body = {
    kind: 'ImageStreamImport',
    apiVersion: GROUP_VERSION,
    metadata: { name: stream, namespace: project },
    spec: { import: isStored, images: request.tags.map((tag) => imageOf(request, tag)) },
  };
  // the same import a second time gives the same result
  const reply = await api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
  return objectsAt(requireOk(reply), 'status', 'images').map((image) => ({
    status: objectAt(image, 'status'),
    digest: textAt(image, 'image', 'metadata', 'name'),
  }));
}

function imageOf(request: ImportRequest, tag: string): JsonObject {
  return {
    from: { kind: 'DockerImage', name: request.from },
    to: { name: tag },
    importPolicy: importPolicy(request),
    referencePolicy: { type: request.referencePolicy === 'local' ? 'Local' : 'Source' },
  };
}

/** Without a mode some clusters store one platform of an index, under another digest (openshift-api.md §3.7). */
function importPolicy({ insecure, scheduled }: ImportRequest): JsonObject {
  return {
    ...(insecure ? { insecure } : {}),
    ...(scheduled ? { scheduled } : {}),
    importMode: 'PreserveOriginal',
  };
}

function digestOf(api: Api, request: ImportRequest, { status, digest }: Imported): ImportedTag['digest'] {
  if (textAt(status, 'status') !== 'Success') {
    throw explainImport(api, request.from, request.project, status);
  }
  if (isDigest(digest)) return digest;
  throw unanswered(api, request);
}

function unanswered(api: Api, { from }: ImportRequest): PromoteError {
  return new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `${api.host} answered the import of ${from} without saying which image it is`,
    where: { side: api.side, host: api.host },
  });
}
