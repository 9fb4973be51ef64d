import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { SandboxOptions } from './options.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers no request before `hold` lets it go. */
export function holdRequests(
  server: Server | TlsServer,
  name: string,
  hold: NonNullable<SandboxOptions['hold']>,
): void {
  const listeners = server.listeners('request') as Listener[];
  server.removeAllListeners('request');
  const answer: Listener = (request, response) => {
    for (const listener of listeners) listener(request, response);
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const held = hold(`${name}: ${request.method ?? ''} ${path}`);
    if (held === undefined) answer(request, response);
    else {
      void held.then(() => {
        // whoever asked may have gone meanwhile
        if (!request.destroyed) answer(request, response);
      });
    }
  });
}
