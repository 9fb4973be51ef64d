import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, isDigest, parseDigest } from '../../src/core/image/digest.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { parseReference } from '../../src/core/image/reference.ts';
import { parseChallenges } from '../../src/registry/replies/challenge.ts';
import { readProblems } from '../../src/registry/replies/error-body.ts';
import { registryOrigin } from '../../src/registry/replies/origin.ts';
import { checkRealm } from '../../src/registry/auth/realm.ts';
import type { ReplyContext } from '../../src/registry/replies/reply.ts';
import { retryAfterMs } from '../../src/http/exchange/retry-after.ts';
import { cpuTimer } from '../support/cpu-time.ts';
import { startLab } from '../support/fault-lab.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { noise, sampleImage } from '../support/sample-images.ts';
import { storedIn } from '../support/stored-accounts.ts';
import { nextPagePath } from '../../src/registry/client/pages.ts';
import { sessionPath } from '../../src/registry/blobs/upload-session.ts';

const ORIGIN = registryOrigin('registry.example.com', false);
const REQUEST = '/v2/src/app/blobs/uploads/';
const CONTEXT: ReplyContext = {
  ...{ side: 'source', host: 'registry.example.com', repository: 'src/app', action: 'pull', reads: true },
  ...{ object: 'tags', accountOrigin: () => 'the inputs', place: {} },
};

/** Text made of what such a header is made of, so that more of it is nearly right. */
function textOf(...parts: readonly string[]): fc.Arbitrary<string> {
  const part = fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 8, unit: 'binary' }));
  return fc.array(part, { maxLength: 30 }).map((all) => all.join(''));
}

function btoaUtf8(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** What a parser of something foreign may do: give a value, or throw a PromoteError. */
function typed<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(PromoteError);
    return undefined;
  }
}

const LOCATION = textOf(
  ...[
    'https://',
    'http://',
    '//',
    '/',
    '?',
    '#',
    '@',
    '\\',
    '..',
    ':',
    'registry.example.com',
    'evil.example',
  ],
  ...['[::1]', '%2f', ' ', '\r\n', 'v2', '_state=a~b=='],
);

describe('whatever a server says', () => {
  it('a Link leads to a path of the registry itself, or nowhere', () => {
    const link = textOf(
      '<',
      '>',
      ';',
      ',',
      'rel="next"',
      'rel=next',
      '/v2/a?n=1',
      'https://evil.example/',
      '"',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            link,
            LOCATION.map((text) => `<${text}>; rel="next"`),
          ),
          { maxLength: 3 },
        ),
        (values) => {
          const path = typed(() => nextPagePath(values, REQUEST, ORIGIN, CONTEXT));
          if (path !== undefined) expect(path).toMatch(/^\/[\x21-\x7e]*$/);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('a Location of an upload leads to a path of the registry itself, or nowhere', () => {
    fc.assert(
      fc.property(LOCATION, (location) => {
        const path = typed(() => sessionPath([location], REQUEST, ORIGIN, CONTEXT));
        if (path === undefined) return;
        expect(path).toMatch(/^\/[\x21-\x7e]*$/);
        // what the transport makes of it stays at the registry
        expect(new URL(`${ORIGIN.url}${path}`).origin).toBe(ORIGIN.url);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a realm is at a related host with https, or refused', () => {
    fc.assert(
      fc.property(LOCATION, (realm) => {
        const options = { side: 'source', hasCredentials: true, allowedHosts: new Set<string>() } as const;
        const url = typed(() => checkRealm(realm, `${ORIGIN.url}${REQUEST}`, ORIGIN, options));
        if (url === undefined) return;
        expect(new URL(url).protocol).toBe('https:');
        expect(new URL(url).hostname).toMatch(/(?:^|\.)example\.com$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('WWW-Authenticate is read in linear time', () => {
    const parts = textOf('Bearer ', 'Basic ', 'realm=', '"', '\\', ',', ' ', '\t', '=', 'scope="a:b:c"', 'x');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 4 }), fc.integer({ min: 1, max: 200 }), (values, repeat) => {
        const cpuMs = cpuTimer();
        const challenges = parseChallenges(values.map((value) => value.repeat(repeat)));
        expect(challenges.length).toBeLessThanOrEqual(16);
        expect(cpuMs()).toBeLessThan(2_000);
      }),
    );
  });

  it('Retry-After is a time to wait, or nothing', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const text = textOf('0', '9', '-', '.', 'e', ' ', 'Thu, 01 Jan 2026 00:00:09 GMT', 'GMT', '\u0000');
    fc.assert(
      fc.property(fc.array(text, { maxLength: 2 }), (values) => {
        const ms = retryAfterMs({ 'retry-after': values }, now);
        if (ms !== undefined) expect(ms >= 0 && Number.isFinite(ms)).toBe(true);
      }),
    );
  });

  it('problems of an error reply are one line each, and bounded', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .array(
          fc.record(
            { code: fc.anything(), message: fc.anything(), detail: fc.anything() },
            { requiredKeys: [] },
          ),
        )
        .map((errors) =>
          Buffer.from(
            JSON.stringify({ errors }, (_key, value: unknown) => (typeof value === 'bigint' ? 0 : value)),
          ),
        ),
    );
    fc.assert(
      fc.property(body, (bytes) => {
        for (const { code, message } of readProblems(bytes)) {
          expect(code).toMatch(/^\w{1,64}$/);
          expect(message).not.toMatch(/[\p{Cc}]/u);
          expect(message.length).toBeLessThanOrEqual(1_024);
        }
      }),
    );
  });

  it('a digest is one of the two kinds, or none', () => {
    const text = textOf('sha256:', 'sha512:', 'a'.repeat(63), 'b', 'F', '../', '0'.repeat(64), '\n');
    fc.assert(
      fc.property(fc.oneof(text, fc.anything()), (value) => {
        const digest = typed(() => parseDigest(value));
        expect(digest !== undefined).toBe(isDigest(value));
        if (digest !== undefined) expect(digest).toMatch(/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/);
      }),
    );
    fc.assert(
      fc.property(
        fc.uint8Array(),
        (bytes) => isDigest(digestOf(bytes)) && isDigest(digestOf(bytes, 'sha512')),
      ),
    );
  });

  it('a reference has parts that are fit for a URL, or a problem', () => {
    const text = textOf(
      'registry.example.com',
      '/',
      ':',
      '@',
      'sha256:',
      'a'.repeat(64),
      '..',
      '%2f',
      'app',
      '1.0',
      'A',
      '[::1]',
    );
    fc.assert(
      fc.property(text, (value) => {
        const parsed = parseReference(value);
        if ('problem' in parsed) return;
        const { reference } = parsed;
        const name =
          reference.kind === 'registry' ? reference.repository : `${reference.project}/${reference.stream}`;
        expect(name).toMatch(/^[a-z0-9._/-]+$/);
        expect(name).not.toMatch(/(?:^|\/)\.|\/\//);
        expect(reference.tag ?? 'x').toMatch(/^\w[\w.-]{0,127}$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a manifest with a changed byte is another digest, an error or the same content, never something untyped', () => {
    const { bytes, mediaType, digest } = sampleImage([noise(10, 1)]).root;
    fc.assert(
      fc.property(fc.nat(bytes.byteLength - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        const read = typed(() => readManifest(changed, mediaType));
        if (read !== undefined) expect(Buffer.from(read.bytes).equals(changed)).toBe(true);
        const pinned = typed(() => readManifest(changed, mediaType, digest));
        expect(pinned !== undefined).toBe(bytes[at] === value);
      }),
      { numRuns: 500 },
    );
  });

  it('a manifest of any fields is read or refused, and its bytes stay what they are', () => {
    const { content, mediaType } = sampleImage([noise(10, 1)]).root;
    const good = content.kind === 'image' ? content.config : undefined;
    const size = fc.oneof(fc.constant(good?.sizeBytes), fc.integer(), fc.double(), fc.string());
    const descriptor = fc.oneof(
      fc.record(
        {
          mediaType: fc.constantFrom(mediaType, 'a/b', '', 7),
          digest: fc.oneof(fc.constant(good?.digest), textOf('sha256:', 'a'.repeat(64), '../')),
          ...{ size, data: fc.string(), platform: fc.anything(), annotations: fc.anything() },
        },
        { requiredKeys: ['mediaType'] },
      ),
      fc.anything(),
    );
    const manifest = fc.record(
      {
        schemaVersion: fc.constantFrom(2, 2, 2, 1, '2'),
        mediaType: fc.constantFrom(mediaType, 'application/vnd.oci.image.index.v1+json', 'a/b'),
        ...{ config: descriptor, subject: descriptor, artifactType: fc.anything() },
        layers: fc.array(descriptor, { maxLength: 3 }),
        manifests: fc.array(descriptor, { maxLength: 3 }),
      },
      { requiredKeys: ['schemaVersion'] },
    );
    const jsonOf = (value: unknown): Uint8Array =>
      Buffer.from(JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? 0 : each)));
    fc.assert(
      fc.property(
        manifest,
        fc.constantFrom(undefined, mediaType, 'text/plain', 'x'),
        (value, contentType) => {
          const bytes = jsonOf(value);
          const read = typed(() => readManifest(bytes, contentType));
          if (read === undefined) return;
          expect(read.digest).toBe(digestOf(bytes));
          const { content: parts } = read;
          const all = parts.kind === 'image' ? [parts.config, ...parts.layers] : parts.manifests;
          for (const { digest, sizeBytes } of all) {
            expect(isDigest(digest) && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0).toBe(true);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('an auth file of any content gives an account that can be sent, none, or an error that does not show it', async () => {
    const entry = fc.oneof(
      fc.record(
        {
          auth: fc.oneof(textOf('secret', ':', '=', '\u0000').map(btoaUtf8), fc.string()),
          ...{ username: fc.string(), password: fc.anything(), identitytoken: fc.anything() },
        },
        { requiredKeys: [] },
      ),
      fc.anything(),
    );
    const file = fc.record(
      {
        auths: fc.dictionary(fc.constantFrom('host.test', 'HOST.TEST/a', '__proto__'), entry),
        credHelpers: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(file, fc.object()), async (content) => {
        const text = JSON.stringify(content, (_key, each: unknown) => (typeof each === 'bigint' ? 0 : each));
        const find = storedIn(JSON.parse(text) as object, async () => ({ kind: 'failed', reason: 'no' }));
        const account = await find('host.test', 'a/b', NEVER).catch((error: unknown) => {
          expect(error).toBeInstanceOf(PromoteError);
          return undefined;
        });
        if (account?.credentials.kind === 'basic') {
          expect([account.credentials.username, account.credentials.password]).not.toContain('');
        } else if (account !== undefined) expect(account.credentials.token).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('a Content-Range never makes a wrong blob', async () => {
    const blob = noise(30_000, 1);
    const range = textOf('bytes ', '12000', '-', '29999', '/', '30000', '*', ' ', '0', '1');
    let current: { readonly status: number; readonly range: string; readonly from: number } | undefined;
    let isFirst = true;
    const lab = await startLab({
      from: ({ headers }) => {
        if (isFirst) {
          isFirst = false;
          return { status: 200, body: blob, breakAfterBytes: 12_000 };
        }
        if (current === undefined || headers['range'] === undefined) return undefined;
        const { status, range: text, from } = current;
        return { status, headers: { 'content-range': text }, body: blob.subarray(from) };
      },
    });
    lab.addBlob(blob);
    const right = fc.constant('bytes 12000-29999/30000');
    const answer = fc.record({
      status: fc.constantFrom(200, 206, 206, 206),
      range: fc.oneof(
        right,
        range.map((text) => text.replace(/[^\x20-\x7e]/g, '')),
      ),
      from: fc.constantFrom(0, 11_999, 12_000, 12_001),
    });
    await fc.assert(
      fc.asyncProperty(answer, async (next) => {
        current = next;
        isFirst = true;
        lab.destination.blobs.clear();
        const error: unknown = await lab.copy(blob, { shortcuts: false }).catch((reason: unknown) => reason);
        if (error !== 'copied') expect(error).toBeInstanceOf(PromoteError);
        expect(lab.has(blob)).toBe(error === 'copied');
        expect(lab.destination.openSessions()).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
