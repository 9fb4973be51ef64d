import { describe, expect, it } from 'vitest';
import {
  authenticate,
  issueForeignToken,
  issueSecretToken,
  issueServiceAccountToken,
  issueUserToken,
} from '../../sandbox/access/tokens.ts';
import { createProject } from '../../sandbox/api/projects.ts';
import type { ClusterState } from '../../sandbox/state/cluster-state.ts';
import { createState } from '../../sandbox/state/new-state.ts';
import { find, insert, remove } from '../../sandbox/state/store.ts';

const START = Date.parse('2026-11-21T08:00:00Z');

function clock(tokenCacheMs?: number): { readonly state: ClusterState; pass: (seconds: number) => void } {
  let nowMs = START;
  const now = (): Date => new Date(nowMs);
  const state = createState('source', tokenCacheMs === undefined ? { now } : { now, tokenCacheMs });
  return { state, pass: (seconds) => (nowMs += seconds * 1000) };
}

const account = (state: ClusterState, name: string) => {
  const found = find(state, 'serviceaccounts', 'app', name);
  if (found === undefined) throw new TypeError(`no account ${name}`);
  return found;
};

describe('the token of a user', () => {
  it('looks like one of OpenShift and stands for the user and the groups of those who logged in', () => {
    const { state } = clock();
    const token = issueUserToken(state, 'alice');
    expect(token).toMatch(/^sha256~[\w-]{43}$/);
    expect(authenticate(state, token)).toMatchObject({
      username: 'alice',
      groups: ['system:authenticated:oauth', 'system:authenticated'],
    });
  });

  it('is no other token', () => {
    const { state } = clock();
    issueUserToken(state, 'alice');
    expect(authenticate(state, 'sha256~nothing')).toBeUndefined();
    expect(authenticate(state, '')).toBeUndefined();
  });

  it('ends after a day', () => {
    const { state, pass } = clock();
    const token = issueUserToken(state, 'alice');
    pass(86_399);
    expect(authenticate(state, token)).toBeDefined();
    pass(200);
    expect(authenticate(state, token)).toBeUndefined();
  });

  it('that was valid once is believed for two minutes', () => {
    const { state, pass } = clock();
    const token = issueUserToken(state, 'alice', { lifetimeSeconds: 60 });
    expect(authenticate(state, token)).toBeDefined();
    pass(119);
    expect(authenticate(state, token)).toBeDefined();
    pass(2);
    expect(authenticate(state, token)).toBeUndefined();
  });

  it('that expired before its first use never was valid', () => {
    const { state, pass } = clock();
    const token = issueUserToken(state, 'alice', { lifetimeSeconds: 60 });
    pass(61);
    expect(authenticate(state, token)).toBeUndefined();
  });

  it('is looked at each time when nothing is cached', () => {
    const { state, pass } = clock(0);
    const token = issueUserToken(state, 'alice', { lifetimeSeconds: 60 });
    expect(authenticate(state, token)).toBeDefined();
    pass(60);
    expect(authenticate(state, token)).toBeUndefined();
  });
});

describe('the token of a service account', () => {
  it('is a web token whose claims a client can read', () => {
    const { state } = clock();
    createProject(state, 'app', 'alice');
    const token = issueServiceAccountToken(state, 'app', 'default', 600);
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(claims).toMatchObject({ sub: 'system:serviceaccount:app:default', exp: START / 1000 + 600 });
    expect(authenticate(state, token)).toMatchObject({
      username: 'system:serviceaccount:app:default',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:app', 'system:authenticated'],
    });
  });

  it('is not given to an account that does not exist', () => {
    expect(() => issueServiceAccountToken(clock().state, 'app', 'default')).toThrow('no service account');
  });

  it('ends with the account, ten seconds later at most, also when one of the same name follows', () => {
    const { state, pass } = clock();
    createProject(state, 'app', 'alice');
    insert(state, 'serviceaccounts', { metadata: { name: 'promoter', namespace: 'app' } });
    const token = issueServiceAccountToken(state, 'app', 'promoter');
    expect(authenticate(state, token)).toBeDefined();
    remove(state, 'serviceaccounts', account(state, 'promoter'));
    insert(state, 'serviceaccounts', { metadata: { name: 'promoter', namespace: 'app' } });
    pass(9);
    expect(authenticate(state, token)).toBeDefined();
    pass(2);
    expect(authenticate(state, token)).toBeUndefined();
  });

  it('for somebody else than the cluster is worth nothing here', () => {
    const { state } = clock();
    createProject(state, 'app', 'alice');
    expect(authenticate(state, issueForeignToken(state, 'app', 'default', 600))).toBeUndefined();
  });

  it('from a secret does not expire but ends with the secret', () => {
    const { state, pass } = clock(0);
    createProject(state, 'app', 'alice');
    const metadata = { name: 'long', namespace: 'app' };
    const secret = insert(state, 'secrets', { metadata, type: 'kubernetes.io/service-account-token' });
    const token = issueSecretToken(state, account(state, 'default'), 'long');
    pass(10 * 365 * 86_400);
    expect(authenticate(state, token)).toBeDefined();
    remove(state, 'secrets', secret);
    expect(authenticate(state, token)).toBeUndefined();
  });
});
