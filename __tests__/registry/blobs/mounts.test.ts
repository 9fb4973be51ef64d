import { deferred } from '../../support/deferred.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import { LARGE, SMALL, startBlobCopies, type BlobCopies } from '../../support/blob-copies.ts';
import { errorBody, type Intercept } from '../../support/scripted-registry.ts';

let copies: BlobCopies;
afterEach(() => copies.close());

const LIST = [digestOf(SMALL), digestOf(LARGE)];
const mountOf = (blob: Uint8Array, from: string, into = 'dst/app'): string =>
  `POST /v2/${into}/blobs/uploads/?mount=${digestOf(blob)}&from=${from}`;
const headOf = (blob: Uint8Array): string => `HEAD /v2/dst/app/blobs/${digestOf(blob)}`;

async function begin(to?: Intercept): Promise<void> {
  copies = await startBlobCopies(to === undefined ? {} : { to });
}

/** @param digests undefined: what the repository holds is not known */
function suggest(name: string, digests?: readonly string[]): void {
  copies.under.registries.suggestMounts(
    { side: 'destination', host: copies.destination.host, name },
    digests as Parameters<typeof copies.under.registries.suggestMounts>[1],
  );
}

function holds(repository: string, ...blobs: readonly Uint8Array[]): void {
  for (const blob of blobs) copies.destination.blobs.set(`${repository} ${digestOf(blob)}`, blob);
}

const requests = (): readonly string[] =>
  copies.destination.calls.map(
    ({ method, path }) => `${method} ${path.replace(/\/uploads\/\d.*$/, '/session')}`,
  );

describe('a blob that another repository is said to hold', () => {
  test('is mounted from there with one request, and one more proves that it arrived', async () => {
    await begin();
    holds('base/ubi', SMALL, LARGE);
    suggest('base/ubi', LIST);
    expect([await copies.copy(SMALL), await copies.copy(LARGE)]).toEqual(['mounted', 'mounted']);
    expect(requests()).toEqual([
      mountOf(SMALL, 'base/ubi'),
      headOf(SMALL),
      mountOf(LARGE, 'base/ubi'),
      headOf(LARGE),
    ]);
    expect(copies.source.calls).toHaveLength(0);
    expect(copies.counted()).toBe(0);
  });

  test('is looked for at the destination itself when the destination is said to hold it, too', async () => {
    await begin();
    holds('dst/app', LARGE);
    suggest('base/ubi', LIST);
    suggest('dst/app', LIST);
    expect(await copies.copy(LARGE)).toBe('present');
    expect(requests()).toEqual([mountOf(LARGE, 'dst/app')]);
  });

  test('is sent through the session of the refusal when it is small', async () => {
    await begin();
    suggest('base/ubi', LIST);
    expect(await copies.copy(SMALL)).toBe('copied');
    expect(requests()).toEqual([mountOf(SMALL, 'base/ubi'), 'PUT /v2/dst/app/blobs/session']);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('is not sent again when it has been pruned there and is at the destination', async () => {
    await begin();
    holds('dst/app', LARGE);
    suggest('base/ubi', LIST);
    expect(await copies.copy(LARGE)).toBe('present');
    expect(requests()).toEqual([
      mountOf(LARGE, 'base/ubi'),
      mountOf(LARGE, 'dst/app'),
      'DELETE /v2/dst/app/blobs/session',
    ]);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('is mounted from the next repository when the first refuses, which is not asked again', async () => {
    await begin();
    holds('base/ubi', SMALL, LARGE);
    suggest('secret/ubi', LIST);
    suggest('base/ubi', LIST);
    expect(await copies.copy(LARGE)).toBe('mounted');
    expect(await copies.copy(SMALL)).toBe('mounted');
    expect(requests()).toEqual([
      mountOf(LARGE, 'secret/ubi'),
      mountOf(LARGE, 'base/ubi'),
      headOf(LARGE),
      'DELETE /v2/dst/app/blobs/session',
      mountOf(SMALL, 'base/ubi'),
      headOf(SMALL),
    ]);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('is sent when the registry reports a mount and does not have the blob, and is believed no more', async () => {
    await begin(({ path }) => (path.includes('from=base/ubi') ? { status: 201 } : undefined));
    suggest('base/ubi', LIST);
    expect([await copies.copy(LARGE), await copies.copy(SMALL)]).toEqual(['copied', 'copied']);
    expect(copies.stored(LARGE) && copies.stored(SMALL)).toBe(true);
    expect(requests().filter((line) => line.includes('from=base/ubi'))).toHaveLength(1);
  });

  test('counts as mounted when the registry cannot say whether it arrived: the manifest tells', async () => {
    await begin(({ method }) => (method === 'HEAD' ? { status: 403 } : undefined));
    holds('base/ubi', LARGE);
    suggest('base/ubi', LIST);
    expect(await copies.copy(LARGE)).toBe('mounted');
  });

  test.each([401, 403, 404, 405, 500])('is sent when the mount answers %i', async (status) => {
    await begin(({ path }) =>
      path.includes('from=base/ubi') ? { status, body: errorBody('DENIED') } : undefined,
    );
    suggest('base/ubi', LIST);
    expect([await copies.copy(LARGE), await copies.copy(SMALL)]).toEqual(['copied', 'copied']);
    expect(requests().filter((line) => line.includes('from=base/ubi'))).toHaveLength(1);
    expect(copies.destination.openSessions()).toBe(0);
  });
});

describe('a repository of unknown content', () => {
  test('is looked in for large blobs that the destination lacks, and never for small ones', async () => {
    await begin();
    holds('base/ubi', SMALL, LARGE);
    suggest('base/ubi');
    expect([await copies.copy(LARGE), await copies.copy(SMALL)]).toEqual(['mounted', 'copied']);
    expect(requests().filter((line) => line.includes('mount='))).toEqual([
      mountOf(LARGE, 'dst/app'),
      mountOf(LARGE, 'base/ubi'),
      mountOf(SMALL, 'dst/app'),
    ]);
    expect(copies.destination.openSessions()).toBe(0);
  });

  test('that lacks one blob is still asked for the next', async () => {
    await begin();
    holds('base/ubi', LARGE);
    const other = Buffer.concat([LARGE, Buffer.from('another')]);
    copies.source.blobs.set(`src/app ${digestOf(other)}`, other);
    suggest('base/ubi');
    expect([await copies.copy(other), await copies.copy(LARGE)]).toEqual(['copied', 'mounted']);
  });

  test('is one of four at most', async () => {
    await begin();
    for (let index = 0; index < 50; index += 1) suggest(`base/${index}`);
    expect(await copies.copy(LARGE)).toBe('copied');
    expect(requests().filter((line) => line.includes('mount='))).toHaveLength(5);
    expect(copies.destination.openSessions()).toBe(0);
  });
});

test('many repositories mount a blob at once as soon as one of them has it', async () => {
  let waiting = 0;
  const allAreWaiting = deferred();
  await begin(async ({ path }, usual) => {
    if (path.startsWith('/v2/dst/first/') || !path.includes('from=dst/first')) return undefined;
    waiting += 1;
    if (waiting === 5) allAreWaiting.resolve();
    await allAreWaiting.promise;
    return usual();
  });
  await copies.copy(LARGE, { repository: 'dst/first' });
  const into = Array.from({ length: 5 }, (_, index) => `dst/app-${index}`);
  const outcomes = await Promise.all(into.map((repository) => copies.copy(LARGE, { repository })));
  expect(outcomes).toEqual(Array<string>(5).fill('mounted'));
  expect(copies.source.calls).toHaveLength(1);
});
