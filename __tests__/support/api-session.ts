import { createTransport } from '../../src/http/transport.ts';
import { createApi, type Api } from '../../src/openshift/api/api.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { realClock } from './clocks.ts';

/** The API of a sandbox for one account, over the real transport. */
export interface ApiSession {
  readonly api: Api;
  close(): Promise<void>;
}

export function openApi(sandbox: SandboxCluster, username: string, token?: string): ApiSession {
  const side = 'destination' as const;
  const transport = createTransport({ side, ca: sandbox.ca, clock: realClock, environment: {}, retries: 0 });
  const api = createApi({
    side,
    server: sandbox.apiUrl,
    token: token ?? sandbox.token(username),
    transport,
  });
  return { api, close: () => transport.close() };
}
