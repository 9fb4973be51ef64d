import type { Readable } from 'node:stream';

/** What the registry answers, as data; the listener writes it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | { readonly sizeBytes: number; readonly open: () => Promise<Readable> };
}

/** Status and message of each code, as in distribution's `registry/api` (registered error descriptors). */
const ERRORS = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_INVALID: [404, 'blob upload invalid'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  DENIED: [403, 'requested access to the resource is denied'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
  RANGE_INVALID: [416, 'invalid content range'],
  SIZE_INVALID: [400, 'provided length did not match content length'],
  UNAUTHORIZED: [401, 'authentication required'],
  UNKNOWN: [500, 'unknown error'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export interface RegistryError {
  readonly code: keyof typeof ERRORS;
  readonly message?: string;
  /** `{}` is what Go makes of an error value; null and no detail at all are different things on the wire */
  readonly detail?: unknown;
}

export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: new Uint8Array() };
}

export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: Buffer.from(goJson(value)),
  };
}

/** The status is that of the first error. */
export function errorReply(
  errors: readonly [RegistryError, ...RegistryError[]],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = errors.map(({ code, message, detail }) => ({
    code,
    message: message ?? ERRORS[code][1],
    detail,
  }));
  return jsonReply(ERRORS[errors[0].code][0], { errors: body }, headers);
}

/** Go's `http.Error`. */
export function textReply(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
    body: Buffer.from(`${text}\n`),
  };
}

/** JSON as Go's encoder writes it: a line, with the characters of HTML escaped. */
function goJson(value: unknown): string {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
