import { parseExactJson } from '../../src/core/text/exact-json.ts';
import { requireDecodable, unknownFields } from '../schema/schema.ts';
import { isObject, type JsonObject } from '../state/json.ts';
import type { ApiRequest } from '../exchange/exchange.ts';
import { readProtobufReview } from './protobuf-review.ts';
import { badRequest, invalid, notImplemented, unsupportedMediaType } from '../exchange/status.ts';

const BODY_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The object of a POST, a PUT or a DELETE; an empty one for other verbs. `kind` is what the endpoint expects. */
export function readBody(request: ApiRequest, verb: string, kind: string): JsonObject {
  if (verb !== 'create' && verb !== 'update' && verb !== 'delete') return {};
  const contentType = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
  if (contentType === 'application/vnd.kubernetes.protobuf' && kind === 'SelfSubjectAccessReview') {
    return readProtobufReview(request.body);
  }
  if (contentType !== 'application/json') {
    if (BODY_TYPES.includes(contentType)) throw notImplemented(`Content-Type: ${contentType}`);
    throw unsupportedMediaType(BODY_TYPES);
  }
  const text = Buffer.from(request.body).toString('utf8');
  let body: unknown;
  try {
    body = parseExactJson(text === '' ? '{}' : text);
  } catch {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: unexpected end of JSON input (${text})`,
    );
  }
  if (!isObject(body)) throw notImplemented('a body that is no JSON object');
  const sent = body['kind'];
  const version = typeof body['apiVersion'] === 'string' ? body['apiVersion'] : '';
  if (typeof sent === 'string' && sent !== kind) {
    throw badRequest(
      `${sent} in version "${version}" cannot be handled as a ${kind}: converting (${goName(version, sent)}) to (${goName(request.url, kind)}): unknown conversion`,
    );
  }
  return body;
}

/**
 * What fields that the kind does not have lead to: nothing, warnings (the default), or an error (captures 44j, 44k). A value
 * that cannot be decoded is always one.
 * @returns the texts of the warnings
 * @throws StatusFailure 400
 */
export function validateFields(body: JsonObject, kind: string, query: URLSearchParams): readonly string[] {
  const mode = query.get('fieldValidation') ?? 'Warn';
  requireDecodable(kind, body);
  const unknown =
    mode === 'Ignore' ? [] : unknownFields(kind, body).map((field) => `unknown field "${field}"`);
  if (mode !== 'Strict' || unknown.length === 0) return unknown;
  const version = typeof body['apiVersion'] === 'string' ? (body['apiVersion'].split('/').at(-1) ?? '') : '';
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${unknown.join(', ')}`,
  );
}

/** `v1.Pod` for a versioned kind; for the internal kind of an endpoint the last part of its group (`apps.Deployment`). */
function goName(versionOrUrl: string, kind: string): string {
  const group = /^\/apis\/([^./]+)/.exec(versionOrUrl)?.[1];
  if (group !== undefined) return `${group}.${kind}`;
  if (versionOrUrl.startsWith('/api/')) return `core.${kind}`;
  return `${versionOrUrl.split('/').at(-1) ?? ''}.${kind}`;
}

const OPTION_KINDS: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
};

export function readDryRun(verb: string, query: URLSearchParams): boolean {
  const values = query.getAll('dryRun');
  if (values.length === 0) return false;
  const wrong = values.find((value) => value !== 'All');
  if (wrong === undefined) return true;
  throw invalid('meta.k8s.io', OPTION_KINDS[verb] ?? 'CreateOptions', '', [
    {
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: []string{"${wrong}"}: supported values: "All"`,
      field: 'dryRun',
    },
  ]);
}
