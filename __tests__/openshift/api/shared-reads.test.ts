import { describe, expect, it } from 'vitest';
import type { Api, ApiRequest } from '../../../src/openshift/api/api.ts';
import { shareReads } from '../../../src/openshift/cluster.ts';

const GET: ApiRequest = { method: 'GET', path: '/apis/apps/v1/namespaces/prod/deployments/web' };

function countingApi() {
  const asked: string[] = [];
  const refuse = () => Promise.reject(new Error('nobody asks for that'));
  const api: Api = {
    side: 'destination',
    server: 'https://api.example.com',
    host: 'api.example.com',
    send: async ({ method, path }) => {
      asked.push(`${method} ${path}`);
      await Promise.resolve();
      return { ok: true, status: 200, body: { order: asked.length } };
    },
    sendForText: refuse,
    open: refuse,
  };
  return { api: shareReads(api), asked };
}

describe('reads that are shared', () => {
  it('are one request while it runs, and another one afterwards', async () => {
    const { api, asked } = countingApi();
    const { signal } = new AbortController();

    const replies = await Promise.all(Array.from({ length: 200 }, () => api.send(GET, signal)));
    await api.send(GET, signal);

    expect(new Set(replies).size).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it('are of one object, by those who give up together, and never writes', async () => {
    const { api, asked } = countingApi();
    const [one, other] = [new AbortController().signal, new AbortController().signal];

    await Promise.all([
      api.send(GET, one),
      api.send(GET, other),
      api.send({ ...GET, query: { limit: 1 } }, one),
      api.send({ ...GET, method: 'POST' }, one),
      api.send({ ...GET, method: 'POST' }, one),
    ]);

    expect(asked).toHaveLength(5);
  });
});
