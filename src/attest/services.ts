import type { RunOrigin } from '../core/host.ts';
import type { Clock } from '../core/ports/clock.ts';
import { PromoteError } from '../core/text/errors.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { isJsonObject } from '../core/text/strict-json.ts';

/** What signing needs from outside. */
export interface SigningPorts {
  readonly clock: Pick<Clock, 'date'>;
  /** job that signs */
  readonly run: RunOrigin;
  /** Sends one request without following redirects. @throws PromoteError when there is no reply, or one that is too long */
  readonly send: (request: ServiceRequest, signal: AbortSignal) => Promise<ServiceReply>;
  /** Requests an ID token of the job from the CI system. @throws PromoteError LOGIN_FAILED when it gives none */
  readonly requestIdToken: (audience: string, signal: AbortSignal) => Promise<string>;
}

export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly maxBodyBytes: number;
}

export interface ServiceReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

/** A service of sigstore, by its name in messages and the input with its URL. */
export interface Service {
  readonly name: string;
  readonly input: string;
  readonly url: string;
}

const MAX_REPLY_BYTES = 1024 * 1024;

/**
 * Posts JSON to a service.
 * @returns any reply below 300, and those with an accepted status
 * @throws PromoteError ATTEST_FAILED with what the service says, CANCELLED
 */
export async function post(
  service: Service,
  request: { readonly url: string; readonly body: unknown; readonly accepted?: readonly number[] },
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<ServiceReply> {
  const headers = { 'content-type': 'application/json', accept: '*/*' };
  const body = JSON.stringify(request.body);
  const reply = await ask(service, { method: 'POST', url: request.url, headers, body }, ports, signal);
  if (reply.status < 300 || request.accepted?.includes(reply.status) === true) return reply;
  throw refused(service, reply);
}

/** Gets JSON or anything else. @throws PromoteError ATTEST_FAILED when the service cannot be reached or fails itself, CANCELLED */
export async function get(
  service: Service,
  url: string,
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<ServiceReply> {
  const reply = await ask(service, { method: 'GET', url, headers: { accept: '*/*' } }, ports, signal);
  if (reply.status >= 500) throw refused(service, reply);
  return reply;
}

async function ask(
  service: Service,
  request: Omit<ServiceRequest, 'maxBodyBytes'>,
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<ServiceReply> {
  try {
    return await ports.send({ ...request, maxBodyBytes: MAX_REPLY_BYTES }, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    // the transport knows only the sides of a promotion, and the service belongs to none
    const why = error.message.replace(/^the (?:source|destination) (?=\S+ )/, '');
    throw serviceFailure(service, `${service.name} cannot be reached: ${why}`);
  }
}

function refused(service: Service, { status, body }: ServiceReply): PromoteError {
  const text = messageIn(new TextDecoder().decode(body));
  return serviceFailure(
    service,
    `${service.name} at ${service.url} answered ${status}${text === '' ? '' : `: ${text}`}`,
  );
}

export function serviceFailure({ input, url }: Service, message: string): PromoteError {
  return new PromoteError({
    code: 'ATTEST_FAILED',
    message,
    hint: `check "${input}", and whether this machine reaches ${new URL(url).host}`,
    where: { host: new URL(url).host },
  });
}

/** The message of a JSON error, or the text itself. */
function messageIn(text: string): string {
  let message = text;
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value) && typeof value['message'] === 'string') message = value['message'];
  } catch {
    // it is no JSON
  }
  return cleanServerText(message, 200);
}

/** The JSON object in a reply. @throws PromoteError ATTEST_FAILED when it is none */
export function jsonIn(service: Service, { body }: ServiceReply): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    value = undefined;
  }
  if (isJsonObject(value)) return value;
  throw serviceFailure(service, `the reply of ${service.name} at ${service.url} is no JSON object`);
}
