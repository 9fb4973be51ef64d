import { isDigest, type Digest } from '../../core/image/digest.ts';
import { PromoteError, type ErrorCode } from '../../core/text/errors.ts';
import type { ImportedTag, ImportRequest, ProbeResult } from '../../core/ports/imports.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiReply } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { readSpecTags, restoreTags, settlePolicies, type TagBeforeImport } from './import-tags.ts';
import { objectAt, objectsAt, textAt, numberAt } from '../api/json-fields.ts';
import { cleanServerText } from '../../core/text/server-text.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
// The retries of `oc tag` (client-go retry.DefaultRetry, openshift-api.md §11).
const MAX_CONFLICTS = 5;

/** Resolves an image on the cluster: `import: false` stores nothing (openshift-api.md §3.7, capture 06b). */
export async function probeImport(
  api: Api,
  request: ImportRequest,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const [first] = request.tags;
  const one = { ...request, tags: first === undefined ? [] : [first] };
  const [result] = readImported(await send(api, one, { isStored: false }, signal));
  if (result === undefined) throw unanswered(api, request);
  if (isRefused(result.status)) {
    const error = explainImport(api, request.from, request.project, result.status);
    return { kind: 'refused', error };
  }
  return { kind: 'found', digest: digestOf(api, request, result) };
}

/**
 * Imports an image into tags of a stream, which is created if it is missing. A 201 does not mean success: each image has its
 * own status, and a failed one leaves a tag that the cluster retries later; such tags are restored.
 * @param expected for each tag, the images one of which it must be right before; undefined: absent
 */
export async function runImport(
  api: Api,
  request: ImportRequest,
  expected: readonly (readonly (Digest | undefined)[])[],
  signal: AbortSignal,
): Promise<readonly ImportedTag[]> {
  for (let conflicts = 0; ; conflicts += 1) {
    const before = await readSpecTags(api, request, signal);
    const others = before?.tags.filter(
      ({ image }, index) => expected[index]?.some((one) => one === image) === false,
    );
    if (others !== undefined && others.length > 0) {
      return others.map(({ tag, image }) => ({
        tag,
        isWritten: false,
        digest: isDigest(image) ? image : undefined,
      }));
    }
    const reply = await send(api, request, { isStored: true, version: before?.version }, signal);
    // something wrote to the stream since: read it again
    if (!reply.ok && reply.failure.status === 409 && conflicts < MAX_CONFLICTS) continue;
    return settleImport(api, request, before?.tags, readImported(reply), signal);
  }
}

async function settleImport(
  api: Api,
  request: ImportRequest,
  before: readonly TagBeforeImport[] | undefined,
  results: readonly Imported[],
  signal: AbortSignal,
): Promise<readonly ImportedTag[]> {
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
    return { tag, isWritten: true, digest: digestOf(api, request, result) };
  });
}

/** The result of one image of the request, by index: the tag in the response is that of the source (capture 06j). */
interface Imported {
  readonly status: JsonObject;
  readonly digest: string | undefined;
}

/** @param version of the stream: the API refuses the import if it has changed meanwhile (openshift-api.md §3.7) */
function send(
  api: Api,
  request: ImportRequest,
  { isStored, version }: { readonly isStored: boolean; readonly version?: string | undefined },
  signal: AbortSignal,
): Promise<ApiReply> {
  const { project, stream } = request;
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreamimports');
  const condition = version === undefined ? {} : { resourceVersion: version };
  const body = {
    kind: 'ImageStreamImport',
    apiVersion: GROUP_VERSION,
    metadata: { name: stream, namespace: project, ...condition },
    spec: { import: isStored, images: request.tags.map((tag) => imageOf(request, tag)) },
  };
  // the import is idempotent
  return api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
}

function readImported(reply: ApiReply): readonly Imported[] {
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

/** Without an import mode some clusters store one platform of an index, under another digest (openshift-api.md §3.7). */
function importPolicy({ insecure, scheduled }: ImportRequest): JsonObject {
  return {
    ...(insecure ? { insecure } : {}),
    ...(scheduled ? { scheduled } : {}),
    importMode: 'PreserveOriginal',
  };
}

function digestOf(api: Api, request: ImportRequest, { status, digest }: Imported): Digest {
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

interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** Whether the source registry rejected the credentials: 401 (openshift-api.md §3.7, capture 23a). */
function isRefused(status: JsonObject): boolean {
  return numberAt(status, 'code') === 401 || textAt(status, 'reason') === 'Unauthorized';
}

/**
 * Explains why one image of an ImageStreamImport failed; the request itself returns 201 regardless (openshift-api.md
 * §3.7; captures 06c–06f, 06w, 23a).
 * @param status the `status` of the image, a Status object
 */
export function explainImport(api: Api, from: string, project: string, status: JsonObject): PromoteError {
  const message = cleanServerText(textAt(status, 'message') ?? 'no explanation');
  const code = numberAt(status, 'code');
  return new PromoteError({
    ...meaningOf(api, from, project, status, message),
    where: { side: api.side, host: api.host, repository: repositoryOf(from), status: code },
  });
}

function meaningOf(api: Api, from: string, project: string, status: JsonObject, message: string): Meaning {
  const host = hostOf(from);
  const cluster = `the cluster ${api.host}`;
  if (isRefused(status)) {
    return {
      code: 'ACCESS_DENIED',
      message: `${cluster} may not pull ${from}: project ${project} has no pull secret for ${host} that is good for it`,
      hint: `make one: oc create secret docker-registry NAME --docker-server=${host} --docker-username=USER --docker-password=TOKEN -n ${project}; or set "source-token" or "source-registry-password", and this run makes it`,
    };
  }
  const reason = textAt(status, 'reason');
  if (reason === 'NotFound') {
    return {
      code: 'IMAGE_NOT_FOUND',
      message: `${cluster} does not find ${from}: ${message}`,
      hint: `look from a machine that reaches the registry as the cluster does: oc image info ${from}`,
    };
  }
  if (reason === 'Forbidden') {
    return {
      code: 'ACCESS_DENIED',
      message: `${cluster} does not import from ${host}: ${message}`,
      hint: 'a cluster administrator allows it: registrySources of image.config.openshift.io/cluster',
    };
  }
  return explainTransfer(cluster, from, host, message);
}

/** Errors between the cluster and the registry arrive as one sentence written by Go (captures 06c, 06f, 06w). */
function explainTransfer(cluster: string, from: string, host: string, message: string): Meaning {
  if (/x509|failed to verify certificate|tls: /.test(message)) {
    return {
      code: 'TLS_FAILED',
      message: `${cluster} does not trust the certificate of ${host}: ${message}`,
      hint: `a cluster administrator adds its authority (the key is the host, with ".." for ":"): oc create configmap registry-cas -n openshift-config --from-file=${host.replace(':', '..')}=ca.crt, then oc patch image.config.openshift.io/cluster --type merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'`,
    };
  }
  if (message.includes('server gave HTTP response to HTTPS client')) {
    return {
      code: 'TLS_FAILED',
      message: `${host} speaks plain HTTP, but ${cluster} requires TLS: ${message}`,
      hint: 'set "import-insecure" to true if the network to this registry is trusted',
    };
  }
  if (/toomanyrequests|429/i.test(message)) {
    return {
      code: 'RATE_LIMITED',
      message: `${host} limits the request rate of ${cluster}: ${message}`,
      hint: 'try again later, or give the project a pull secret of a registry account with a higher limit',
    };
  }
  return {
    code: 'CONNECTION_FAILED',
    message: `${cluster} cannot pull ${from}: ${message}`,
    hint: `the cluster itself, not the runner, must reach ${host}; if only the runner does, set "strategy" to "copy"`,
  };
}

function repositoryOf(from: string): string {
  const path = from.slice(from.indexOf('/') + 1);
  return path.replace(/[@:].*$/, '');
}

function hostOf(from: string): string {
  return from.slice(0, from.indexOf('/'));
}
