import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { startSlowProxy } from '../support/slow-proxy.ts';

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');
const requests: string[] = [];
let playground: Playground;
let proxy: Awaited<ReturnType<typeof startSlowProxy>>;

beforeAll(async () => {
  playground = await startPlayground({ log: (line) => requests.push(line) });
  proxy = await startSlowProxy(20_000_000);
});
afterAll(async () => {
  await playground.stop();
  await proxy.stop();
});

/** Starts the promotion as a shell does and stops it with `signal` while its largest layer is on the way. */
async function interrupt(
  signal: NodeJS.Signals,
): Promise<{ status: number | null; log: string; tookMs: number }> {
  const { source, destination } = playground;
  const flags = [
    `--source-server=${source.cluster.apiUrl}`,
    '--source-image=dev/app:1.4.2',
    `--source-ca=${source.caFile}`,
    `--destination-server=${destination.cluster.apiUrl}`,
    `--destination-image=prod/app:${signal.toLowerCase()}`,
    `--destination-ca=${destination.caFile}`,
    `--destination-proxy=${proxy.url}`,
    '--destination-tags=live',
    '--rollout=dc/api',
  ];
  const env = {
    PATH: process.env['PATH'] ?? '',
    PROMOTE_SOURCE_TOKEN: source.token,
    PROMOTE_DESTINATION_TOKEN: destination.token,
  };
  const child = spawn(process.execPath, [program, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const closed = once(child, 'close');
  while (child.exitCode === null && !uploads().some(({ method }) => method === 'POST')) await delay(20);
  await delay(700);
  const stoppedMs = performance.now();
  child.kill(signal);
  const [status] = (await closed) as [number | null];
  return { status, log, tookMs: performance.now() - stoppedMs };
}

function uploads(): { method: string; session: string | undefined }[] {
  return requests.flatMap((line) => {
    const match = /^destination: .*?\b(POST|PATCH|PUT|DELETE) \S*\/blobs\/uploads\/([0-9a-f-]{36})?/.exec(
      line,
    );
    return match?.[1] === undefined ? [] : [{ method: match[1], session: match[2] }];
  });
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  'ended by %s, it gives its uploads up, leaves every tag and workload as it was, and says so',
  async (signal) => {
    requests.length = 0;
    const before = snapshotOf(playground.destination.cluster);

    const { status, log, tookMs } = await interrupt(signal);

    expect(status, log).toBe(130);
    expect(log).toContain(`the job was cancelled (${signal})`);
    expect(tookMs).toBeLessThan(60_000);
    expect(snapshotOf(playground.destination.cluster)).toMatchObject({
      objects: (before as { objects: object }).objects,
    });
    expect(requests.some((line) => /DELETE \S*\/blobs\/uploads\/\S+ 204/.test(line))).toBe(true);
  },
);
