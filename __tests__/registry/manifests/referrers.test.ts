import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import type { Repository } from '../../../src/core/ports/registry.ts';
import { createRegistries } from '../../../src/registry/registries.ts';
import { accountsByHost } from '../../support/accounts.ts';
import { realClock } from '../../support/clocks.ts';
import { testTransport } from '../../support/http-transport.ts';
import { aReferrer, aSignature, entryFor } from '../../support/sample-artifacts.ts';
import { utf8 } from '../../support/sample-images.ts';
import { failureOf, NEVER, registriesFor } from '../../support/registry-under-test.ts';
import {
  errorBody,
  startScriptedRegistry,
  type RegistryAnswer,
  type RegistryCall,
  type ScriptedRegistry,
} from '../../support/scripted-registry.ts';

const image = aSignature(['an image']);
const one = aReferrer(image, 'one');
const other = aReferrer(image, 'other');
const SUBJECT = image.digest;
const NEIGHBOUR = digestOf(utf8('another image'));
const UNSUPPORTED = { kind: 'unsupported' };

let registry: ScriptedRegistry;
afterEach(() => registry.close());

async function repository(answer: (call: RegistryCall) => RegistryAnswer): Promise<Repository> {
  registry = await startScriptedRegistry(answer);
  const client = registriesFor([registry.host]);
  return client.registries.repository('source', registry.host, 'a/b');
}

const page = (entries: readonly object[] | null, next?: string): RegistryAnswer => ({
  status: 200,
  headers: {
    'content-type': 'application/vnd.oci.image.index.v1+json',
    ...(next === undefined ? {} : { link: `<${next}>; rel="next"` }),
  },
  body: JSON.stringify({ schemaVersion: 2, manifests: entries }),
});

describe('what cannot be known', () => {
  test('is an error when a further page fails: a part of a list is none', async () => {
    for (const answer of [{ status: 404 }, { status: 200, body: '<html>' }]) {
      const source = await repository(({ path }) =>
        path.includes('?page=2') ? answer : page([entryFor(one)], `/v2/a/b/referrers/${SUBJECT}?page=2`),
      );
      await failureOf(source.listReferrers(SUBJECT, 10, NEVER));
      await registry.close();
    }
  });

  test('is left at that when it takes a login that the token server refuses', async () => {
    const source = await repository(({ path, headers }) =>
      path.startsWith('/token')
        ? { status: 401 }
        : {
            status: 401,
            headers: { 'www-authenticate': `Bearer realm="http://${headers['host'] ?? ''}/token"` },
          },
    );
    expect(await source.listReferrers(SUBJECT, 10, NEVER)).toEqual(UNSUPPORTED);
  });
});

describe('what refers to an image', () => {
  test('is what the referrers API lists', async () => {
    const source = await repository(() => page([{ ...entryFor(one), artifactType: 'a/b' }]));

    expect(await source.listReferrers(SUBJECT, 10, NEVER)).toEqual({
      kind: 'listed',
      referrers: [
        {
          mediaType: one.mediaType,
          digest: one.digest,
          sizeBytes: one.bytes.byteLength,
          artifactType: 'a/b',
        },
      ],
      isComplete: true,
    });
    expect(registry.lines()).toEqual([`GET /v2/a/b/referrers/${SUBJECT}`]);
  });

  test('may be nothing', async () => {
    const source = await repository(() => page(null));

    expect(await source.listReferrers(SUBJECT, 10, NEVER)).toMatchObject({ referrers: [], isComplete: true });
  });

  test('comes page after page, each once', async () => {
    const source = await repository(({ path }) =>
      path.endsWith('?p=2')
        ? page([entryFor(one), entryFor(other)])
        : page([entryFor(one)], `/v2/a/b/referrers/${SUBJECT}?p=2`),
    );

    const list = await source.listReferrers(SUBJECT, 10, NEVER);

    expect(list).toMatchObject({ referrers: [{ digest: one.digest }, { digest: other.digest }] });
  });

  test('is cut at the limit, which is reported', async () => {
    const source = await repository(({ path }) => page([entryFor(one), entryFor(other)], `${path}?more`));

    expect(await source.listReferrers(SUBJECT, 1, NEVER)).toMatchObject({
      referrers: [{ digest: one.digest }],
      isComplete: false,
    });
    expect(registry.calls).toHaveLength(1);
  });

  test('leaves entries out that cannot be read', async () => {
    const source = await repository(() =>
      page([{ ...entryFor(one), digest: 'sha256:../x' }, entryFor(other)]),
    );

    expect(await source.listReferrers(SUBJECT, 10, NEVER)).toMatchObject({
      referrers: [{ digest: other.digest }],
    });
  });

  test('is not asked for on another host', async () => {
    const source = await repository(() => page([entryFor(one)], 'https://evil.net/v2/a/b/referrers/x'));

    expect((await failureOf(source.listReferrers(SUBJECT, 10, NEVER))).code).toBe('UNSAFE_REDIRECT');
  });

  test('is an error when the pages have no end', async () => {
    const source = await repository(({ path }) => page([], path));

    expect((await failureOf(source.listReferrers(SUBJECT, 10, NEVER))).code).toBe('PROTOCOL_VIOLATION');
  });
});

describe('a registry without referrers API', () => {
  const html = { 'content-type': 'text/html' };

  test.each<[string, RegistryAnswer, 'asked once' | 'asked again']>([
    ['an unknown path', { status: 404, body: '404 page not found' }, 'asked once'],
    ['an unknown method', { status: 405 }, 'asked once'],
    ['a web page', { status: 200, headers: html, body: '<html>' }, 'asked once'],
    ['a web page for an error', { status: 404, headers: html, body: '<html>' }, 'asked once'],
    ['an unknown repository', { status: 404, body: errorBody('NAME_UNKNOWN') }, 'asked again'],
    ['a bad request', { status: 400 }, 'asked again'],
    [
      'a demand for a login',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
      'asked again',
    ],
    ['a denial', { status: 403, body: errorBody('DENIED') }, 'asked again'],
    ['no acceptable type', { status: 406 }, 'asked again'],
    ['something that is no list', { status: 200, body: '{}' }, 'asked again'],
    ['something that is no JSON', { status: 200, body: 'ok' }, 'asked again'],
  ])('answers %s', async (_, answer, then) => {
    const source = await repository(() => answer);

    expect(await source.listReferrers(SUBJECT, 10, NEVER)).toEqual(UNSUPPORTED);
    expect(await source.listReferrers(NEIGHBOUR, 10, NEVER)).toEqual(UNSUPPORTED);
    expect(registry.calls).toHaveLength(then === 'asked once' ? 1 : 2);
  });

  test('is asked once, however many questions there are at the same time', async () => {
    const source = await repository(() => ({ status: 404, body: '404 page not found' }));

    const lists = await Promise.all([1, 2, 3].map(() => source.listReferrers(SUBJECT, 10, NEVER)));

    expect(lists).toEqual([UNSUPPORTED, UNSUPPORTED, UNSUPPORTED]);
    expect(registry.calls).toHaveLength(1);
  });

  test('is not taken for one because it fails: that is an error, and it is not asked again', async () => {
    const source = await repository(() => ({ status: 500, body: errorBody('UNKNOWN') }));

    const [first, second] = [
      await failureOf(source.listReferrers(SUBJECT, 10, NEVER)),
      await failureOf(source.listReferrers(NEIGHBOUR, 10, NEVER)),
    ];

    expect([first.code, second.code]).toEqual(['SERVER_UNAVAILABLE', 'SERVER_UNAVAILABLE']);
    expect(registry.calls).toHaveLength(1);
  });

  test('is not taken for one because it fails once: it is asked again', async () => {
    let failures = 1;
    registry = await startScriptedRegistry(() =>
      failures-- > 0 ? { status: 500, body: errorBody('UNKNOWN') } : page([entryFor(one)]),
    );
    const side = {
      transport: testTransport(),
      accountAt: accountsByHost(),
      plainHttpHosts: new Set([registry.host]),
    };
    const registries = createRegistries({
      sides: { source: side, destination: side },
      clock: realClock,
      log: () => undefined,
    });

    const source = registries.repository('source', registry.host, 'a/b');
    const list = await source.listReferrers(SUBJECT, 10, NEVER);

    expect(list).toMatchObject({ kind: 'listed', referrers: [{ digest: one.digest }] });
    expect(registry.calls).toHaveLength(2);
  });

  test('that listed something before is believed to have failed only once', async () => {
    let answer: RegistryAnswer = page([]);
    const source = await repository(() => answer);
    await source.listReferrers(SUBJECT, 10, NEVER);
    answer = { status: 503 };
    await failureOf(source.listReferrers(NEIGHBOUR, 10, NEVER));
    answer = page([entryFor(one)]);

    expect(await source.listReferrers(NEIGHBOUR, 10, NEVER)).toMatchObject({ referrers: [{}] });
  });
});
