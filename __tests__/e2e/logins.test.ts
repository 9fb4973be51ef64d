import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/playground.ts';
import { seedRole } from '../../src/sandbox/seeds.ts';
import type { TokenRecord } from '../../src/sandbox/state/cluster-state.ts';
import { runAction, type StepResult } from '../support/runner.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
  seedRole(playground.source.cluster, 'dev', 'registry-viewer', 'bob');
  seedRole(playground.destination.cluster, 'prod', 'edit', 'bob');
});
beforeEach(() => {
  for (const { cluster } of [playground.source, playground.destination]) {
    for (const [token, { object }] of cluster.state.tokens) if (object) cluster.state.tokens.delete(token);
  }
});
afterAll(async () => {
  expect(playground.source.cluster.unknownRequests).toEqual([]);
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
});

const promote = (inputs: Record<string, string>): Promise<StepResult> => {
  const { source, destination } = playground;
  return runAction({
    'source-server': source.cluster.apiUrl,
    'source-username': 'bob',
    'source-password': 'bob-pw',
    'source-ca': source.cluster.ca,
    'source-image': 'dev/app:1.4.1',
    'destination-server': destination.cluster.apiUrl,
    'destination-username': 'bob',
    'destination-password': 'bob-pw',
    'destination-ca': destination.cluster.ca,
    'destination-image': 'prod/app:by-bob',
    ...inputs,
  });
};

/** tokens of users, each with its text */
const userTokens = (side: 'source' | 'destination'): readonly (readonly [string, TokenRecord])[] =>
  [...playground[side].cluster.state.tokens].filter(([, { object }]) => object !== undefined);

describe('user and password', () => {
  it('promote, and the tokens they gave are revoked in the end and in no log', async () => {
    const run = await promote({ 'log-level': 'debug' });

    expect(run.status, run.log).toBe(0);
    const tokens = [...userTokens('source'), ...userTokens('destination')];
    expect(tokens.map(([, { deleted, username }]) => [deleted, username])).toEqual([
      [true, 'bob'],
      [true, 'bob'],
    ]);
    const log = run.log.replaceAll(/^::add-mask::.*$/gm, '');
    for (const [token] of tokens) {
      expect(run.log).toContain(`::add-mask::${token}`);
      expect(log + run.summary).not.toContain(token);
    }
    expect(log).not.toContain('bob-pw');
    expect(log).toContain('logged in to');
  });

  it('are given back what they got when the promotion fails', async () => {
    const run = await promote({ 'source-image': 'dev/app:9.9' });

    expect(run.outputs['error-code']).toBe('IMAGE_NOT_FOUND');
    expect(userTokens('source').map(([, { deleted }]) => deleted)).toEqual([true]);
    expect(userTokens('destination').map(([, { deleted }]) => deleted)).toEqual([true]);
  });

  it('are given back what they got when the other side refuses them', async () => {
    const run = await promote({ 'source-password': 'wrong' });

    expect(run.status, run.log).toBe(3);
    expect(run.outputs['error-code']).toBe('LOGIN_FAILED');
    expect(run.log).toContain('source-password');
    expect(run.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('wrong');
    expect(userTokens('source')).toEqual([]);
    expect(userTokens('destination').map(([, { deleted }]) => deleted)).toEqual([true]);
  });

  it('log in once where both sides are one cluster', async () => {
    const { destination } = playground;
    const run = await runAction({
      'source-image': 'prod/app:1.4.1',
      'destination-server': destination.cluster.apiUrl,
      'destination-username': 'bob',
      'destination-password': 'bob-pw',
      'destination-ca': destination.cluster.ca,
      'destination-image': 'prod/app:again-by-bob',
    });

    expect(run.status, run.log).toBe(0);
    expect(userTokens('destination').map(([, { deleted }]) => deleted)).toEqual([true]);
  });
});

describe('tokens that were given', () => {
  it('are never revoked', async () => {
    const { source, destination } = playground;
    const given = { source: source.cluster.token('alice'), destination: destination.cluster.token('alice') };

    const before = source.cluster.history().length;

    const run = await promote({
      'source-username': '',
      'source-password': '',
      'source-token': given.source,
      'destination-username': '',
      'destination-password': '',
      'destination-token': given.destination,
      'destination-image': 'prod/app:by-alice',
    });

    expect(run.status, run.log).toBe(0);
    expect(source.cluster.state.tokens.get(given.source)?.deleted).toBe(false);
    expect(destination.cluster.state.tokens.get(given.destination)?.deleted).toBe(false);
    const asked = source.cluster.history().slice(before);
    expect(asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});
