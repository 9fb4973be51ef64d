import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { testAuthority } from './test-certificates.ts';

/** A request that a server took. */
export interface TakenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ReceiverReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server on loopback that takes JSON, for the webhooks of chats and for GitHub's API. */
export interface MessageReceiver {
  readonly port: number;
  /** PEM */
  readonly ca: string;
  /** in the order in which they came */
  readonly taken: TakenRequest[];
  /** what is answered; by default 200; undefined: nothing, ever */
  reply: (request: TakenRequest) => ReceiverReply | undefined;
  stop(): Promise<void>;
}

/** @param names hosts that its certificate is valid for, besides loopback */
export async function startReceiver(names: readonly string[] = []): Promise<MessageReceiver> {
  const authority = await testAuthority();
  const certificate = await authority.issue({ names: ['localhost', ...names], addresses: ['127.0.0.1'] });
  const server = createServer(certificate, (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const body = JSON.parse(text) as TakenRequest['body'];
      const taken = { path: request.url ?? '', headers: request.headers, body };
      receiver.taken.push(taken);
      const reply = receiver.reply(taken);
      if (reply !== undefined) response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: MessageReceiver = {
    port: (server.address() as AddressInfo).port,
    ca: authority.cert,
    taken: [],
    reply: () => ({ status: 200, body: 'ok' }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
