import type { Clock } from '../core/ports/clock.ts';
import { PromoteError } from '../core/text/errors.ts';
import { cleanServerText } from '../core/text/server-text.ts';

/** What an answer is made of. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  /** of Retry-After; undefined without it */
  readonly retryAfterMs: number | undefined;
}

/** What notifications need from outside. */
export interface NotificationPorts {
  readonly clock: Pick<Clock, 'sleep'>;
  /** Posts once, without following redirects. @throws PromoteError when there is no answer, or one that is too long */
  readonly post: (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ) => Promise<Reply>;
}

/** Why something was not delivered, as the end of a sentence; safe to show. */
export class NotDelivered extends Error {
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.name = 'NotDelivered';
    this.status = status;
  }
}

// of the ten seconds that a message may take
const MAX_WAIT_MS = 8000;

/**
 * Posts JSON. Waits and tries once more when the server asks for that (429 with Retry-After of at most eight seconds), since such a
 * request was not taken.
 * @returns a reply below 300
 * @throws NotDelivered
 */
export async function deliver(
  { url, headers = {}, body }: DeliveryRequest,
  { clock, post }: NotificationPorts,
  signal: AbortSignal,
): Promise<Reply> {
  const { host } = new URL(url);
  const all = { 'content-type': 'application/json', ...headers };
  const send = async (): Promise<Reply> => {
    try {
      return await post(url, all, JSON.stringify(body), signal);
    } catch (error) {
      throw new NotDelivered(reasonOf(error, host));
    }
  };
  let reply = await send();
  if (reply.status === 429 && (reply.retryAfterMs ?? Infinity) <= MAX_WAIT_MS) {
    await clock.sleep(reply.retryAfterMs ?? 0, signal).catch((error: unknown) => {
      throw new NotDelivered(reasonOf(error, host), 429);
    });
    reply = await send();
  }
  if (reply.status >= 200 && reply.status < 300) return reply;
  const said = cleanServerText(messageOf(reply.text), 200);
  throw new NotDelivered(`${host} answered ${reply.status}${said === '' ? '' : ` (${said})`}`, reply.status);
}

export interface DeliveryRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON */
  readonly body: unknown;
}

/** The transport knows only the sides of a promotion, and this is neither. */
function reasonOf(error: unknown, host: string): string {
  if (!(error instanceof PromoteError))
    return `${host}: ${error instanceof Error ? error.message : String(error)}`;
  return error.code === 'TIMED_OUT' || error.code === 'CANCELLED'
    ? `${host} did not answer in time`
    : error.message.replace(/^the (?:source|destination) (?=\S+ )/, '');
}

/** GitHub and Power Automate explain errors in JSON, Slack in a word. */
function messageOf(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    const { message, error } = parsed as {
      readonly message?: unknown;
      readonly error?: { readonly message?: unknown };
    };
    return [message, error?.message].find((each) => typeof each === 'string') ?? text;
  } catch {
    return text;
  }
}
