import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedRole } from '../../sandbox/seeds.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { startSlowProxy } from '../support/slow-proxy.ts';

let playground: Playground;
let proxy: Awaited<ReturnType<typeof startSlowProxy>>;
const requests: string[] = [];

beforeAll(async () => {
  playground = await startPlayground({ log: (line) => requests.push(line) });
  seedRole(playground.source.cluster, 'dev', 'registry-viewer', 'bob');
  seedRole(playground.destination.cluster, 'prod', 'edit', 'bob');
  proxy = await startSlowProxy(20_000_000);
});
beforeEach(() => {
  requests.length = 0;
});
afterAll(async () => {
  await playground.stop();
  await proxy.stop();
});

const inputs = (): Record<string, string> => ({
  'source-server': playground.source.cluster.apiUrl,
  'source-username': 'bob',
  'source-password': 'bob-pw',
  'source-ca': playground.source.cluster.ca,
  'source-image': 'dev/app:1.4.2',
  'destination-server': playground.destination.cluster.apiUrl,
  'destination-username': 'bob',
  'destination-password': 'bob-pw',
  'destination-ca': playground.destination.cluster.ca,
  'destination-image': 'prod/app:killed',
  'destination-proxy': proxy.url,
});

/** The tokens of users that were made on both sides, and whether they still work. */
const tokens = (): readonly { readonly token: string; readonly deleted: boolean }[] =>
  [playground.source, playground.destination].flatMap(({ cluster }) =>
    [...cluster.state.tokens].flatMap(([token, { object, deleted }]) => (object ? [{ token, deleted }] : [])),
  );

const stateOf = (step: StepResult): Record<string, string> =>
  Object.fromEntries(Object.entries(step.state).map(([name, value]) => [`STATE_${name}`, value]));

const visible = (log: string): string => log.replaceAll(/^::add-mask::.*$/gm, '');

/** Kills a promotion while content is on the way. */
async function killedStep(): Promise<StepResult> {
  const kill = new AbortController();
  const running = runAction(inputs(), {}, { kill: kill.signal });
  const isUploading = (): boolean => requests.some((line) => /^destination: .*POST \S*\/blobs\//.test(line));
  while (!isUploading()) await delay(20);
  kill.abort();
  return running;
}

describe('after a step that was killed', () => {
  it('the post step revokes the tokens that were left, and its own, and shows none', async () => {
    const killed = await killedStep();
    const left = tokens();
    expect({ status: killed.status, left: left.map(({ deleted }) => deleted) }).toEqual({
      status: null,
      left: [false, false],
    });
    // what lies on the disk of the runner until then is no token
    for (const { token } of left) expect(JSON.stringify(killed.state)).not.toContain(token);

    const post = await runAction(inputs(), stateOf(killed), { stage: 'post' });

    expect(post.status, post.log).toBe(0);
    expect(tokens().map(({ deleted }) => deleted)).toEqual([true, true, true, true]);
    expect(post.log.match(/revoked the token that the killed step had obtained from .*/g)).toHaveLength(2);
    for (const { token } of tokens()) expect(visible(post.log)).not.toContain(token);
    expect(visible(post.log)).not.toContain('bob-pw');
  });

  it('the post step fails nothing when the server is gone, and tells', async () => {
    const server = 'https://127.0.0.1:9';
    const leftover = { side: 'source', server, tokenName: `sha256~${'a'.repeat(43)}` };

    const post = await runAction(
      { ...inputs(), 'source-server': server, retries: '0' },
      { 'STATE_post-step-state': JSON.stringify({ tokens: [leftover] }) },
      { stage: 'post' },
    );

    expect(post.status, post.log).toBe(0);
    expect(post.log).toMatch(/^::warning::a token obtained by the previous step could not be revoked/m);
  });

  it('the post step logs in to no server that its inputs do not name', async () => {
    const leftover = { side: 'source', server: 'https://127.0.0.1:9', tokenName: `sha256~${'a'.repeat(43)}` };

    const post = await runAction(
      inputs(),
      { 'STATE_post-step-state': JSON.stringify({ tokens: [leftover] }) },
      { stage: 'post' },
    );

    expect(post.log).toContain('no longer contain a login for https://127.0.0.1:9');
    expect(requests).toEqual([]);
  });
});

describe('after a step that ended by itself', () => {
  it('the post step has nothing to do and says nothing', async () => {
    const step = await runAction({
      ...inputs(),
      'destination-proxy': '',
      'destination-image': 'prod/app:ended',
    });
    expect(step.status, step.log).toBe(0);
    requests.length = 0;

    const post = await runAction(inputs(), stateOf(step), { stage: 'post' });

    expect({ status: post.status, log: post.log }).toEqual({ status: 0, log: '' });
    expect(requests).toEqual([]);
  });
});
