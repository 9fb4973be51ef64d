import { deferred } from '../../support/deferred.ts';
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
import { noise, utf8 } from '../../support/sample-images.ts';
import { errorBody, type Intercept, type RegistryAnswer } from '../../support/scripted-registry.ts';

let copies: BlobCopies;
afterEach(() => copies.close());

async function begin(script?: Parameters<typeof startBlobCopies>[0]): Promise<void> {
  copies = await startBlobCopies(script);
}

describe('a copy where nothing goes wrong', () => {
  test('of a small blob is one request to open, one to read, one to write', async () => {
    await begin();
    expect(await copies.copy(SMALL)).toBe('copied');
    expect(copies.destination.lines()).toEqual(['POST /v2/dst/app/blobs/uploads/', 'PUT session']);
    expect(copies.source.lines()).toEqual([`GET /v2/src/app/blobs/${digestOf(SMALL)}`]);
    expect(copies.destination.calls[0]?.path).toBe(
      `/v2/dst/app/blobs/uploads/?mount=${digestOf(SMALL)}&from=dst/app`,
    );
    expect(copies.destination.calls[0]?.headers['content-length']).toBe('0');
    expect(copies.destination.calls[1]?.path).toBe(
      `/v2/dst/app/blobs/uploads/1?_state=~0==&digest=${digestOf(SMALL)}`,
    );
    expect(copies.source.calls[0]?.headers['accept-encoding']).toBe('identity');
    expect(copies.stored(SMALL)).toBe(true);
    expect(copies.counted()).toBe(SMALL.byteLength);
  });

  test('of a large blob is one stream, committed by an empty request', async () => {
    await begin();
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.destination.lines()).toEqual([
      'POST /v2/dst/app/blobs/uploads/',
      'PATCH session',
      'PUT session',
    ]);
    const [, patch, put] = copies.destination.calls;
    expect(patch?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(LARGE.byteLength),
    });
    expect(patch?.headers['content-range']).toBeUndefined();
    expect(put?.path).toBe(
      `/v2/dst/app/blobs/uploads/1?_state=~${LARGE.byteLength}==&digest=${digestOf(LARGE)}`,
    );
    expect(put?.headers['content-length']).toBe('0');
    expect(copies.counted()).toBe(LARGE.byteLength);
  });

  test('of what is there takes one request, and none the second time', async () => {
    await begin();
    copies.destination.blobs.set(`dst/app ${digestOf(SMALL)}`, SMALL);
    expect(await copies.copy(SMALL)).toBe('present');
    expect(await copies.copy(SMALL)).toBe('present');
    expect(copies.destination.lines()).toEqual(['POST /v2/dst/app/blobs/uploads/']);
    expect(copies.source.calls).toHaveLength(0);
    expect(copies.counted()).toBe(0);
  });

  test('within one registry is a mount', async () => {
    await begin();
    copies.destination.blobs.set(`old/app ${digestOf(SMALL)}`, SMALL);
    expect(await copies.copy(SMALL, { fromDestination: 'old/app' })).toBe('mounted');
    expect(copies.destination.calls.map(({ path }) => path)).toEqual([
      `/v2/dst/app/blobs/uploads/?mount=${digestOf(SMALL)}&from=old/app`,
    ]);
  });

  test('to a second repository is a mount from the first', async () => {
    await begin();
    await copies.copy(SMALL);
    expect(await copies.copy(SMALL, { repository: 'dst/other' })).toBe('mounted');
    expect(copies.destination.calls.at(-1)?.path).toContain('&from=dst/app');
    expect(copies.source.calls).toHaveLength(1);
  });

  test('of embedded data, the empty object and no bytes reads nothing', async () => {
    await begin();
    const data = utf8('embedded');
    for (const blob of [
      { ...describeBlob(data), data },
      describeBlob(utf8('{}')),
      describeBlob(new Uint8Array()),
    ]) {
      expect(await copies.copy(blob)).toBe('copied');
    }
    expect(copies.counted()).toBe(10);
    expect(copies.source.calls).toHaveLength(0);
    expect(copies.stored(data) && copies.stored(utf8('{}')) && copies.stored(new Uint8Array())).toBe(true);
  });

  test('of one blob for many images at once is one upload', async () => {
    await begin();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => copies.copy(LARGE)));
    expect(outcomes.toSorted()).toEqual(['copied', ...Array<string>(7).fill('present')]);
    expect(copies.destination.lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  test('opens the next small blob while it asks for it, once the destination turned out to be empty', async () => {
    const [one, two, three] = [noise(1_000, 101), noise(1_000, 102), noise(1_000, 103)] as const;
    const sourceWasAsked = deferred();
    await begin({
      from: ({ path }) => {
        if (path.endsWith(digestOf(two))) sourceWasAsked.resolve();
        return undefined;
      },
      to: async ({ path }) => {
        if (path.includes(`mount=${digestOf(two)}`)) await sourceWasAsked.promise;
        return undefined;
      },
    });
    for (const blob of [one, two, three]) copies.source.blobs.set(`src/app ${digestOf(blob)}`, blob);
    for (const blob of [one, two]) expect(await copies.copy(blob)).toBe('copied');
    copies.destination.blobs.set(`dst/app ${digestOf(three)}`, three);
    expect(await copies.copy(three)).toBe('present');
    expect(copies.source.calls.length).toBeLessThanOrEqual(3);
    expect(copies.counted()).toBe(2_000);
  });

  test('of a small blob that is missing is an error also when it was opened early', async () => {
    await begin();
    await copies.copy(SMALL);
    const error = await failureOf(copies.copy(utf8('not there')));
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('without shortcuts asks nothing and sends everything', async () => {
    await begin();
    copies.destination.blobs.set(`dst/app ${digestOf(SMALL)}`, SMALL);
    expect(await copies.copy(SMALL, { shortcuts: false })).toBe('copied');
    expect(copies.destination.calls[0]?.path).toBe('/v2/dst/app/blobs/uploads/');
    expect(copies.stored(SMALL)).toBe(true);
  });
});

describe('a destination that does not mount', () => {
  test.each([400, 403, 404, 405, 500])(
    'and answers %i is asked by HEAD, then given the blob',
    async (status) => {
      await begin({ to: ({ path }) => (path.includes('mount=') ? { status } : undefined) });
      expect(await copies.copy(SMALL)).toBe('copied');
      expect(copies.destination.lines()).toEqual([
        'POST /v2/dst/app/blobs/uploads/',
        `HEAD /v2/dst/app/blobs/${digestOf(SMALL)}`,
        'POST /v2/dst/app/blobs/uploads/',
        'PUT session',
      ]);
    },
  );

  test('and answers 202 without a session is asked by HEAD', async () => {
    await begin({ to: ({ path }) => (path.includes('mount=') ? { status: 202 } : undefined) });
    copies.destination.blobs.set(`dst/app ${digestOf(SMALL)}`, SMALL);
    expect(await copies.copy(SMALL)).toBe('present');
    expect(copies.source.calls).toHaveLength(0);
  });

  test.each<[string, RegistryAnswer]>([
    ['has another size', { status: 200, headers: { 'content-length': '7' } }],
    ['is refused', { status: 403 }],
    ['is redirected', { status: 307, headers: { location: 'http://127.0.0.2:1/x' } }],
    ['fails', { status: 500 }],
  ])('and whose HEAD %s is given the blob', async (_what, head) => {
    await begin({
      to: ({ path, method }) =>
        path.includes('mount=') ? { status: 405 } : method === 'HEAD' ? head : undefined,
    });
    copies.destination.blobs.set(`dst/app ${digestOf(SMALL)}`, SMALL);
    expect(await copies.copy(SMALL)).toBe('copied');
  });
});

describe('an upload that is taken in another way', () => {
  test.each([404, 405, 400, 415, 416])(
    'by one PUT when PATCH answers %i, and for the rest of the run',
    async (status) => {
      await begin({ to: ({ method }) => (method === 'PATCH' ? { status } : undefined) });
      expect(await copies.copy(LARGE)).toBe('copied');
      expect(copies.stored(LARGE)).toBe(true);
      expect(copies.counted()).toBe(LARGE.byteLength);
      await copies.copy(LARGE, { repository: 'dst/again', shortcuts: false });
      expect(copies.destination.lines().filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
    },
  );

  test('by PATCH when a PUT with a body is not taken', async () => {
    await begin({
      to: ({ method, body }) => (method === 'PUT' && body.byteLength > 0 ? { status: 405 } : undefined),
    });
    expect(await copies.copy(SMALL)).toBe('copied');
    expect(copies.destination.lines().slice(-2)).toEqual(['PATCH session', 'PUT session']);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('in chunks when a proxy limits bodies', async () => {
    const limit = 1_300_000;
    await begin({
      to: ({ body }) => (body.byteLength > limit ? { status: 413, body: '<html>nginx</html>' } : undefined),
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(copies.stored(LARGE)).toBe(true);
    const chunks = copies.destination.calls.filter(({ headers }) => headers['content-range'] !== undefined);
    expect(chunks.slice(-4).map(({ headers }) => headers['content-range'])).toEqual([
      '0-1249999',
      '1250000-2499999',
      '2500000-3749999',
      '3750000-4999999',
    ]);
    expect(copies.counted()).toBe(LARGE.byteLength);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('in chunks that are not smaller than the registry wants them', async () => {
    await begin({
      to: (call, usual) => {
        if (call.method === 'PATCH' && call.headers['content-range'] === undefined) return { status: 413 };
        const answer = usual();
        return call.method === 'POST'
          ? { ...answer, headers: { ...answer.headers, 'oci-chunk-min-length': '3000000' } }
          : answer;
      },
    });
    expect(await copies.copy(LARGE)).toBe('copied');
    const ranges = copies.destination.calls.flatMap(({ headers }) => headers['content-range'] ?? []);
    expect(ranges).toEqual(['0-2999999', '3000000-4999999']);
  });

  test('is not taken at all: an error, not an endless search', async () => {
    await begin({
      to: ({ method }) => (method === 'PATCH' || method === 'PUT' ? { status: 413 } : undefined),
    });
    expect((await failureOf(copies.copy(LARGE))).code).toBe('MANIFEST_UNSUPPORTED');
    expect(copies.destination.openSessions()).toBe(0);
    expect(copies.counted()).toBe(0);
  });
});

describe('a source that delivers something else', () => {
  test.each<[string, Intercept]>([
    ['right length, wrong bytes', () => ({ status: 200, body: noise(SMALL.byteLength, 9) })],
    ['too few bytes', () => ({ status: 200, body: SMALL.subarray(1) })],
    ['too many bytes', () => ({ status: 200, body: Buffer.concat([SMALL, utf8('x')]) })],
    [
      'compressed bytes',
      () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body: utf8('gzip') }),
    ],
  ])('(%s) is tried once more, then it is an integrity error', async (_what, from) => {
    await begin({ from });
    const error = await failureOf(copies.copy(SMALL));
    expect(error).toMatchObject({
      code: 'DIGEST_MISMATCH',
      where: { side: 'source', host: copies.source.host },
    });
    expect(copies.source.calls).toHaveLength(2);
    expect(copies.stored(SMALL)).toBe(false);
    expect(copies.destination.openSessions()).toBe(0);
    expect(copies.counted()).toBe(0);
  });

  test('is not even read when its length is wrong', async () => {
    await begin({ from: () => ({ status: 200, body: SMALL.subarray(1) }) });
    await failureOf(copies.copy(SMALL));
    expect(copies.under.transports.destination.sent.map(({ method }) => method)).not.toContain('PUT');
  });

  test('once is helped by the second try', async () => {
    await begin({ from: times('GET', /blobs/, [{ status: 200, body: noise(SMALL.byteLength, 9) }]) });
    expect(await copies.copy(SMALL)).toBe('copied');
    expect(copies.counted()).toBe(SMALL.byteLength);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test.each<[string, RegistryAnswer]>([
    ['wrong bytes', { status: 200, body: noise(LARGE.byteLength, 9) }],
    [
      'too many bytes',
      {
        status: 200,
        headers: { 'transfer-encoding': 'chunked' },
        body: Buffer.concat([LARGE, noise(4_000_000, 9)]),
      },
    ],
  ])('(%s) while sending in chunks is found out before the last one', async (_what, answer) => {
    let isWrong = false;
    await begin({
      from: () => (isWrong ? answer : undefined),
      to: ({ body }) => (body.byteLength > 1_500_000 ? { status: 413 } : undefined),
    });
    await copies.copy(LARGE, { repository: 'dst/first' });
    isWrong = true;
    const before = copies.destination.calls.length;
    expect((await failureOf(copies.copy(LARGE, { shortcuts: false }))).code).toBe('DIGEST_MISMATCH');
    const sent = copies.destination.calls
      .slice(before)
      .flatMap(({ headers }) => headers['content-range'] ?? []);
    expect(new Set(sent)).toEqual(new Set(['0-1249999', '1250000-2499999', '2500000-3749999']));
    expect(copies.destination.openSessions()).toBe(0);
    expect(copies.counted()).toBe(LARGE.byteLength);
  });

  test('nothing at all names the blob', async () => {
    await begin({ from: () => ({ status: 404, body: errorBody('BLOB_UNKNOWN') }) });
    const error = await failureOf(copies.copy(SMALL));
    expect(error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      where: { side: 'source', digest: digestOf(SMALL), status: 404 },
    });
    expect(copies.destination.openSessions()).toBe(0);
  });
});
