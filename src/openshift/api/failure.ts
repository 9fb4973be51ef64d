import type { Side } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { formatExactJson, parseExactJson } from '../../core/text/exact-json.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { numberAt, objectAt, objectsAt, textAt } from './json-fields.ts';

/** One entry of `details.causes` of a Status. */
export interface FailureCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** An unsuccessful response, as data: some are expected (404), the others become an error (`explain`). */
export interface Failure {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly host: string;
  /** method and path, without query */
  readonly request: string;
  readonly status: number;
  /** the kind of body: a Status object, other JSON, plain text, or a web page of a proxy in front of the API */
  readonly form: 'status' | 'json' | 'text' | 'page';
  /** machine-readable reason of a Status, such as `NotFound` */
  readonly reason: string;
  /** without control sequences that a terminal or CI system would interpret */
  readonly message: string;
  /** the missing or conflicting resource, such as `imagestreamtags` */
  readonly kind: string;
  readonly name: string;
  readonly group: string;
  readonly causes: readonly FailureCause[];
  readonly attempts: number;
}

export type FailurePlace = Pick<Failure, 'side' | 'server' | 'host' | 'request'>;

/**
 * Parses an error response defensively (openshift-api.md §0.2): a Status, plain text (`404 page not found`,
 * `service unavailable`: captures 48g, 00), or HTML of a router, proxy or login page.
 */
export function readFailure(
  reply: { readonly status: number; readonly body: Uint8Array; readonly attempts: number },
  place: FailurePlace,
): Failure {
  const text = new TextDecoder().decode(reply.body).trim();
  const json = parseObject(text);
  const details = objectAt(json, 'details');
  const clean = (value: string | undefined): string => cleanServerText(value ?? '');
  return {
    ...place,
    status: reply.status,
    form: formOf(text, json),
    reason: clean(textAt(json, 'reason')),
    message: json === undefined ? titleOrText(text) : clean(textAt(json, 'message')),
    kind: clean(textAt(details, 'kind')),
    name: clean(textAt(details, 'name')),
    group: clean(textAt(details, 'group')),
    causes: objectsAt(details, 'causes').map((cause) => ({
      reason: clean(textAt(cause, 'reason')),
      message: clean(textAt(cause, 'message')),
      field: clean(textAt(cause, 'field')),
    })),
    attempts: reply.attempts,
  };
}

/** The failure described by a Status object in a watch stream (capture 43j). */
export function failureOfStatus(status: JsonObject, place: FailurePlace): Failure {
  const body = new TextEncoder().encode(formatExactJson(status));
  return readFailure({ status: numberAt(status, 'code') ?? 500, body, attempts: 1 }, place);
}

export function parseObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = parseExactJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function formOf(text: string, json: JsonObject | undefined): Failure['form'] {
  if (json !== undefined) return json['kind'] === 'Status' ? 'status' : 'json';
  return looksLikePage(text) ? 'page' : 'text';
}

export function looksLikePage(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(text);
}

function titleOrText(text: string): string {
  if (!looksLikePage(text)) return cleanServerText(text);
  const title = /<(title|h1)[^<>]{0,200}>([^<]{1,300})/i.exec(text)?.[2] ?? 'a web page';
  return cleanServerText(title.trim());
}
