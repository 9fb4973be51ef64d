import type { ApiReply } from './exchange.ts';

export interface Cause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

/** A Status object that ends the call; thrown by handlers, turned into a reply by `dispatch`. */
export class StatusFailure extends Error {
  override readonly name = 'StatusFailure';
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: StatusDetails | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: StatusDetails,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.headers = headers;
  }

  get body(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }

  get reply(): ApiReply {
    return { kind: 'json', status: this.code, body: this.body, headers: this.headers };
  }
}

/** What an error is about: `imagestreams` of `image.openshift.io`; the core group is empty. */
export interface Qualified {
  readonly group: string;
  readonly resource: string;
}

function label(what: Qualified): string {
  return what.group === '' ? what.resource : `${what.resource}.${what.group}`;
}

function details(what: Qualified, name: string): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(what.group === '' ? {} : { group: what.group }),
    kind: what.resource,
  };
}

export function notFound(what: Qualified, name: string): StatusFailure {
  return new StatusFailure(404, 'NotFound', `${label(what)} "${name}" not found`, details(what, name));
}

export function alreadyExists(what: Qualified, name: string): StatusFailure {
  return new StatusFailure(
    409,
    'AlreadyExists',
    `${label(what)} "${name}" already exists`,
    details(what, name),
  );
}

export function conflict(what: Qualified, name: string, why: string): StatusFailure {
  return new StatusFailure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${label(what)} "${name}": ${why}`,
    details(what, name),
  );
}

/** `why` comes after "is forbidden: ". */
export function forbidden(what: Qualified, name: string, why: string): StatusFailure {
  const subject = name === '' ? label(what) : `${label(what)} "${name}"`;
  return new StatusFailure(403, 'Forbidden', `${subject} is forbidden: ${why}`, details(what, name));
}

export function badRequest(message: string): StatusFailure {
  return new StatusFailure(400, 'BadRequest', message);
}

/** `kind` with an upper-case letter, as validation shows it: `ImageStream.image.openshift.io "app" is invalid: …`. */
export function invalid(
  group: string,
  kind: string,
  name: string,
  causes: readonly Required<Cause>[],
): StatusFailure {
  const parts = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = parts.length === 1 ? parts[0] : `[${parts.join(', ')}]`;
  const subject = group === '' ? kind : `${kind}.${group}`;
  return new StatusFailure(422, 'Invalid', `${subject} "${name}" is invalid: ${text}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(kind === '' ? {} : { kind }),
    causes,
  });
}

export function unauthorized(): StatusFailure {
  return new StatusFailure(401, 'Unauthorized', 'Unauthorized');
}

export function methodNotAllowed(): StatusFailure {
  return new StatusFailure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function unsupportedMediaType(accepted: readonly string[]): StatusFailure {
  return new StatusFailure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** The sandbox does not know: it says so instead of inventing an answer. */
export function notImplemented(what: string): StatusFailure {
  return new StatusFailure(501, 'NotImplemented', `the sandbox does not know how to answer ${what}`);
}

export const SUCCESS: object = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
