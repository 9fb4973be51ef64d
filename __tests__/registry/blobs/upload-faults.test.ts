import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import {
  describeBlob,
  LARGE,
  SMALL,
  startBlobCopies,
  times,
  type BlobCopies,
} from '../../support/blob-copies.ts';
import { failureOf } from '../../support/registry-under-test.ts';
import { utf8 } from '../../support/sample-images.ts';
import {
  errorBody,
  startScriptedRegistry,
  type Intercept,
  type RegistryAnswer,
} from '../../support/scripted-registry.ts';
import { untilQuiet } from '../../support/stopped-time.ts';

const SESSION = /\/uploads\/\d/;

let copies: BlobCopies;
afterEach(() => copies.close());

async function begin(script?: Parameters<typeof startBlobCopies>[0]): Promise<void> {
  copies = await startBlobCopies(script);
}

describe('a source that breaks off', () => {
  const cut = (breakAfterBytes: number): RegistryAnswer => ({ status: 200, body: LARGE, breakAfterBytes });
  const rest = (at: number, headers: RegistryAnswer['headers']): RegistryAnswer => ({
    status: 206,
    ...(headers === undefined ? {} : { headers }),
    body: LARGE.subarray(at),
  });

  test('is continued where it was, and the upload does not notice', async () => {
    await begin({ from: times('GET', /blobs/, [cut(1_000_000)]) });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.stored(LARGE)).toBe(true);
    expect(copies.source.calls[1]?.headers['range']).toBe('bytes=1000000-');
    expect(copies.destination.lines()).toEqual([
      'POST /v2/dst/app/blobs/uploads/',
      'PATCH session',
      'PUT session',
    ]);
    expect(copies.counted()).toBe(LARGE.byteLength);
  });

  test.each<[string, RegistryAnswer]>([
    ['the whole blob again', { status: 200, body: LARGE }],
    ['another start', rest(1_000_000, { 'content-range': `bytes 999999-4999999/5000000` })],
    ['another total', rest(1_000_000, { 'content-range': `bytes 1000000-4999999/5000001` })],
    ['an open end', rest(1_000_000, { 'content-range': `bytes 1000000-4999998/5000000` })],
    ['two ranges', rest(1_000_000, { 'content-range': ['bytes 1000000-4999999/5000000', 'bytes 0-1/2'] })],
    ['no range', rest(1_000_000, {})],
    [
      'the whole blob called a part',
      { status: 200, headers: { 'content-range': 'bytes 1000000-4999999/5000000' }, body: LARGE },
    ],
    ['several parts', rest(1_000_000, { 'content-type': 'multipart/byteranges; boundary=x' })],
    ['416', { status: 416 }],
    ['an expired link', { status: 403 }],
  ])('and continues with %s is read from the beginning', async (_what, second) => {
    await begin({ from: times('GET', /blobs/, [cut(1_000_000), second]) });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.stored(LARGE)).toBe(true);
    expect(copies.source.calls.map(({ headers }) => headers['range'])).toEqual([
      undefined,
      'bytes=1000000-',
      undefined,
    ]);
    expect(copies.under.log.join()).not.toContain('corrupt');
    expect(copies.counted()).toBe(LARGE.byteLength);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('without a further byte is not continued once more', async () => {
    const nothing = {
      ...rest(1_000_000, { 'content-range': `bytes 1000000-4999999/5000000` }),
      breakAfterBytes: 0,
    };
    await begin({ from: times('GET', /blobs/, [cut(1_000_000), nothing]) });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.source.calls.map(({ headers }) => headers['range'])).toEqual([
      undefined,
      'bytes=1000000-',
      undefined,
    ]);
  });

  test('again and again is an error in the end', async () => {
    await begin({ from: (call) => (call.headers['range'] === undefined ? cut(100_000) : 'break') });
    const error = await failureOf(copies.copy(LARGE));
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(copies.source.calls.length).toBeLessThan(20);
    expect(copies.destination.openSessions()).toBe(0);
    expect(copies.counted()).toBe(0);
  });
});

describe('a commit whose answer is not clear', () => {
  const commits = () => copies.destination.calls.filter(({ method }) => method === 'PUT').length;

  test.each<[string, RegistryAnswer | 'break']>([
    ['lost', 'break'],
    ['504', { status: 504, body: '<html>' }],
    ['500', { status: 500 }],
  ])('(%s) but that was done is found by HEAD, and nothing is sent again', async (_what, answer) => {
    await begin({
      to: ({ method }, usual) => {
        if (method !== 'PUT') return undefined;
        usual();
        return answer;
      },
    });
    for (const blob of [SMALL, LARGE]) expect(await copies.copy(blob)).toBe('copied');
    expect(commits()).toBe(2);
    expect(copies.source.calls).toHaveLength(2);
  });

  test('504 while the registry works on for 90 s is waited for', async () => {
    let finish: (() => void) | undefined;
    await begin({
      to: ({ method }, usual) => {
        if (method === 'PUT') {
          finish = () => usual();
          return { status: 504 };
        }
        if (method === 'HEAD' && copies.under.clock.nowMs() > 90_000) finish?.();
        return undefined;
      },
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(commits()).toBe(1);
    expect(copies.source.calls).toHaveLength(1);
    expect(copies.under.clock.nowMs()).toBeGreaterThan(90_000);
    expect(copies.under.clock.nowMs()).toBeLessThan(110_000);
  });

  test.each<[string, RegistryAnswer | 'break']>([
    ['lost', 'break'],
    ['503', { status: 503 }],
    ['429', { status: 429, headers: { 'retry-after': '7' } }],
  ])('(%s) and that was not done is asked for again: the empty request only', async (_what, answer) => {
    await begin({ to: times('PUT', SESSION, [answer]) });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(commits()).toBe(2);
    expect(copies.destination.lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
    expect(copies.source.calls).toHaveLength(1);
  });

  test.each([
    ['seconds', '7', 7_000],
    ['a date', 'Thu, 01 Jan 2026 00:00:09 GMT', 9_000],
    ['a time beyond all patience', '3600', 60_000],
    ['a date in the past', 'Thu, 01 Jan 2025 00:00:00 GMT', 500],
    ['nonsense', '-7', 500],
  ])('because the registry is busy for %s is not made worse by questions', async (_what, value, pauseMs) => {
    // the registry of the test has a date of its own, which counts before that of the client
    const headers = { 'retry-after': value, date: 'Thu, 01 Jan 2026 00:00:00 GMT' };
    await begin({ to: times('PUT', SESSION, [{ status: 429, headers }]) });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.destination.lines().filter((line) => line.startsWith('HEAD'))).toHaveLength(0);
    expect(copies.under.clock.sleeps).toEqual([pauseMs]);
  });

  test('for a session that is gone starts over', async () => {
    await begin({ to: times('PUT', SESSION, [{ status: 404, body: errorBody('BLOB_UPLOAD_UNKNOWN') }]) });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.source.calls).toHaveLength(2);
    expect(copies.counted()).toBe(LARGE.byteLength);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('for a session that is gone because it was committed is a success', async () => {
    await begin({
      to: ({ method }, usual) => {
        if (method !== 'PUT') return undefined;
        usual();
        return { status: 404, body: errorBody('BLOB_UPLOAD_UNKNOWN') };
      },
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.source.calls).toHaveLength(1);
  });

  test('saying the bytes are others starts over once, then fails', async () => {
    await begin({
      to: ({ method, body }) =>
        method === 'PUT' && body.byteLength === 0
          ? { status: 400, body: errorBody('DIGEST_INVALID') }
          : undefined,
    });
    expect((await failureOf(copies.copy(LARGE))).code).toBe('DIGEST_MISMATCH');
    expect(copies.source.calls).toHaveLength(2);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('naming another digest fails', async () => {
    await begin({
      to: times('PUT', SESSION, [{ status: 201, headers: { 'docker-content-digest': digestOf(LARGE) } }]),
    });
    expect((await failureOf(copies.copy(SMALL))).code).toBe('DIGEST_MISMATCH');
  });

  test('naming the sha256 of a sha512 blob is fine', async () => {
    await begin({
      to: (call, usual) =>
        call.method === 'PUT'
          ? { ...usual(), headers: { 'docker-content-digest': digestOf(SMALL) } }
          : undefined,
    });
    const digest = digestOf(SMALL, 'sha512');
    copies.source.blobs.set(`src/app ${digest}`, SMALL);
    expect(await copies.copy({ ...describeBlob(SMALL), digest })).toBe('copied');
  });
});

describe('an upload that breaks', () => {
  test.each<[string, RegistryAnswer | 'break']>([
    ['with the connection', 'break'],
    ['with 503', { status: 503, headers: { 'retry-after': '3' } }],
    ['with 429', { status: 429 }],
    ['with a session that is gone', { status: 404, body: errorBody('BLOB_UPLOAD_UNKNOWN') }],
  ])('%s starts over with a new session, a bounded number of times', async (_what, answer) => {
    await begin({ to: times('PATCH', SESSION, [undefined, answer]) });
    await copies.copy(LARGE, { repository: 'dst/first' });
    expect(await copies.copy(LARGE, { shortcuts: false })).toBe('copied');
    expect(copies.stored(LARGE)).toBe(true);
    expect(copies.counted()).toBe(2 * LARGE.byteLength);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('always is an error in the end', async () => {
    await begin({ to: ({ method }) => (method === 'PATCH' ? { status: 503 } : undefined) });
    expect((await failureOf(copies.copy(LARGE))).code).toBe('SERVER_UNAVAILABLE');
    expect(copies.destination.lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(5);
    expect(copies.destination.openSessions()).toBe(0);
    expect(copies.counted()).toBe(0);
  });

  test.each([
    ['a quota', { status: 403, body: errorBody('DENIED', 'quota exceeded') }, 'QUOTA_EXCEEDED'],
    ['a missing right', { status: 403, body: errorBody('DENIED') }, 'ACCESS_DENIED'],
    ['a read-only registry', { status: 405, body: errorBody('UNSUPPORTED') }, 'MANIFEST_UNSUPPORTED'],
  ])('because of %s is not tried again', async (_what, answer, code) => {
    await begin({ to: ({ method }) => (method === 'POST' ? answer : undefined) });
    expect((await failureOf(copies.copy(SMALL))).code).toBe(code);
    expect(copies.source.calls).toHaveLength(0);
    expect(copies.destination.lines().filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  test('because the registry does not say where to go', async () => {
    await begin({ to: ({ method }) => (method === 'POST' ? { status: 202 } : undefined) });
    expect((await failureOf(copies.copy(SMALL))).code).toBe('PROTOCOL_VIOLATION');
  });

  test('because the registry sends it to another host, which sees nothing', async () => {
    const evil = await startScriptedRegistry();
    try {
      await begin({
        to: ({ method }) =>
          method === 'POST'
            ? { status: 202, headers: { location: `http://localhost:${evil.host.split(':')[1]}/x` } }
            : undefined,
      });
      expect((await failureOf(copies.copy(SMALL, { shortcuts: false }))).code).toBe('UNSAFE_REDIRECT');
      expect(evil.calls).toHaveLength(0);
    } finally {
      await evil.close();
    }
  });

  test('does not fail because its session cannot be given up', async () => {
    await begin({
      from: times('GET', /blobs/, [{ status: 200, body: utf8('x') }]),
      to: ({ method }) => (method === 'DELETE' ? { status: 405 } : undefined),
    });
    expect(await copies.copy(SMALL)).toBe('copied');
  });

  test('lets the next one try', async () => {
    await begin({ from: times('GET', /blobs/, [{ status: 404 }]) });
    const results = await Promise.allSettled([copies.copy(SMALL), copies.copy(SMALL), copies.copy(SMALL)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('a token that ends under way', () => {
  const account = { kind: 'basic', username: 'bob', password: 'pw' } as const;
  let generation: number;

  /** `ends`: at which call the token given out so far stops working */
  async function startWithTokens(ends: Intercept): Promise<void> {
    generation = 1;
    await begin({
      account,
      to: async (call, usual) => {
        if (call.path.startsWith('/token'))
          return { status: 200, body: JSON.stringify({ token: `T${generation}`, expires_in: 300 }) };
        await ends(call, usual);
        if (call.headers['authorization'] === `Bearer T${generation}`) return undefined;
        return { status: 401, headers: { 'www-authenticate': `Bearer realm="/token"` } };
      },
    });
  }

  test('before the commit costs an empty request', async () => {
    await startWithTokens(({ method }) => {
      if (method === 'PUT') generation = 2;
      return undefined;
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.source.calls).toHaveLength(1);
    expect(copies.destination.lines().filter((line) => line.startsWith('PUT'))).toHaveLength(2);
    expect(copies.destination.lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
  });

  test('in the middle of the body costs one new start', async () => {
    await startWithTokens(({ method }) => {
      if (method === 'PATCH') generation = 2;
      return undefined;
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.source.calls).toHaveLength(2);
    expect(copies.counted()).toBe(LARGE.byteLength);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('every time is an error', async () => {
    await startWithTokens(({ method }) => {
      if (method === 'PATCH') generation += 1;
      return undefined;
    });
    expect((await failureOf(copies.copy(LARGE))).code).toBe('LOGIN_FAILED');
    expect(copies.source.calls).toHaveLength(2);
  });

  test('is renewed before the commit when the upload took long', async () => {
    await startWithTokens(({ method }) => {
      if (method === 'PATCH') copies.under.clock.advance(280_000);
      return undefined;
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.destination.lines().slice(-3)).toEqual(['PATCH session', 'GET /token', 'PUT session']);
  });

  test('a mount that asks for a scope nobody grants is left, the blob is sent', async () => {
    await begin({
      to: (call) => {
        if (call.path.startsWith('/token')) {
          return new URLSearchParams(call.path.split('?')[1]).getAll('scope').length > 1
            ? { status: 403, body: errorBody('DENIED') }
            : { status: 200, body: '{"token":"T"}' };
        }
        if (call.headers['authorization'] === 'Bearer T') return undefined;
        return { status: 401, headers: { 'www-authenticate': `Bearer realm="/token"` } };
      },
    });
    copies.destination.blobs.set(`old/app ${digestOf(SMALL)}`, SMALL);
    expect(await copies.copy(SMALL, { fromDestination: 'old/app' })).toBe('copied');
  });
});

describe('being cancelled', () => {
  test('gives the session up at once, and stores nothing', async () => {
    const stop = new AbortController();
    await begin({
      from: async () => {
        await untilQuiet(() => copies.destination.calls.length);
        stop.abort();
        return new Promise(() => undefined);
      },
    });
    const error = await failureOf(copies.copy(LARGE, { signal: stop.signal }));
    expect(error.code).toBe('CANCELLED');
    expect(copies.destination.lines().at(-1)).toBe('DELETE session');
    expect(copies.destination.openSessions()).toBe(0);
    expect(copies.counted()).toBe(0);
  });

  test('before anything was asked asks nothing', async () => {
    await begin();
    expect((await failureOf(copies.copy(SMALL, { signal: AbortSignal.abort() }))).code).toBe('CANCELLED');
    expect(copies.destination.calls).toHaveLength(0);
  });
});

test('no secret of an upload appears in a message', async () => {
  await begin({
    to: ({ method }) => (method === 'PUT' ? { status: 400, body: errorBody('NAME_INVALID') } : undefined),
  });
  const error = await failureOf(copies.copy(SMALL));
  expect(JSON.stringify([error.message, error.hint, error.where, copies.under.log])).not.toContain('_state');
});
