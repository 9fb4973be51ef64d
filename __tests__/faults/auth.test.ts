import { describe, expect, it } from 'vitest';
import { cpuTimer } from '../support/cpu-time.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { ACCOUNT, startLab } from '../support/fault-lab.ts';
import { BASIC, IMAGE, pull, startGuarded } from '../support/guarded-lab.ts';
import { noise } from '../support/sample-images.ts';
import { errorBody, type RegistryAnswer } from '../support/scripted-registry.ts';
import { scriptedServer, serving } from '../support/scripted-server.ts';
import { tokenRule } from '../support/token-rule.ts';
import type { Rule } from '../support/wire-registry.ts';

function challenging(value: string | readonly string[]): Rule {
  return () => ({ status: 401, headers: { 'www-authenticate': value } });
}

describe('challenges', () => {
  it('case 1: sends no credential and makes no loop when a 401 does not say how to log in', async () => {
    const lab = await startGuarded(() => ({ status: 401 }));
    expect((await lab.failure(pull(lab))).code).toBe('LOGIN_FAILED');
    expect(lab.source.server.wire()).not.toMatch(/authorization/i);
    expect(lab.source.lines()).toEqual(['GET /v2/src/app/manifests/1', 'GET /v2/']);
  });

  async function expectToken(challenge: string | readonly string[]): Promise<void> {
    const tokens = tokenRule({ challenge });
    const lab = await startGuarded(tokens.rule);
    expect((await pull(lab)).digest).toBe(IMAGE.root.digest);
    const manifestCalls = lab.source.calls.filter(({ path }) => path.startsWith('/v2/'));
    expect(manifestCalls.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer secret-token-1',
    ]);
  }

  it('case 2: chooses Bearer when Basic and Bearer come as two headers', async () => {
    await expectToken(['Basic realm="x"', 'Bearer realm="/token"']);
  });

  it('case 3: reads Basic and Bearer from one line', async () => {
    await expectToken('Basic realm="a, b", Bearer realm="/token",service="s"');
  });

  it.each([
    ['an escaped quote in another challenge', 'Basic realm="a,b\\"c", Bearer realm="/token"'],
    ['no quotes', 'Bearer realm=/token,service=s'],
    ['names in capitals', 'BEARER REALM="/token",SCOPE="repository:src/app:pull"'],
    ['tabs', 'Bearer\trealm="/token"\t,\tservice="s"'],
    ['neither service nor scope', 'Bearer realm="/token"'],
  ])('case 4: reads a challenge with %s', async (_what, challenge) => {
    const tokens = tokenRule({ challenge });
    const lab = await startGuarded(tokens.rule);
    expect((await pull(lab)).digest).toBe(IMAGE.root.digest);
    expect(tokens.asked).toEqual([{ scopes: ['repository:src/app:pull'], authorization: BASIC }]);
  });

  it.each([
    ['64 KiB of text', `Bearer realm="${'x'.repeat(64 * 1024)}"`],
    ['10 000 parameters', `Bearer ${Array.from({ length: 10_000 }, (_, n) => `p${n}=1`).join(',')}`],
    ['a quote that never ends', 'Bearer realm="/token'],
    ['thousands of open quotes', `Bearer realm=${'"\\'.repeat(3_000)}`],
  ])(
    'case 5: a challenge of %s is an error within moments, without credentials',
    async (_what, challenge) => {
      const lab = await startGuarded(challenging(challenge));
      const cpuMs = cpuTimer();
      const error = await lab.failure(pull(lab));
      expect(['LOGIN_FAILED', 'PROTOCOL_VIOLATION']).toContain(error.code);
      expect(cpuMs()).toBeLessThan(10_000);
      expect(lab.source.server.wire()).not.toMatch(/authorization/i);
    },
  );
});

describe('realms', () => {
  it('case 6: refuses a realm with http for a registry with https', async () => {
    const lab = await startGuarded(challenging('Bearer realm="http://localhost/token"'), { tls: true });
    const error = await lab.failure(pull(lab));
    expect(error).toMatchObject({ code: 'UNSAFE_REDIRECT' });
    expect(error.message).toContain('not https');
    expect(lab.source.server.wire()).not.toMatch(/authorization/i);
  });

  it.each([
    'https://169.254.169.254/token',
    'https://2130706433/token',
    'https://0x7f.1/token',
    'https://[::ffff:127.0.0.1]/token',
    'https://localhost./token',
  ])('case 7: refuses the realm %s', async (realm) => {
    for (const account of [{ source: ACCOUNT }, {}]) {
      const lab = await startGuarded(challenging(`Bearer realm="${realm}"`), { account });
      expect((await lab.failure(pull(lab))).code).toBe('UNSAFE_REDIRECT');
    }
  });

  it('case 8: refuses a realm at an unrelated host and names both; a listed one is asked', async () => {
    const foreign = await scriptedServer([], {
      otherwise: serving((_request, peer) => peer.reply(200, {}, '{"token":"secret-token-1"}')),
    });
    const realm = `http://localhost:${foreign.port}/token`;
    const refusing = await startGuarded(challenging(`Bearer realm="${realm}"`));
    const error = await refusing.failure(pull(refusing));
    expect(error.code).toBe('UNSAFE_REDIRECT');
    expect(error.message).toContain(refusing.source.host);
    expect(error.message).toContain(`localhost:${foreign.port}`);
    expect(foreign.wire()).toBe('');

    const tokens = tokenRule({ challenge: `Bearer realm="${realm}"` });
    const allowing = await startGuarded(tokens.rule, { realmHosts: [`localhost:${foreign.port}`] });
    expect((await pull(allowing)).digest).toBe(IMAGE.root.digest);
    expect(foreign.wire()).toContain(BASIC);
  });

  it('case 9: does not carry credentials where the token server redirects to', async () => {
    const foreign = await scriptedServer([]);
    const answer = (): RegistryAnswer => ({
      status: 302,
      headers: { location: `${foreign.origin}/token` },
    });
    const lab = await startGuarded(tokenRule({ answer }).rule);
    const error = await lab.failure(pull(lab));
    expect(error.code).toBe('UNSAFE_REDIRECT');
    expect(error.message).toContain(foreign.host);
    expect(foreign.wire()).toBe('');
  });
});

describe('token replies', () => {
  it.each<[string, string]>([
    ['100 MB', 'x'.repeat(1_000_000)],
    ['a web page', '<html>log in</html>'],
    ['nothing', '{}'],
    ['two tokens', '{"token":"secret-a","access_token":"secret-b"}'],
    ['a number', '{"token":17}'],
    ['a line break', '{"token":"secret\\r\\nx-injected: 1"}'],
  ])('case 10: a reply with %s instead of a token is an error that does not show it', async (what, body) => {
    const headers: Record<string, string> = what === '100 MB' ? { 'content-length': '100000000' } : {};
    const lab = await startGuarded(tokenRule({ answer: () => ({ status: 200, headers, body }) }).rule);
    expect((await lab.failure(pull(lab))).code).toBe('PROTOCOL_VIOLATION');
    expect(lab.source.server.wire()).not.toContain('x-injected');
  });

  it.each([0, -1, 1e15, '"300"', undefined])('case 11: clamps expires_in %s', async (value) => {
    const expiry = value === undefined ? '' : `,"expires_in":${value}`;
    const issued = `,"issued_at":"${value === 0 ? '1970-01-01T00:00:00Z' : value === -1 ? '2099-01-01T00:00:00Z' : 'yesterday'}"`;
    const body = `{"token":"secret-token-1"${expiry}${issued}}`;
    const tokens = tokenRule({ answer: () => ({ status: 200, body }) });
    const lab = await startGuarded(tokens.rule);
    await pull(lab);
    // in the least lifetime of a minute it is not asked for again
    await lab.clock.sleep(40_000, NEVER);
    await pull(lab);
    expect(tokens.asked).toHaveLength(1);
    await lab.clock.sleep(3_600_000, NEVER);
    await pull(lab);
    expect(tokens.asked).toHaveLength(2);
  });

  it.each([400, 404, 405])('case 12: asks by GET when a token server answers %i to POST', async (status) => {
    const account = { kind: 'identity', token: 'secret-identity' } as const;
    const tokens = tokenRule();
    const lab = await startGuarded(
      (call, usual, peer) =>
        call.method === 'POST' ? { status, body: errorBody('UNSUPPORTED') } : tokens.rule(call, usual, peer),
      { account: { source: account } },
    );
    expect((await pull(lab)).digest).toBe(IMAGE.root.digest);
    expect(lab.source.count('POST', /^\/token/)).toBe(1);
    expect(tokens.asked).toHaveLength(1);
  });

  it('case 12: takes a 401 to POST as final', async () => {
    const account = { kind: 'identity', token: 'secret-identity' } as const;
    const tokens = tokenRule({ answer: () => ({ status: 401 }) });
    const lab = await startGuarded(tokens.rule, { account: { source: account } });
    expect((await lab.failure(pull(lab))).code).toBe('LOGIN_FAILED');
    expect(tokens.asked).toHaveLength(1);
  });

  it('case 13: asks once for the scope that is demanded, then gives up', async () => {
    const challenge =
      'Bearer realm="/token",scope="repository:src/app:pull,delete",error="insufficient_scope"';
    const tokens = tokenRule({ challenge, then: challenging(challenge) });
    const lab = await startGuarded(tokens.rule);
    expect((await lab.failure(pull(lab))).code).toBe('LOGIN_FAILED');
    expect(tokens.asked.at(-1)?.scopes).toEqual(['repository:src/app:pull,delete']);
    expect(tokens.asked.length).toBeLessThanOrEqual(2);
  });

  it('case 13: takes no token for a request that demands more than it allows', async () => {
    const tokens = tokenRule({
      answer: (scopes) => ({ status: 200, body: JSON.stringify({ token: btoa(scopes.join()) }) }),
    });
    const lab = await startGuarded((call, usual, peer) => {
      const wanted = call.path.endsWith('/1') ? 'one' : 'two';
      if (call.path.startsWith('/token')) return tokens.rule(call, usual, peer);
      const granted = atob(call.headers['authorization']?.replace('Bearer ', '') ?? '');
      return granted.includes(wanted)
        ? undefined
        : challenging(`Bearer realm="/token",scope="repository:src/app:pull,${wanted}"`)(call, usual, peer);
    });
    lab.addImage(IMAGE, '2');
    await Promise.all([pull(lab), lab.from.getManifest('2', NEVER)]);
    // each once without a token and once with one
    expect([lab.source.count('GET', /\/1$/), lab.source.count('GET', /\/2$/)]).toEqual([2, 2]);
    expect(tokens.asked).toHaveLength(2);
  });

  it('case 14: renews once when fresh tokens are refused for ever', async () => {
    const tokens = tokenRule({ then: challenging('Bearer realm="/token"') });
    const lab = await startGuarded(tokens.rule);
    expect((await lab.failure(pull(lab))).code).toBe('LOGIN_FAILED');
    expect(tokens.asked).toHaveLength(2);
    expect(lab.source.count('GET', /manifests/)).toBe(3);
  });

  it('case 15: asks once per set of scopes for 16 requests at the same time', async () => {
    const tokens = tokenRule();
    const lab = await startGuarded(tokens.rule);
    const other = lab.registries.repository('source', lab.source.host, 'src/other');
    lab.source.manifests.set('src/other 1', { type: IMAGE.root.mediaType, bytes: IMAGE.root.bytes });
    const eight = <Value>(run: () => Promise<Value>) => Array.from({ length: 8 }, run);
    await Promise.all([...eight(() => pull(lab)), ...eight(() => other.getManifest('1', NEVER))]);
    expect(tokens.asked.map(({ scopes }) => scopes.join()).sort()).toEqual([
      'repository:src/app:pull',
      'repository:src/other:pull',
    ]);
  });
});

describe('rights', () => {
  const small = noise(3_000, 3);

  it('case 16: leaves a mount that needs two scopes when the token server refuses two', async () => {
    const answer = (scopes: readonly string[]): RegistryAnswer | undefined =>
      scopes.length > 1 ? { status: 403, body: errorBody('DENIED') } : undefined;
    const tokens = tokenRule({ answer });
    const lab = await startLab({ to: tokens.rule, account: { destination: ACCOUNT } });
    lab.addBlob(small);
    await lab.copy(small);
    const second = lab.registries.repository('destination', lab.destination.host, 'dst/second');
    expect(await lab.copy(small, { to: second })).toBe('copied');
    expect(tokens.asked.some(({ scopes }) => scopes.length === 2)).toBe(true);
  });

  it('case 17: tells that the right to push is missing when the token grants less than was asked for', async () => {
    const challenge = 'Bearer realm="/token",scope="repository:dst/app:pull,push",error="insufficient_scope"';
    const tokens = tokenRule({
      challenge,
      then: ({ method }) => (method === 'GET' ? undefined : { status: 403, body: errorBody('DENIED') }),
    });
    const lab = await startLab({ to: tokens.rule, account: { destination: ACCOUNT } });
    lab.addBlob(small);
    const error = await lab.failure(lab.copy(small));
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toContain('may not push');
    expect(error.message).toContain('dst/app');
  });

  async function expectCost(method: string, downloads: number): Promise<void> {
    const large = noise(5_000_000, 4);
    let isEnded = false;
    const tokens = tokenRule();
    const lab = await startLab({
      account: { destination: ACCOUNT },
      to: (call, usual, peer) => {
        if (call.method === method && !isEnded) {
          isEnded = true;
          tokens.end();
        }
        return tokens.rule(call, usual, peer);
      },
    });
    lab.addBlob(large);
    expect(await lab.copy(large)).toBe('copied');
    expect(lab.has(large)).toBe(true);
    expect(lab.source.count('GET')).toBe(downloads);
    expect(lab.destination.count('PATCH')).toBe(downloads);
    expect(lab.destination.openSessions()).toBe(0);
  }

  it('case 18: repeats only the empty commit when the token ends during the upload', async () => {
    await expectCost('PUT', 1);
  });

  it('case 19: opens the source once more when the token has ended by the end of the body', async () => {
    await expectCost('PATCH', 2);
  });

  it('case 19: stops sending when the 401 comes while the body is under way', async () => {
    const large = noise(20_000_000, 4);
    const tokens = tokenRule();
    let early = 0;
    const lab = await startLab({
      account: { destination: ACCOUNT },
      to: tokens.rule,
      earlyTo: async (head, peer) => {
        if (!head.startsWith('PATCH') || early > 0) return false;
        early += 1;
        tokens.end();
        await peer.reply(401, { 'www-authenticate': 'Bearer realm="/token"', connection: 'close' });
        peer.deafen();
        await peer.closed();
        return true;
      },
    });
    lab.addBlob(large);
    expect(await lab.copy(large)).toBe('copied');
    expect(lab.has(large)).toBe(true);
    expect(lab.source.count('GET')).toBe(2);
    expect(lab.destination.server.peers.some(({ receivedBytes }) => receivedBytes < 15_000_000)).toBe(true);
  });
});
