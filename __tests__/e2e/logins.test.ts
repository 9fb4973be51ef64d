import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { insert } from '../../sandbox/state/store.ts';
import { seedRole, seedServiceAccount } from '../../sandbox/seeds.ts';
import type { TokenRecord } from '../../sandbox/state/cluster-state.ts';
import { startScriptedApi } from '../support/scripted-api.ts';
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

const promote = (inputs: Record<string, string>, more: Record<string, string> = {}): Promise<StepResult> => {
  const { source, destination } = playground;
  return runAction(
    {
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
    },
    more,
  );
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

describe('a kubeconfig', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs with the source of a kubeconfig whose user is as given. */
  async function promoteWith(user: object, inputs: Record<string, string> = {}): Promise<StepResult> {
    const { cluster } = playground.source;
    await writeFile(path.join(folder, 'ca.pem'), cluster.ca);
    const config = {
      clusters: [{ name: 'dev', cluster: { server: cluster.apiUrl, 'certificate-authority': 'ca.pem' } }],
      users: [{ name: 'promoter', user }],
      contexts: [{ name: 'dev/promoter', context: { cluster: 'dev', user: 'promoter' } }],
      'current-context': 'dev/promoter',
    };
    await writeFile(path.join(folder, 'config'), dump(config));
    return promote({
      'source-server': '',
      'source-username': '',
      'source-password': '',
      'source-ca': '',
      'source-kubeconfig': path.join(folder, 'config'),
      ...inputs,
    });
  }

  it('gives server, authority and token, and the token is in no log', async () => {
    const { token } = playground.source;
    const run = await promoteWith({ token }, { 'log-level': 'debug' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('context dev/promoter');
    expect(run.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(token);
  });

  it('gives the token of a plugin, which sees nothing of the inputs', async () => {
    const plugin = path.join(folder, 'plugin.mjs');
    await writeFile(
      plugin,
      `const leaked = Object.keys(process.env).some((name) => name.startsWith('INPUT_'));
      const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      if (leaked) process.exit(9);
      console.log(JSON.stringify({ apiVersion, kind, status: { token: process.env.GIVEN } }));`,
    );
    const run = await promoteWith({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: [plugin],
        env: [{ name: 'GIVEN', value: playground.source.token }],
        interactiveMode: 'Never',
      },
    });

    expect(run.status, run.log).toBe(0);
  });

  /** The user of a kubeconfig who has a certificate for `username`. */
  async function certificateOf(username: string): Promise<object> {
    const { cert, key } = await playground.source.cluster.clientCertificate(username);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  }

  it('logs in to the cluster with a client certificate; an auth file has the account of its registry', async () => {
    const { cluster } = playground.source;
    const token = cluster.token('bob');
    const auth = { auth: Buffer.from(`bob:${token}`).toString('base64') };
    const file = path.join(folder, 'auth.json');
    await writeFile(file, JSON.stringify({ auths: { [cluster.registryHost]: auth } }));
    const run = await promoteWith(await certificateOf('bob'), {
      'source-auth-file': file,
      'log-level': 'debug',
    });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain(`source: ${cluster.apiUrl} as bob`);
    expect(run.log).toContain(`source: account of ${file} (${cluster.registryHost})`);
    const log = run.log.replaceAll(/^::add-mask::.*$/gm, '');
    for (const secret of [token, auth.auth]) expect(log + run.summary).not.toContain(secret);
  });

  it('explains that the registry takes no client certificate', async () => {
    const run = await promoteWith(await certificateOf('bob'), { 'source-auth-file': '' });

    expect(run.outputs['error-code']).toBe('LOGIN_FAILED');
    expect(run.log).toMatch(/requires a login[\s\S]*source-registry-username/);
  });

  it('explains a context that is not there', async () => {
    const run = await promoteWith({ token: 'x' }, { 'source-context': 'nowhere' });

    expect(run.outputs['error-code']).toBe('INPUT_INVALID');
    expect(run.log).toMatch(/no context "nowhere"[\s\S]*dev\/promoter/);
  });
});

describe('short-lived tokens', () => {
  it('are made for the service account and do the whole job', async () => {
    const { source } = playground;
    seedRole(source.cluster, 'dev', 'edit', 'system:serviceaccount:dev:promoter');
    const before = source.cluster.history().length;

    const run = await promote({
      'source-username': '',
      'source-password': '',
      'source-token': source.token,
      'source-token-duration': '10m',
      timeout: '20m',
    });

    expect(run.status, run.log).toBe(0);
    const made = source.cluster.history().slice(before);
    expect(made.filter(({ url }) => url.endsWith('/serviceaccounts/promoter/token'))).toHaveLength(1);
    expect(run.log).toContain('using a short-lived token that expires');
    expect(run.log).toMatch(
      /the source token for .* is valid for another .* less than the timeout of 20 min/,
    );
  });

  it('are explained where the account may not make them', async () => {
    const run = await promote({
      'destination-username': '',
      'destination-password': '',
      'destination-token': seedServiceAccount(playground.destination.cluster, 'prod', 'weak'),
      'destination-token-duration': '1h',
    });

    expect(run.outputs['error-code']).toBe('ACCESS_DENIED');
    expect(run.log).toContain('--resource=serviceaccounts/token --resource-name=weak -n prod');
  });

  it('are explained where the token is that of a user', async () => {
    const run = await promote({ 'destination-token-duration': '1h' });

    expect(run.outputs['error-code']).toBe('INPUT_INVALID');
    expect(run.log).toContain('the destination token is that of the user bob');
    expect(userTokens('destination').map(([, { deleted }]) => deleted)).toEqual([true]);
  });
});

describe('a token in a secret of the destination', () => {
  const inputs = {
    'source-username': '',
    'source-password': '',
    'source-token-secret': 'prod/dev-cluster#token',
  };

  it('logs in to the source and is in no log', async () => {
    const { source, destination } = playground;
    const data = { token: Buffer.from(`${source.token}\n`).toString('base64') };
    insert(destination.cluster.state, 'secrets', {
      metadata: { name: 'dev-cluster', namespace: 'prod' },
      type: 'Opaque',
      data,
    });

    const run = await promote(inputs);

    expect(run.status, run.log).toBe(0);
    expect(run.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(source.token);
  });

  it.each([
    ['prod/dev-cluster#nokey', /holds no token under the key "nokey"[\s\S]*there is token/],
    [
      'prod/missing#token',
      /prod\/missing does not exist[\s\S]*oc create secret generic missing --from-literal=token=TOKEN -n prod/,
    ],
    ['missing', /write project\/name#key/],
  ])('explains %s', async (name, says) => {
    const run = await promote({ ...inputs, 'source-token-secret': name });

    expect(run.outputs['error-code']).toBe('INPUT_INVALID');
    expect(run.log).toMatch(says);
  });
});

describe('the ID token of a job', () => {
  it('logs in to a cluster that trusts the CI system', async () => {
    const { cluster } = playground.source;
    const idToken = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmEvYiIsImF1ZCI6ImRldiJ9.c2lnbmF0dXJl';
    cluster.state.tokens.set(idToken, {
      username: 'bob',
      groups: ['system:authenticated'],
      uid: 'repo:a/b',
      scopes: [],
      extra: {},
      expiresAtMs: undefined,
      deleted: false,
      firstUsedAtMs: undefined,
    });
    const github = await startScriptedApi({
      'GET /token': ({ query, headers }) =>
        query.get('audience') === 'dev' && headers['authorization'] === 'Bearer job'
          ? { body: { value: idToken } }
          : { status: 401 },
    });

    const run = await promote(
      { 'source-username': '', 'source-password': '', 'source-oidc-audience': 'dev' },
      {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/token?api-version=1`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
      },
    );

    await github.close();
    expect(run.status, run.log).toBe(0);
    expect(run.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(idToken);
    expect(cluster.state.tokens.get(idToken)?.deleted).toBe(false);
  });

  it.each([
    [{ GITHUB_ACTIONS: 'true' }, 'permissions: { id-token: write }'],
    [
      { GITHUB_ACTIONS: '', JENKINS_URL: 'https://jenkins.example.com/' },
      'take "source-oidc-audience" away and set PROMOTE_SOURCE_TOKEN',
    ],
    [{ GITLAB_CI: 'true' }, 'id_tokens: { PROMOTE_SOURCE_TOKEN: { aud: "dev" } }'],
  ])('is explained where there is none: %o', async (more, says) => {
    const run = await promote(
      { 'source-username': '', 'source-password': '', 'source-oidc-audience': 'dev' },
      more,
    );

    expect(run.outputs['error-code']).toBe('LOGIN_FAILED');
    expect(run.log).toContain(says);
  });
});
