import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import { ACCOUNT, failureOfOutcome, startLab, type Lab, type LabOptions } from '../support/fault-lab.ts';
import { loopbackProxy } from '../support/loopback-proxy.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { descriptorJson, LAYER_TYPE, noise, sampleImage } from '../support/sample-images.ts';
import type { RegistryAnswer } from '../support/scripted-registry.ts';
import { scriptedServer, serving, type Script, type ScriptedServer } from '../support/scripted-server.ts';
import { tokenRule } from '../support/token-rule.ts';
import type { Rule } from '../support/wire-registry.ts';

const BLOB = noise(10_000, 1);
const CREDENTIALS = /authorization|cookie|secret-token/i;

/** Answers with the blob, whatever is asked for. */
const storage: Script = serving((_request, peer) => peer.reply(200, {}, BLOB));

function redirect(location: string | readonly string[], status = 307): RegistryAnswer {
  return { status, headers: { location } };
}

/** A source with tokens that sends downloads of blobs elsewhere. */
async function startRedirecting(
  answer: (n: number) => RegistryAnswer,
  more: Partial<LabOptions> = {},
): Promise<Lab> {
  let count = 0;
  const { rule } = tokenRule({
    then: ({ method, path }) =>
      method === 'GET' && path.includes('/blobs/') ? answer((count += 1)) : undefined,
  });
  const lab = await startLab({ from: rule, account: { source: ACCOUNT }, ...more });
  lab.addBlob(BLOB);
  return lab;
}

describe('redirects of a download', () => {
  it('case 25: leaves credentials behind when a blob is on another host', async () => {
    const proxy = await loopbackProxy();
    const target = await scriptedServer([], { otherwise: storage });
    const lab = await startRedirecting(() => redirect(`http://storage.example.net:${target.port}/b`), {
      names: { source: 'registry.example.com' },
      transport: { proxy: proxy.origin },
    });
    expect(await lab.copy(BLOB)).toBe('copied');
    expect(lab.has(BLOB)).toBe(true);
    expect(target.wire()).toContain(`host: storage.example.net:${target.port}\r\n`);
    expect(target.wire()).not.toMatch(CREDENTIALS);
    expect(lab.source.server.wire()).toContain('authorization: Bearer secret-token-1');
  });

  it('case 26: leaves them behind when only the port is another', async () => {
    const target = await scriptedServer([], { otherwise: storage });
    const lab = await startRedirecting(() => redirect(`${target.origin}/b`));
    expect(await lab.copy(BLOB)).toBe('copied');
    expect(target.wire()).toContain('GET /b ');
    expect(target.wire()).not.toMatch(CREDENTIALS);
  });

  it('case 27: does not take them up again when the way leads back', async () => {
    let back = '';
    const target = await scriptedServer([], {
      otherwise: serving((_request, peer) => peer.reply(307, { location: back })),
    });
    const final: string[] = [];
    const { rule } = tokenRule({
      then: ({ path }) => (path.includes('/blobs/') ? redirect(`${target.origin}/b`) : undefined),
    });
    const lab = await startLab({
      account: { source: ACCOUNT },
      from: (call, usual, peer) => {
        if (call.path !== '/final') return rule(call, usual, peer);
        final.push(JSON.stringify(call.headers));
        return { status: 200, body: BLOB };
      },
    });
    back = `${lab.source.origin}/final`;
    lab.addBlob(BLOB);
    expect(await lab.copy(BLOB)).toBe('copied');
    expect(final).toHaveLength(1);
    expect(final.join()).not.toMatch(CREDENTIALS);
  });

  it('case 28: refuses a redirect from https to http', async () => {
    const plain = await scriptedServer([]);
    const lab = await startRedirecting(() => redirect(`http://localhost:${plain.port}/b`), { tls: true });
    const error = await lab.failure(lab.copy(BLOB));
    expect(error.code).toBe('UNSAFE_REDIRECT');
    expect(error.message).toContain('from https to http');
    expect(plain.wire()).toBe('');
    expect(lab.destination.openSessions()).toBe(0);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/b',
    'http://2130706434/b',
    'http://[::ffff:10.0.0.1]/b',
    'http://localhost:PORT/b',
    'http://localhost.:PORT/b',
  ])('case 29: refuses a redirect to %s, an address of this machine or a private one', async (location) => {
    const target = await scriptedServer([], { otherwise: storage });
    const lab = await startRedirecting(() => redirect(location.replace('PORT', String(target.port))));
    expect((await lab.failure(lab.copy(BLOB))).code).toBe('UNSAFE_REDIRECT');
    expect(target.wire()).toBe('');
    expect(lab.has(BLOB)).toBe(false);
  });

  it.each<[string, (n: number) => RegistryAnswer, string]>([
    ['in a circle', () => redirect('/v2/src/app/blobs/again'), 'UNSAFE_REDIRECT'],
    ['without Location', () => ({ status: 307 }), 'PROTOCOL_VIOLATION'],
    ['with two Locations', () => redirect(['/a', '/b']), 'PROTOCOL_VIOLATION'],
    ['to javascript:', () => redirect('javascript:alert(1)'), 'PROTOCOL_VIOLATION'],
    ['to a name and a password', () => redirect('http://a:secret@127.0.0.1/'), 'PROTOCOL_VIOLATION'],
  ])('case 30: a redirect %s is a typed error', async (_what, answer, code) => {
    const lab = await startRedirecting(answer);
    expect((await lab.failure(lab.copy(BLOB))).code).toBe(code);
    expect(lab.source.calls.length).toBeLessThan(20);
  });

  it('case 30: follows ten redirects and not an eleventh', async () => {
    for (const hops of [10, 11]) {
      const lab = await startRedirecting((n) =>
        n > hops ? { status: 200, body: BLOB } : redirect(`/v2/src/app/blobs/${n}`),
      );
      const outcome = await lab.copy(BLOB).catch(() => 'refused');
      expect(outcome).toBe(hops === 10 ? 'copied' : 'refused');
    }
  });

  it('case 31: asks the target for its path and query byte for byte', async () => {
    const path = "/a//b/../c?X-Amz-Signature=secret~a+b%2B'c'==&empty";
    const target = await scriptedServer([], { otherwise: storage });
    const lab = await startRedirecting(() => redirect(target.origin + path));
    expect(await lab.copy(BLOB)).toBe('copied');
    expect(target.wire()).toContain(`GET ${path} HTTP/1.1\r\n`);
  });

  it('case 32: does not log in where a storage host demands it', async () => {
    const target = await scriptedServer([], {
      otherwise: serving((_request, peer) =>
        peer.reply(401, { 'www-authenticate': 'Bearer realm="/token", Basic realm="x"' }),
      ),
    });
    const lab = await startRedirecting(() => redirect(`${target.origin}/b`));
    expect((await lab.failure(lab.copy(BLOB))).code).toBe('LOGIN_FAILED');
    expect(target.wire()).not.toMatch(CREDENTIALS);
    expect(target.wire()).not.toContain('/token');
    expect(lab.source.count('GET', /^\/token/)).toBe(1);
  });

  it('case 33: starts again at the registry when a link has expired while the download was broken', async () => {
    const target = await scriptedServer([], {
      otherwise: serving(async ({ head }, peer) => {
        if (head.startsWith('GET /1?')) {
          await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOB.byteLength}\r\n\r\n`);
          await peer.write(BLOB.subarray(0, 4_000));
          await peer.settle();
          return peer.reset();
        }
        return head.startsWith('GET /2?') ? peer.reply(403, {}, 'expired') : peer.reply(200, {}, BLOB);
      }),
    });
    const lab = await startRedirecting((n) => redirect(`${target.origin}/${n}?X-Amz-Signature=secret`));
    expect(await lab.copy(BLOB)).toBe('copied');
    expect(lab.has(BLOB)).toBe(true);
    expect(target.wire().match(/^GET \/\d/gm)).toEqual(['GET /1', 'GET /2', 'GET /3']);
    expect(target.wire()).toContain('range: bytes=4000-');
  });
});

describe('addresses of uploads', () => {
  const sized = { small: BLOB, large: noise(5_000_000, 2) };

  it.each([
    ['PUT', 307, sized.small],
    ['PUT', 308, sized.small],
    ['PATCH', 307, sized.large],
    ['PATCH', 308, sized.large],
  ])(
    'case 34: a redirect of %s by %i is an error, and the target gets nothing',
    async (method, status, blob) => {
      const target = await scriptedServer([]);
      const lab = await startLab({
        to: (call) => (call.method === method ? redirect(`${target.origin}/b`, status) : undefined),
      });
      lab.addBlob(blob);
      expect((await lab.failure(lab.copy(blob))).code).toBe('PROTOCOL_VIOLATION');
      expect(target.wire()).toBe('');
      expect(lab.destination.openSessions()).toBe(0);
    },
  );

  /** A destination whose uploads are at the addresses `make` gives; `undo` finds the session behind a path. */
  async function expectUploaded(
    make: (location: string, origin: string) => string,
    undo: (path: string) => string,
    options: Partial<LabOptions> = {},
  ): Promise<void> {
    let origin = '';
    const to: Rule = (call, usual) => {
      const answer = usual({ ...call, path: undo(call.path) });
      const location = answer.headers?.['location'];
      if (typeof location !== 'string') return answer;
      return { ...answer, headers: { ...answer.headers, location: make(location, origin) } };
    };
    const lab = await startLab({ to, ...options });
    origin = lab.destination.origin;
    for (const blob of Object.values(sized)) {
      lab.addBlob(blob);
      expect(await lab.copy(blob)).toBe('copied');
      expect(lab.has(blob)).toBe(true);
    }
  }

  it('case 35: follows a Location without a slash', async () => {
    await expectUploaded(
      (location) => location.replace(/^.*\//, ''),
      (path) => path,
    );
  });

  it('case 35: follows a Location with another path', async () => {
    await expectUploaded(
      (location) => location.replace('/v2/', '/artifacts-uploads/namespaces/x/'),
      (path) => path.replace('/artifacts-uploads/namespaces/x/', '/v2/'),
    );
  });

  it('case 35: goes on with https where a registry behind a proxy says http', async () => {
    await expectUploaded(
      (location, origin) => origin.replace('https:', 'http:').replace(/:\d+$/, '') + location,
      (path) => path,
      { tls: true },
    );
  });

  it('case 36: sends nothing to a Location on another host, and says which', async () => {
    const target = await scriptedServer([]);
    const { rule } = tokenRule({
      then: ({ method }) =>
        method === 'POST'
          ? { status: 202, headers: { location: `http://localhost:${target.port}/u?_state=~0` } }
          : undefined,
    });
    const lab = await startLab({ to: rule, account: { destination: ACCOUNT } });
    lab.addBlob(BLOB);
    const error = await lab.failure(lab.copy(BLOB));
    expect(error.code).toBe('UNSAFE_REDIRECT');
    expect(error.message).toContain(`localhost:${target.port}`);
    expect(target.wire()).toBe('');
  });
});

describe('links', () => {
  const subject = digestOf(BLOB);
  const page =
    (link: string): Rule =>
    () => ({
      status: 200,
      headers: { 'content-type': 'application/vnd.oci.image.index.v1+json', link },
      body: JSON.stringify({ schemaVersion: 2, manifests: [] }),
    });

  it('case 37: does not ask for the next page at another host', async () => {
    const target = await scriptedServer([]);
    const link = `<http://localhost:${target.port}/v2/src/app/referrers/${subject}?n=2>; rel="next"`;
    const lab = await startLab({ from: page(link) });
    expect((await lab.failure(lab.from.listReferrers(subject, 10, NEVER))).code).toBe('UNSAFE_REDIRECT');
    expect(target.wire()).toBe('');
  });

  it('case 37: stops at a page that leads to itself', async () => {
    const lab = await startLab({ from: page(`</v2/src/app/referrers/${subject}>; rel="next"`) });
    expect((await lab.failure(lab.from.listReferrers(subject, 10, NEVER))).code).toBe('PROTOCOL_VIOLATION');
    expect(lab.source.calls).toHaveLength(1);
  });

  it('case 37: stops after a thousand pages', async () => {
    let count = 0;
    const lab = await startLab({ from: (...of) => page(`</v2/p?n=${(count += 1)}>; rel="next"`)(...of) });
    expect((await lab.failure(lab.from.listReferrers(subject, 10, NEVER))).code).toBe('PROTOCOL_VIOLATION');
    expect(lab.source.calls).toHaveLength(1_000);
  });

  it.each([LAYER_TYPE, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'])(
    'case 38: never asks the addresses that a layer of type %s names',
    async (type) => {
      const elsewhere: ScriptedServer = await scriptedServer([], { otherwise: storage });
      const layer = descriptorJson(BLOB, type, { urls: [`${elsewhere.origin}/layer`] });
      const image = sampleImage([BLOB], { fields: { layers: [layer] } });
      const lab = await startLab({
        from: ({ path }) => (path.includes(subject) ? { status: 404 } : undefined),
      });
      lab.addImage(image, '1');
      const outcome = await lab.promote();
      expect(elsewhere.wire()).toBe('');
      // what must be there is missing; what may be missing is left out
      if (type === LAYER_TYPE) expect(failureOfOutcome(outcome).code).toBe('IMAGE_NOT_FOUND');
      else expect(outcome.failure).toBeUndefined();
    },
  );
});
