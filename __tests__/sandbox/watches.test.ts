import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { seedProject, seedStream } from '../../sandbox/seeds.ts';
import { ask } from './api/ask.ts';

const STREAMS = '/apis/image.openshift.io/v1/namespaces/app/imagestreams';

interface WatchEvent {
  readonly type: string;
  readonly object: { readonly metadata?: { readonly name?: string }; readonly code?: number };
}

let sandbox: Sandbox;
let cluster: SandboxCluster;

beforeEach(async () => {
  sandbox = await startSandbox({ paceMs: 1 });
  cluster = sandbox.source;
  seedProject(cluster, 'app');
});
afterEach(() => sandbox.stop());

/** All events of a watch that ends by itself. */
async function watch(query: string): Promise<readonly WatchEvent[]> {
  const { text } = await ask(cluster, { path: `${STREAMS}?watch=true&${query}` });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as WatchEvent);
}

const short = (events: readonly WatchEvent[]) =>
  events.map(({ type, object }) => `${type} ${object.metadata?.name ?? ''}`.trim());

describe('a watch', () => {
  it('without a version begins with all there is', async () => {
    seedStream(cluster, 'app', 'one');
    seedStream(cluster, 'app', 'two');
    expect(short(await watch('timeoutSeconds=1'))).toEqual(['ADDED one', 'ADDED two']);
  });

  it('from a version sees what happened since, and what happens', async () => {
    seedStream(cluster, 'app', 'before');
    const version = cluster.state.version;
    seedStream(cluster, 'app', 'since');
    const watching = watch(`timeoutSeconds=2&resourceVersion=${version}`);
    await expect.poll(() => cluster.state.listeners.size).toBe(2);
    seedStream(cluster, 'app', 'now');
    await ask(cluster, { method: 'DELETE', path: `${STREAMS}/before` });
    seedProject(cluster, 'other');
    seedStream(cluster, 'other', 'elsewhere');
    expect(short(await watching)).toEqual(['ADDED since', 'ADDED now', 'DELETED before']);
  });

  it('sees only what it selects, also as it begins and ceases to be so', async () => {
    const watching = watch('timeoutSeconds=2&labelSelector=seen%3Dyes');
    await expect.poll(() => cluster.state.listeners.size).toBe(2);
    seedStream(cluster, 'app', 'one');
    const label = (seen: string) =>
      ask(cluster, {
        method: 'PATCH',
        path: `${STREAMS}/one`,
        type: 'application/merge-patch+json',
        body: { metadata: { labels: { seen } } },
      });
    await label('yes');
    await label('no');
    expect(short(await watching)).toEqual(['ADDED one', 'DELETED one']);
  });

  it('from a version that is forgotten ends at once with an error', async () => {
    const events = await watch('resourceVersion=1');
    expect(events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
  });

  it('is not for who may not watch', async () => {
    const answer = await ask(cluster, { path: `${STREAMS}?watch=true`, as: 'bob' });
    expect(answer).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('cannot watch') as string },
    });
  });

  it('sends its headers before there is anything to say', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${cluster.token('alice')}` };
      const url = `${cluster.apiUrl}${STREAMS}?watch=true&timeoutSeconds=60`;
      const message = request(url, { ca: cluster.ca, headers, agent: false }, (reply) => {
        resolve(reply.statusCode);
        message.destroy();
      });
      message.on('error', reject);
      message.end();
    });
    expect(status).toBe(200);
  });
});
