import { describe, expect, it, onTestFinished } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { findWorkloadUrl } from '../../../src/openshift/inspection/workload-url.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type Step } from '../../support/scripted-api.ts';

const WEB = { kind: 'deployment', project: 'prod', name: 'web' } as const;
const PATHS = {
  workload: 'GET /apis/apps/v1/namespaces/prod/deployments/web',
  services: 'GET /api/v1/namespaces/prod/services',
  routes: 'GET /apis/route.openshift.io/v1/namespaces/prod/routes',
};
const workload = { spec: { template: { metadata: { labels: { app: 'web', tier: 'front' } } } } };
const service = (name: string, selector?: Record<string, string>) => ({
  metadata: { name },
  spec: { selector },
});
interface RouteFields {
  readonly name?: string;
  readonly to?: string;
  readonly host?: string;
  readonly path?: string;
  readonly tls?: object;
  readonly admitted?: string;
  readonly created?: string;
  readonly wildcardPolicy?: string;
}
const route = ({ name = 'web', to = 'web', host = 'web.apps.example.com', ...fields }: RouteFields = {}) => ({
  metadata: { name, creationTimestamp: fields.created ?? '2026-01-01T00:00:00Z' },
  spec: {
    host,
    to: { kind: 'Service', name: to },
    path: fields.path,
    tls: fields.tls,
    wildcardPolicy: fields.wildcardPolicy,
  },
  status: { ingress: [{ host, conditions: [{ type: 'Admitted', status: fields.admitted ?? 'True' }] }] },
});

async function urlWith(
  routes: readonly object[],
  services: readonly object[] = [service('web', { app: 'web' })],
  changes: Readonly<Record<string, Step>> = {},
): Promise<string | undefined> {
  const api = await startScriptedApi({
    [PATHS.workload]: { body: workload },
    [PATHS.services]: { body: { items: services } },
    [PATHS.routes]: { body: { items: routes } },
    ...changes,
  });
  onTestFinished(() => api.close());
  const client = createApi({
    side: 'destination',
    server: api.url,
    token: 'token',
    transport: loopbackTransport('destination'),
  });
  return findWorkloadUrl(client, WEB, AbortSignal.timeout(30_000));
}

describe('the address of a workload', () => {
  it.each([
    ['a Route without TLS', route(), 'http://web.apps.example.com/'],
    ['a Route with TLS', route({ tls: { termination: 'edge' } }), 'https://web.apps.example.com/'],
    ['a Route with a path', route({ path: '/shop' }), 'http://web.apps.example.com/shop'],
  ])('is that of %s', async (_what, only, url) => {
    expect(await urlWith([only])).toBe(url);
  });

  it('is that with TLS, and of several the oldest', async () => {
    const tls = { termination: 'edge' };
    const routes = [
      route({ name: 'plain', host: 'plain.example.com', created: '2020-01-01T00:00:00Z' }),
      route({ name: 'newer', host: 'newer.example.com', tls, created: '2026-02-01T00:00:00Z' }),
      route({ name: 'older', host: 'older.example.com', tls, created: '2026-01-01T00:00:00Z' }),
    ];
    expect(await urlWith(routes)).toBe('https://older.example.com/');
  });

  it.each([
    ['of another Service', route({ to: 'other' })],
    ['that no router has admitted', route({ admitted: 'False' })],
    ['of a whole domain', route({ wildcardPolicy: 'Subdomain' })],
    ['whose host is no host', route({ host: 'web.example.com/?x="><script>' })],
  ])('is not that of a Route %s', async (_what, only) => {
    expect(await urlWith([only])).toBeUndefined();
  });

  it.each([
    ['selects other pods', { app: 'web', tier: 'back' }],
    ['selects none itself', undefined],
    ['has an empty selector', {}],
  ])('is not that of a Service that %s', async (_what, selector) => {
    expect(await urlWith([route()], [service('web', selector)])).toBeUndefined();
  });

  it.each(['services', 'routes', 'workload'] as const)(
    'is unknown where the account may not read: %s',
    async (what) => {
      const denied = { status: 403, body: { kind: 'Status', reason: 'Forbidden', code: 403 } };
      expect(await urlWith([route()], undefined, { [PATHS[what]]: denied })).toBeUndefined();
    },
  );
});
