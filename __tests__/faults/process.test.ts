import { beforeAll, describe, expect, it } from 'vitest';
import { PromoteError } from '../../src/core/text/errors.ts';
import { createRedactor } from '../../src/core/text/redaction.ts';
import { realClock } from '../support/clocks.ts';
import { ACCOUNT, failureOfOutcome, PASSWORD, startLab } from '../support/fault-lab.ts';
import { loopbackProxy } from '../support/loopback-proxy.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { noise, sampleImage } from '../support/sample-images.ts';
import { scriptedServer, serving, type Script } from '../support/scripted-server.ts';
import { selfSigned, testAuthority, type TestAuthority } from '../support/test-certificates.ts';
import type { Rule } from '../support/wire-registry.ts';
import { tokenRule } from '../support/token-rule.ts';

const IMAGE = sampleImage([noise(300_000, 1), noise(5_000_000, 2)]);

describe('being cancelled', () => {
  it('case 112: ends within moments at any request, gives sessions up and writes no tag', async () => {
    const quiet = await startLab();
    quiet.addImage(IMAGE, '1');
    expect((await quiet.promote()).failure).toBeUndefined();
    const count = quiet.source.calls.length + quiet.destination.calls.length;

    const times: number[] = [];
    for (let at = 1; at <= count; at += 1) times.push(await cancelAt(at));
    expect(times.length).toBeGreaterThan(10);
    // a tag that is being written is waited for, 2 s at most (promotion/tag-images.ts); no answer, for 60 s
    expect(Math.max(...times)).toBeLessThan(30_000);
  });

  /** Cancels a promotion when the n-th request, and every later one, gets no answer; gives how long it takes to end. */
  async function cancelAt(nth: number): Promise<number> {
    let requests = 0;
    let cancelledMs = 0;
    let tagPush = Number.POSITIVE_INFINITY;
    const stop = new AbortController();
    const hold: Rule = async ({ method, path }, _usual, peer) => {
      // what gives a session up is answered
      if (method === 'DELETE' || (method === 'GET' && /\/uploads\/\d/.test(path))) return undefined;
      requests += 1;
      if (path.endsWith('/manifests/1') && method === 'PUT') tagPush = requests;
      if (requests < nth) return undefined;
      // the answers that are on their way arrive before
      await peer.delay(20);
      cancelledMs ||= performance.now();
      stop.abort(new PromoteError({ code: 'CANCELLED', message: 'the job was cancelled' }));
      await peer.closed();
      return 'reset' as const;
    };
    const lab = await startLab({ from: hold, to: hold, clock: realClock });
    lab.addImage(IMAGE, '1');
    const outcome = await lab.promote({}, stop.signal);
    const tookMs = performance.now() - cancelledMs;
    // a run may need fewer requests than the first one
    if (cancelledMs === 0) return 0;
    expect(failureOfOutcome(outcome).code).toBe('CANCELLED');
    // it is there only if its push had been answered: what was left then is the confirmation
    expect(lab.destination.manifests.has('dst/app 1')).toBe(tagPush < nth);
    expect(lab.destination.openSessions()).toBe(0);
    return tookMs;
  }

  it('case 112: closes its connections when it is closed, also those in use', async () => {
    const stop = new AbortController();
    const lab = await startLab({
      from: async (_call, _usual, peer) => {
        stop.abort();
        await peer.closed();
        return 'reset' as const;
      },
    });
    expect((await lab.failure(lab.from.getManifest('1', stop.signal))).code).toBe('CANCELLED');
    await lab.source.server.peers[0]?.closed();
  });
});

describe('secrets', () => {
  it('case 113: are in no line, no error and no report of a run with all kinds of them', async () => {
    const target = await scriptedServer([], {
      otherwise: serving((_request, peer) => peer.reply(403, {}, 'X-Amz-Signature=secret')),
    });
    const tokens = tokenRule({
      then: ({ path }) =>
        path.includes('/blobs/')
          ? { status: 307, headers: { location: `${target.origin}/b?X-Amz-Signature=secret&sig=secret` } }
          : undefined,
    });
    const writing = tokenRule({
      then: ({ method }) => (method === 'PUT' ? { status: 502, body: `_state=~0== ${PASSWORD}` } : undefined),
    });
    const lab = await startLab({
      from: tokens.rule,
      to: writing.rule,
      account: { source: ACCOUNT, destination: ACCOUNT },
    });
    lab.addImage(IMAGE, '1');
    const outcome = await lab.promote();
    expect(failureOfOutcome(outcome).code).toBe('ACCESS_DENIED');
    expect(target.wire()).toContain('X-Amz-Signature=secret');
    // the lab refuses secrets in what was said when the test ends; the report is looked at here
    const report = JSON.stringify(outcome.report);
    for (const secret of [PASSWORD, 'secret', '_state']) expect(report).not.toContain(secret);
    expect(lab.said().length).toBeGreaterThan(500);
  });

  it('case 113: are hidden by the redactor in every form, should a line hold one', () => {
    const redactor = createRedactor();
    redactor.add(PASSWORD, 'robot');
    const lines = [
      PASSWORD,
      Buffer.from(`robot:${PASSWORD}`).toString('base64'),
      encodeURIComponent(PASSWORD),
      'https://s/b?X-Amz-Signature=secretsecret&sig=secretsecret',
      '/v2/a/blobs/uploads/1?_state=secretsecret',
    ];
    const shown = redactor.redact(lines.join('\n'));
    expect(shown).not.toMatch(/w0rd|secretsecret|cm9ib3Q6/);
  });
});

describe('proxies', () => {
  it.each([
    ['127.0.0.0/8,.example', 0],
    ['10.0.0.0/8,.svc,.apps.example.com:443', 1],
  ])('case 114: with NO_PROXY=%s goes through the proxy %i times', async (exempt, tunnels) => {
    const proxy = await loopbackProxy();
    const lab = await startLab({
      names: { source: 'registry.example' },
      transport: {
        environment: { HTTP_PROXY: proxy.origin, http_proxy: proxy.origin, NO_PROXY: exempt },
        retries: 0,
      },
    });
    lab.addImage(IMAGE, '1');
    const manifest = lab.from.getManifest('1', NEVER);
    // only the proxy knows the name
    if (tunnels === 0) expect((await lab.failure(manifest)).code).not.toBe('PROXY_FAILED');
    else expect((await manifest).digest).toBe(IMAGE.root.digest);
    expect(proxy.peers).toHaveLength(tunnels);
  });

  it.each([
    ['registry.internal.svc', 80, false],
    ['my.apps.example.com', 443, false],
    ['my.apps.example.com', 8443, true],
    ['10.1.2.3', 443, false],
    ['11.1.2.3', 443, true],
  ])('case 114: goes to %s:%i through the proxy: %s', async (host, port, isProxied) => {
    const proxy = await scriptedServer([], { otherwise: serving((_request, peer) => peer.reply(403)) });
    const environment = { HTTPS_PROXY: proxy.origin, NO_PROXY: '10.0.0.0/8,.svc,.apps.example.com:443' };
    // nobody answers where it goes without the proxy
    const connectTimeoutMs = isProxied ? 60_000 : 150;
    const lab = await startLab({ tls: true, transport: { environment, connectTimeoutMs, retries: 0 } });
    const error = await lab.failure(
      lab.registries.repository('source', `${host}:${port}`, 'src/app').getManifest('1', NEVER),
    );
    expect(error.code === 'PROXY_FAILED').toBe(isProxied);
    expect(proxy.peers.length > 0).toBe(isProxied);
  });

  const refusing: [string, Script, string][] = [
    ['wants credentials', serving((_request, peer) => peer.reply(407)), 'http://USER:PASSWORD@'],
    ['refuses the tunnel', serving((_request, peer) => peer.reply(403)), 'NO_PROXY='],
    ['drops CONNECT', (peer) => peer.head().then(() => peer.reset()), 'curl -v -x'],
  ];
  it.each(refusing)(
    'case 114: a proxy that %s is named, with what to type',
    async (_what, otherwise, hint) => {
      const proxy = await scriptedServer([], { otherwise });
      const url = proxy.origin.replace('//', `//robot:${encodeURIComponent(PASSWORD)}@`);
      const lab = await startLab({ transport: { proxy: url } });
      const error = await lab.failure(lab.from.getManifest('1', NEVER));
      expect(error.code).toBe('PROXY_FAILED');
      expect(error.message).toContain(proxy.host);
      expect(error.hint).toContain(hint);
      expect(lab.source.server.wire()).toBe('');
    },
  );
});

describe('certificates', () => {
  let authority: TestAuthority;
  beforeAll(async () => {
    authority = await testAuthority('Corporate Root');
  });
  const fine: Script = serving((_request, peer) => peer.reply(404));

  it.each<[string, () => ReturnType<typeof selfSigned>, RegExp]>([
    [
      'of an unknown authority',
      async () => (await testAuthority('Unknown Root')).issue(),
      /issued by Unknown Root/,
    ],
    ['that vouches for itself', selfSigned, /self-signed/],
    [
      'that has expired',
      () => authority.issue({ notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') }),
      /has expired on/,
    ],
    [
      'of another host',
      () => authority.issue({ names: ['other.example'], addresses: [] }),
      /another host: DNS:other\.example/,
    ],
  ])(
    'case 115: a certificate %s is diagnosed in one line, and nothing is sent',
    async (_what, make, message) => {
      const server = await scriptedServer([], { tls: await make(), otherwise: fine });
      const lab = await startLab({
        tls: true,
        account: { source: ACCOUNT },
        transport: { ca: authority.cert },
      });
      const error = await lab.failure(
        lab.registries.repository('source', server.host, 'src/app').getManifest('1', NEVER),
      );
      expect(error.code).toBe('TLS_FAILED');
      expect(error.message).toMatch(message);
      expect(error.message).not.toContain('\n');
      expect(error.hint).toBeDefined();
      expect(server.wire()).toBe('');
    },
  );

  it('case 115: a port that speaks plain http is not spoken to without TLS', async () => {
    const plain = await scriptedServer([], {
      otherwise: async (peer) => {
        await peer.bytes(1);
        await peer.write('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
      },
    });
    const lab = await startLab({ tls: true });
    const error = await lab.failure(
      lab.registries.repository('source', plain.host, 'src/app').getManifest('1', NEVER),
    );
    expect(error.code).toBe('TLS_FAILED');
    expect(error.message).toContain('does not use TLS');
    expect(plain.wire()).not.toContain('GET ');
  });
});
