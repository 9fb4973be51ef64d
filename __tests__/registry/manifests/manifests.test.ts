import { afterEach, describe, expect, test } from 'vitest';
import { digestOf, type Digest } from '../../../src/core/image/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/core/image/media-types.ts';
import { missingContentOf } from '../../../src/core/image/missing-content.ts';
import type { Repository } from '../../../src/core/ports/registry.ts';
import { readManifest } from '../../../src/core/image/read-manifest.ts';
import { recordedReply } from '../../support/recorded-reply.ts';
import {
  failureOf,
  NEVER,
  registriesFor,
  type RegistriesUnderTest,
} from '../../support/registry-under-test.ts';
import { sampleImage, sampleIndex, utf8 } from '../../support/sample-images.ts';
import {
  errorBody,
  startScriptedRegistry,
  type Intercept,
  type RegistryAnswer,
  type ScriptedRegistry,
} from '../../support/scripted-registry.ts';

const IMAGE = sampleImage([utf8('layer')]).root;
const OTHER = sampleImage([utf8('other layer')]).root;

let registry: ScriptedRegistry;
let under: RegistriesUnderTest;
afterEach(() => registry.close());

async function start(
  intercept?: Intercept,
): Promise<{ readonly source: Repository; readonly destination: Repository }> {
  registry = await startScriptedRegistry(intercept);
  under = registriesFor([registry.host], {
    credentials: { [registry.host]: { kind: 'bearer', token: 'sha256~x' } },
  });
  for (const manifest of [IMAGE, OTHER]) {
    for (const reference of [manifest.digest, manifest === IMAGE ? '1' : '2']) {
      registry.manifests.set(`a/b ${reference}`, { type: manifest.mediaType, bytes: manifest.bytes });
    }
  }
  return {
    source: under.registries.repository('source', registry.host, 'a/b'),
    destination: under.registries.repository('destination', registry.host, 'a/b'),
  };
}

const answering =
  (answer: RegistryAnswer): Intercept =>
  () =>
    answer;
const onlyHead =
  (answer: RegistryAnswer): Intercept =>
  ({ method }) =>
    method === 'HEAD' ? answer : undefined;
const manifestAnswer = (bytes: Uint8Array, headers: RegistryAnswer['headers'] = {}): RegistryAnswer => ({
  status: 200,
  headers: { 'content-type': OCI_MANIFEST, ...headers },
  body: bytes,
});

describe('getting a manifest', () => {
  test('asks for all types at once', async () => {
    const { source } = await start();
    await source.getManifest('1', NEVER);
    expect(registry.calls[0]?.headers['accept']?.split(', ')).toHaveLength(4);
  });

  test('takes the bytes for the truth, and tells when the registry calls them something else', async () => {
    const { source } = await start(
      answering(manifestAnswer(IMAGE.bytes, { 'docker-content-digest': OTHER.digest })),
    );
    expect((await source.getManifest('1', NEVER)).digest).toBe(IMAGE.digest);
    expect(under.log.join()).toContain(OTHER.digest);
  });

  test.each([
    ['no digest', {}],
    ['two digests', { 'docker-content-digest': [IMAGE.digest, OTHER.digest] }],
    ['a digest of another algorithm', { 'docker-content-digest': digestOf(IMAGE.bytes, 'sha512') }],
    ['nonsense', { 'docker-content-digest': 'sha256:../..' }],
  ])('does not mind %s in the header', async (_what, headers) => {
    const { source } = await start(answering(manifestAnswer(IMAGE.bytes, headers)));
    expect((await source.getManifest(IMAGE.digest, NEVER)).digest).toBe(IMAGE.digest);
  });

  test('by digest does not accept another body, whatever the header says', async () => {
    const { source } = await start(
      answering(
        manifestAnswer(utf8(`${Buffer.from(IMAGE.bytes).toString()}\n`), {
          'docker-content-digest': IMAGE.digest,
        }),
      ),
    );
    const error = await failureOf(source.getManifest(IMAGE.digest, NEVER));
    expect(error).toMatchObject({
      code: 'DIGEST_MISMATCH',
      where: { side: 'source', repository: 'a/b', digest: IMAGE.digest },
    });
  });

  test('says which registry and image a broken manifest comes from', async () => {
    const { source } = await start(answering(manifestAnswer(utf8('{}'))));
    const error = await failureOf(source.getManifest('1', NEVER));
    expect(error.code).toBe('MANIFEST_INVALID');
    expect(error.message).toContain(`${registry.host}, tag 1 of a/b`);
  });

  test('stops at 4 MiB', async () => {
    const { source } = await start(answering(manifestAnswer(new Uint8Array(4 * 1024 * 1024 + 1))));
    expect((await failureOf(source.getManifest('1', NEVER))).code).toBe('PROTOCOL_VIOLATION');
  });

  test.each(['a b', '../x', '%2f', `${'a'.repeat(129)}`, 'sha256:abc', '.hidden', ''])(
    'never asks for %j',
    async (reference) => {
      const { source } = await start();
      expect((await failureOf(source.getManifest(reference, NEVER))).code).toBe('INPUT_INVALID');
      expect(registry.calls).toHaveLength(0);
    },
  );

  test('a web page is not a registry', async () => {
    const { source } = await start(
      answering({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }),
    );
    for (const ask of [() => source.getManifest('1', NEVER), () => source.resolveTag('1', NEVER)]) {
      const error = await failureOf(ask());
      expect(error.code).toBe('NOT_A_REGISTRY');
      expect(error.hint).toContain('/v2/');
    }
  });

  test.each(['No required SSL certificate was sent', 'The SSL certificate error'])(
    'a page of nginx that says %s is about client certificates',
    async (title) => {
      const page = `<html>\r\n<head><title>400 ${title}</title></head>`;
      const { source } = await start(
        answering({ status: 400, headers: { 'content-type': 'text/html' }, body: page }),
      );
      const error = await failureOf(source.getManifest('1', NEVER));
      expect(error.code).toBe('LOGIN_FAILED');
      expect(error.hint).toContain('source-client-certificate');
    },
  );

  test('a router without registry behind it is reported as such', async () => {
    const { source } = await start(
      answering({
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: '<html>Application is not available</html>',
      }),
    );
    const error = await failureOf(source.getManifest('1', NEVER));
    expect(error.code).toBe('SERVER_UNAVAILABLE');
    expect(error.hint).toContain('route');
  });

  test.each([
    ['54r-manifest-by-tag-missing-stream', '9', 'IMAGE_NOT_FOUND'],
    ['08e-manifest-tag-404', '9', 'IMAGE_NOT_FOUND'],
    ['08h-manifest-forbidden', '9', 'ACCESS_DENIED'],
    ['08g-manifest-ns-404', '9', 'ACCESS_DENIED'],
  ])('understands what OpenShift answered in %s', async (name, reference, code) => {
    const { source } = await start(answering(recordedReply(name)));
    expect((await failureOf(source.getManifest(reference, NEVER))).code).toBe(code);
  });

  test('understands that OpenShift has no such stream when it answers 500 to a digest', async () => {
    const { source } = await start(({ path }) =>
      recordedReply(
        path.endsWith('/tags/list')
          ? '54r8-tags-list-missing-stream'
          : '54r2-manifest-by-digest-missing-stream',
      ),
    );
    expect((await failureOf(source.getManifest(IMAGE.digest, NEVER))).code).toBe('IMAGE_NOT_FOUND');
    expect(registry.calls).toHaveLength(2);
  });

  test('repeats a digest after any other failure of the server', async () => {
    let tries = 0;
    const { source } = await start(({ path }) =>
      path.includes('/manifests/') && ++tries === 1 ? { status: 500 } : undefined,
    );
    expect((await source.getManifest(IMAGE.digest, NEVER)).digest).toBe(IMAGE.digest);
  });
});

describe('resolving a tag', () => {
  test('takes one HEAD', async () => {
    const { destination } = await start();
    expect(await destination.resolveTag('1', NEVER)).toBe(IMAGE.digest);
    expect(registry.lines()).toEqual(['HEAD /v2/a/b/manifests/1']);
  });

  test('finds nothing where there is nothing', async () => {
    const { destination } = await start();
    expect(await destination.resolveTag('3', NEVER)).toBeUndefined();
    expect(registry.calls).toHaveLength(1);
  });

  test.each([
    ['405', { status: 405 }],
    ['500', { status: 500 }],
    ['403', { status: 403 }],
    ['no digest', { status: 200 }],
    ['two digests', { status: 200, headers: { 'docker-content-digest': [IMAGE.digest, OTHER.digest] } }],
    ['a malformed digest', { status: 200, headers: { 'docker-content-digest': 'md5:1' } }],
    ['a web page', { status: 404, headers: { 'content-type': 'text/html' } }],
  ])('falls back to GET when HEAD answers %s', async (_what, answer) => {
    const { destination } = await start(onlyHead(answer));
    expect(await destination.resolveTag('1', NEVER)).toBe(IMAGE.digest);
    expect(await destination.resolveTag('3', NEVER)).toBeUndefined();
  });

  test('fails when it is not allowed to know', async () => {
    const { destination } = await start(answering({ status: 403, body: errorBody('DENIED') }));
    expect((await failureOf(destination.resolveTag('1', NEVER))).code).toBe('ACCESS_DENIED');
  });
});

describe('putting a manifest', () => {
  test('sends the bytes as they came, with their type', async () => {
    const { destination } = await start();
    const pretty = readManifest(
      utf8(`${JSON.stringify(JSON.parse(Buffer.from(IMAGE.bytes).toString()), undefined, 2)}\r\n`),
      OCI_MANIFEST,
    );
    await destination.putManifest(pretty, 'new', NEVER);
    const call = registry.calls[0];
    expect(call?.method).toBe('PUT');
    expect(call?.headers['content-type']).toBe(OCI_MANIFEST);
    expect(call?.body.equals(pretty.bytes)).toBe(true);
  });

  test.each([200, 201, 202])('takes %i for success, with or without digest', async (status) => {
    const { destination } = await start(answering({ status }));
    await destination.putManifest(IMAGE, '1', NEVER);
    expect(registry.calls).toHaveLength(1);
  });

  test('accepts that a sha512 manifest is called by its sha256', async () => {
    const bytes = IMAGE.bytes;
    const { destination } = await start(
      answering({ status: 201, headers: { 'docker-content-digest': digestOf(bytes) } }),
    );
    await destination.putManifest(readManifest(bytes, OCI_MANIFEST, digestOf(bytes, 'sha512')), '1', NEVER);
    expect(registry.calls).toHaveLength(1);
  });

  test.each([OTHER.digest, 'sha256:nonsense'])(
    'fails when the registry says it stored %s',
    async (claimed) => {
      const { destination } = await start(
        answering({ status: 201, headers: { 'docker-content-digest': claimed } }),
      );
      expect((await failureOf(destination.putManifest(IMAGE, '1', NEVER))).code).toBe('DIGEST_MISMATCH');
    },
  );

  test('is never under the digest of something else', async () => {
    const { destination } = await start();
    await expect(destination.putManifest(IMAGE, OTHER.digest, NEVER)).rejects.toThrow(TypeError);
    expect(registry.calls).toHaveLength(0);
  });

  test('waits for blobs that become visible a moment later', async () => {
    let tries = 0;
    const { destination } = await start(({ method }) =>
      method === 'PUT' && ++tries < 3 ? { status: 404, body: errorBody('MANIFEST_BLOB_UNKNOWN') } : undefined,
    );
    await destination.putManifest(IMAGE, '1', NEVER);
    expect(under.clock.sleeps).toEqual([500, 1000]);
  });

  test('tells what is missing, so that it can be pushed again', async () => {
    const { destination } = await start(answering(recordedReply('09g-push-manifest-unknown-blobs')));
    const error = await failureOf(destination.putManifest(IMAGE, '1', NEVER));
    const digests: readonly Digest[] | undefined = missingContentOf(error)?.digests;
    expect(digests).toEqual([
      'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      `sha256:${'1'.repeat(64)}`,
    ]);
    expect(missingContentOf(new Error('x'))).toBeUndefined();
  });

  test.each([
    ['400', { status: 400, body: errorBody('TAG_INVALID', 'tag 2 is immutable') }],
    ['403', { status: 403, body: errorBody('DENIED', 'The tag 2 already exists and is immutable') }],
    ['409', { status: 409 }],
    ['412', { status: 412, body: errorBody('PRECONDITION', 'configured as immutable') }],
  ])(
    'an immutable tag (%s) is fine with the same digest, one clear error with another',
    async (_what, answer) => {
      const { destination } = await start(({ method }) => (method === 'PUT' ? answer : undefined));
      await destination.putManifest(OTHER, '2', NEVER);
      const error = await failureOf(destination.putManifest(IMAGE, '2', NEVER));
      expect(error.code).toBe('TAG_EXISTS');
      expect(error.message).toContain(OTHER.digest);
      expect(error.message).toContain(IMAGE.digest);
    },
  );

  test.each<[string, RegistryAnswer | 'break']>([
    ['a lost answer', 'break'],
    ['504', { status: 504, body: '<html>' }],
    ['500', { status: 500 }],
  ])('%s may hide a success, which a GET finds', async (_what, answer) => {
    const { destination } = await start(({ method }, usual) => {
      if (method !== 'PUT') return undefined;
      usual();
      return answer;
    });
    await destination.putManifest(IMAGE, '3', NEVER);
    expect(registry.lines().at(-1)).toBe('GET /v2/a/b/manifests/3');
  });

  test.each<[string, RegistryAnswer | 'break']>([
    ['a lost answer', 'break'],
    ['504', { status: 504 }],
  ])('%s that hides no success is a failure', async (_what, answer) => {
    const { destination } = await start(({ method }) => (method === 'PUT' ? answer : undefined));
    expect(['CONNECTION_FAILED', 'SERVER_UNAVAILABLE']).toContain(
      (await failureOf(destination.putManifest(IMAGE, '2', NEVER))).code,
    );
  });

  test('a quota is a quota, with the words of the server, and no advice to log in', async () => {
    const message = 'adding 12 GiB will exceed the configured storage quota of 10 GiB';
    const { destination } = await start(answering({ status: 403, body: errorBody('DENIED', message) }));
    const error = await failureOf(destination.putManifest(IMAGE, '1', NEVER));
    expect(error.code).toBe('QUOTA_EXCEEDED');
    expect(error.message).toContain(message);
    expect(error.hint).not.toMatch(/token|password|login/);
    expect(registry.calls).toHaveLength(1);
  });

  test('OpenShift denying a manifest names both reasons it can have', async () => {
    const { destination } = await start(
      answering({ ...recordedReply('09f-push-manifest-forbidden'), status: 403 }),
    );
    const error = await failureOf(destination.putManifest(IMAGE, '1', NEVER));
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toMatch(/may not create the image stream, or a quota or limit range/);
    expect(error.hint).toContain('oc describe quota,limitrange -n a');
  });

  test('a registry without indexes says so clearly', async () => {
    const index = sampleIndex([]).root;
    const { destination } = await start(answering(recordedReply('09h-push-manifest-invalid')));
    const error = await failureOf(destination.putManifest(index, '1', NEVER));
    expect(index.mediaType).toBe(OCI_INDEX);
    expect(error.code).toBe('MANIFEST_UNSUPPORTED');
    expect(error.hint).toContain('4.13');
  });

  test('OpenShift refusing the name of a repository is reported as that', async () => {
    await start(answering(recordedReply('09j-push-three-segments-repo')));
    const deep = under.registries.repository('destination', registry.host, 'a/b/c');
    const error = await failureOf(deep.putManifest(IMAGE, '1', NEVER));
    expect(error).toMatchObject({
      code: 'INPUT_INVALID',
      hint: expect.stringContaining('project/stream') as string,
    });
  });
});

describe('what a registry says', () => {
  test('is cleaned before it is shown, and bounded', async () => {
    const message = `bad\r\n::error::boom \u001b[31mred\u001b[0m ##[command]rm ${'x'.repeat(5_000)}`;
    const { destination } = await start(
      answering({
        status: 400,
        headers: { 'x-request-id': 'req-1' },
        body: errorBody('NAME_INVALID', message),
      }),
    );
    const error = await failureOf(destination.putManifest(IMAGE, '1', NEVER));
    expect(error.message).toMatch(/NAME_INVALID bad boom red rm x/);
    expect(error.message).toContain('request req-1');
    expect(error.message).not.toMatch(/[\r\n\u001b\u0001]|::error|##\[/);
    expect(error.message.length).toBeLessThan(1_500);
  });

  test('may be nothing or nonsense', async () => {
    for (const body of ['', 'oops', '[]', '{"errors":"x"}', '{"errors":[1,null,{"code":7,"message":{}}]}']) {
      const { destination } = await start(answering({ status: 400, body }));
      const error = await failureOf(destination.putManifest(IMAGE, '1', NEVER));
      expect(error).toMatchObject({
        code: 'PROTOCOL_VIOLATION',
        where: { status: 400, request: 'PUT /v2/a/b/manifests/1' },
      });
      await registry.close();
    }
  });
});

test('names that are no names never become URLs', async () => {
  await start();
  for (const [host, name] of [
    [registry.host, '../x'],
    [registry.host, 'A/b'],
    ['evil.net/x', 'a/b'],
    ['user@evil.net', 'a/b'],
  ] as const) {
    expect(() => under.registries.repository('source', host, name)).toThrow(/not the name of a repository/);
  }
});
