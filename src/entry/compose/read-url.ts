import { PromoteError } from '../../core/text/errors.ts';
import type { Transport } from '../../http/exchange/exchange.ts';

const MAX_BYTES = 2 * 1024 * 1024;

/**
 * The text behind a URL, asked without credentials.
 * @throws PromoteError INPUT_INVALID when there is none, CONNECTION_FAILED, …
 */
export async function readTextFrom(url: string, transport: Transport, signal: AbortSignal): Promise<string> {
  const reply = await transport.open({ method: 'GET', url, headers: { accept: '*/*' } }, signal);
  if (reply.status === 200) return new TextDecoder().decode(await reply.read(MAX_BYTES));
  reply.discard();
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: `${url} cannot be read: status ${reply.status}`,
    hint: 'open it in a browser that is not logged in; what needs a login is downloaded in a step of its own',
    where: { side: 'destination', status: reply.status },
  });
}
