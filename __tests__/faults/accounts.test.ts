import { describe, expect, it } from 'vitest';
import { accountsFor } from '../../src/entry/compose/registry-accounts.ts';
import type { Account } from '../../src/registry/auth/credentials.ts';
import { ACCOUNT, PASSWORD, startLab } from '../support/fault-lab.ts';
import { BASIC, IMAGE, pull, startGuarded } from '../support/guarded-lab.ts';
import { reference, sideOptions } from '../support/promote-options.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { noise } from '../support/sample-images.ts';
import { storedIn } from '../support/stored-accounts.ts';
import { tokenRule } from '../support/token-rule.ts';
import type { Rule } from '../support/wire-registry.ts';

describe('accounts', () => {
  it('case 20: asks for an anonymous token without an account, and never falls back to one with an account', async () => {
    const anonymous = tokenRule();
    const open = await startGuarded(anonymous.rule, { account: {} });
    expect((await pull(open)).digest).toBe(IMAGE.root.digest);
    expect(anonymous.asked).toEqual([{ scopes: ['repository:src/app:pull'], authorization: undefined }]);

    const refusing = tokenRule({ answer: () => ({ status: 401 }) });
    const lab = await startGuarded(refusing.rule);
    expect((await lab.failure(pull(lab))).code).toBe('LOGIN_FAILED');
    expect(refusing.asked.every(({ authorization }) => authorization === BASIC)).toBe(true);
  });

  it('case 22: never shows the account of one registry to another port of the host', async () => {
    const tokens = tokenRule();
    const lab = await startGuarded(tokens.rule);
    await pull(lab);
    const error = await lab.failure(
      lab.registries.repository('source', lab.destination.host, 'src/app').getManifest('1', NEVER),
    );
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(lab.destination.server.wire()).toContain('GET /v2/src/app/manifests/1');
    expect(lab.destination.server.wire()).not.toMatch(/authorization/i);
  });

  it.each([
    ['reg.example.com', true],
    ['reg.example.com:443', true],
    ['reg.example.com.evil', false],
    ['reg.example.com:444', false],
  ])('case 22: an account for REG.EXAMPLE.COM:443 belongs to %s: %s', async (host, belongs) => {
    const side = sideOptions('source', {
      registry: 'https://REG.EXAMPLE.COM:443',
      registryPassword: PASSWORD,
      token: undefined,
    });
    const find = accountsFor(side, [reference(`${host}/src/app:1`)], { stored: async () => undefined });
    const account = await find(host, 'src/app', NEVER);
    expect(account?.credentials.kind).toBe(belongs ? 'basic' : undefined);
  });

  it('case 21: a credential helper that is missing or fails is an error, and nobody else is asked or told', async () => {
    const helpers = { 'registry.test': 'none-such', 'other.test': 'ok' };
    const stored = { auths: { 'registry.test': { auth: btoa(`robot:${PASSWORD}`) } }, credsStore: 'ok' };
    for (const end of [
      { kind: 'failed', reason: 'the program was not found' } as const,
      { kind: 'ended', code: 1, stdout: 'secret of a helper', stderr: 'secret of a helper' } as const,
    ]) {
      const asked: string[] = [];
      const accountAt = storedIn({ ...stored, credHelpers: helpers }, async ({ command, input }) => {
        asked.push(`${command} ${input ?? ''}`);
        return end;
      });
      const lab = await startGuarded(tokenRule().rule, {
        accountAt: (_host, repository, signal) => accountAt('registry.test', repository, signal),
      });
      const error = await lab.failure(pull(lab));
      expect(error.code).toBe('LOGIN_FAILED');
      expect(error.message).toContain('docker-credential-none-such');
      expect(asked).toEqual(['docker-credential-none-such registry.test']);
      expect(lab.source.calls).toEqual([]);
    }
  });

  it('case 21: a credential helper that has no account leaves it at an anonymous request', async () => {
    const stdout = 'credentials not found in native keychain\n';
    const accountAt = storedIn(
      { credsStore: 'ok', auths: { 'other.test': { auth: btoa(`robot:${PASSWORD}`) } } },
      async () => ({ kind: 'ended', code: 1, stdout }),
    );
    const tokens = tokenRule();
    const lab = await startGuarded(tokens.rule, { accountAt });
    expect((await pull(lab)).digest).toBe(IMAGE.root.digest);
    expect(tokens.asked).toEqual([{ scopes: ['repository:src/app:pull'], authorization: undefined }]);
  });

  it('case 23: takes the longest path, splits at the first colon, drops NULs and knows the user <token>', async () => {
    const auth = (text: string) => ({ auth: btoa(text) });
    const accountAt = storedIn({
      auths: {
        'host.test': auth(`shallow:${PASSWORD}`),
        'host.test/a': auth(`robot:${PASSWORD}\0\0`),
        'host.test/a/b': auth('<token>:secret-identity'),
      },
    });
    const at = async (repository: string) => (await accountAt('host.test', repository, NEVER))?.credentials;
    expect(await at('x/app')).toEqual({ kind: 'basic', username: 'shallow', password: PASSWORD });
    expect(await at('a/app')).toEqual({ kind: 'basic', username: 'robot', password: PASSWORD });
    expect(await at('ab')).toMatchObject({ username: 'shallow' });
    expect(await at('a/b/app')).toEqual({ kind: 'identity', token: 'secret-identity' });
  });

  it('case 23: asks for the tokens of two repositories with two accounts separately', async () => {
    const tokens = tokenRule();
    const accounts: Record<string, Account> = {
      'src/app': { credentials: ACCOUNT, origin: 'a' },
      'src/other': { credentials: { kind: 'basic', username: 'other', password: 'secret-2' }, origin: 'b' },
    };
    const lab = await startGuarded(tokens.rule, {
      accountAt: async (_host, repository) => accounts[repository],
    });
    lab.source.manifests.set('src/other 1', { type: IMAGE.root.mediaType, bytes: IMAGE.root.bytes });
    await pull(lab);
    await lab.registries.repository('source', lab.source.host, 'src/other').getManifest('1', NEVER);
    expect(tokens.asked.map(({ scopes, authorization }) => [...scopes, authorization])).toEqual([
      ['repository:src/app:pull', BASIC],
      ['repository:src/other:pull', `Basic ${btoa('other:secret-2')}`],
    ]);
  });

  it('case 23: sends a password with colons as it is', async () => {
    const lab = await startGuarded(({ headers }) =>
      headers['authorization'] === BASIC
        ? undefined
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    );
    expect((await pull(lab)).digest).toBe(IMAGE.root.digest);
  });

  it("case 24: takes OpenShift's denial as final, for a token and for a password that is one", async () => {
    const denial = 'Basic realm=openshift,error="access denied"';
    for (const account of [{ kind: 'bearer', token: 'secret-t' } as const, ACCOUNT]) {
      const lab = await startGuarded(
        ({ headers, path }) =>
          headers['authorization'] === undefined && !path.startsWith('/openshift')
            ? { status: 401, headers: { 'www-authenticate': 'Bearer realm="/openshift/token"' } }
            : { status: 401, headers: { 'www-authenticate': denial } },
        { account: { source: account } },
      );
      const error = await lab.failure(pull(lab));
      expect(error.code).toBe('ACCESS_DENIED');
      expect(error.hint).toContain('oc policy add-role-to-user system:image-puller');
      expect(lab.source.server.wire()).not.toMatch(/authorization: basic/i);
      expect(lab.source.calls.length).toBeLessThanOrEqual(3);
    }
  });
});

describe('an account that can be renewed', () => {
  const renewed = (...tokens: readonly string[]) => {
    const left = [...tokens];
    let renewals = 0;
    const account: Account = {
      credentials: { kind: 'bearer', token: 'secret-old' },
      origin: 'a file',
      renew: async () => {
        renewals += 1;
        const token = left.shift();
        return token === undefined ? undefined : { kind: 'bearer', token };
      },
    };
    return { accountAt: async () => account, count: () => renewals };
  };
  const takes =
    (token: string): Rule =>
    ({ headers }) =>
      headers['authorization'] === `Bearer ${token}`
        ? undefined
        : {
            status: 401,
            headers: { 'www-authenticate': 'Basic realm=openshift,error="access denied"' },
          };

  it('goes on with the new token, asked for once by all requests that were refused', async () => {
    const { accountAt, count } = renewed('secret-new');
    const lab = await startGuarded(takes('secret-new'), { accountAt });
    const manifests = await Promise.all(Array.from({ length: 8 }, () => pull(lab)));
    expect(new Set(manifests.map(({ digest }) => digest))).toEqual(new Set([IMAGE.root.digest]));
    expect(count()).toBe(1);
  });

  it('is refused in the end when the new token is, or is the old one', async () => {
    for (const tokens of [['secret-old'], ['secret-2', 'secret-3', 'secret-4'], []]) {
      const { accountAt, count } = renewed(...tokens);
      const lab = await startGuarded(takes('secret-new'), { accountAt });
      expect((await lab.failure(pull(lab))).code).toBe('ACCESS_DENIED');
      expect(count()).toBe(1);
      expect(lab.source.calls.length).toBeLessThanOrEqual(2);
    }
  });

  it('renews while a body is on its way, and sends the blob again', async () => {
    const { accountAt, count } = renewed('secret-new');
    const blob = noise(9_000_000, 5);
    let isRefused = false;
    const lab = await startLab({
      earlyTo: async (head, peer) => {
        if (isRefused || !head.startsWith('PATCH')) return false;
        isRefused = true;
        await peer.reply(401, { 'www-authenticate': 'Basic realm=openshift,error="access denied"' }, '');
        return true;
      },
      to: ({ headers }) =>
        isRefused && headers['authorization'] !== 'Bearer secret-new' ? { status: 401 } : undefined,
      accountAt,
    });
    lab.addBlob(blob);
    expect(await lab.copy(blob)).toBe('copied');
    expect(lab.has(blob)).toBe(true);
    expect(count()).toBe(1);
  });

  it('asks a helper again when the token server no longer takes what it gave', async () => {
    let secret = 'secret-1';
    const taken = `Basic ${btoa('robot:secret-2')}`;
    const account: Account = {
      credentials: { kind: 'basic', username: 'robot', password: secret },
      origin: 'a helper',
      renew: async () => {
        secret = 'secret-2';
        return { kind: 'basic', username: 'robot', password: secret };
      },
    };
    const rule = tokenRule().rule;
    const lab = await startGuarded(
      (call, usual, peer) =>
        call.path.startsWith('/token') && call.headers['authorization'] !== taken
          ? { status: 401 }
          : rule(call, usual, peer),
      { accountAt: async () => account },
    );
    expect((await pull(lab)).digest).toBe(IMAGE.root.digest);
    expect(lab.source.count('GET', /^\/token/)).toBe(2);
  });
});
