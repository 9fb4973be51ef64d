import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { SandboxOptions } from './state/options.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Has servers answer no request before `hold` lets it go. */
export function holdRequests(
  servers: readonly (Server | TlsServer)[],
  name: string,
  hold: SandboxOptions['hold'],
): void {
  if (hold === undefined) return;
  for (const server of new Set(servers)) {
    const listeners = server.listeners('request') as Listener[];
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const path = (request.url ?? '').replace(/\?.*/, '');
      const answer = (): void => {
        // the client may have disconnected meanwhile
        if (!request.destroyed) for (const listener of listeners) listener(request, response);
      };
      const held = hold(`${name}: ${request.method ?? ''} ${path}`);
      if (held === undefined) answer();
      else void held.then(answer);
    });
  }
}
