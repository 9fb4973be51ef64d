import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, parseDigest, type Digest } from '../../../src/core/image/digest.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  DOCKER_SCHEMA1_SIGNED,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../../src/core/image/media-types.ts';
import { MAX_MANIFEST_BYTES, readManifest } from '../../../src/core/image/read-manifest.ts';
import { CONFIG_TYPE, descriptorJson, jsonBytes, LAYER_TYPE, utf8 } from '../../support/sample-images.ts';

const CONFIG = jsonBytes({ os: 'linux' });
const LAYER = utf8('layer');
const IMAGE = {
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: descriptorJson(CONFIG, CONFIG_TYPE),
  layers: [descriptorJson(LAYER, LAYER_TYPE)],
};
const INDEX = {
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [
    descriptorJson(jsonBytes(IMAGE), OCI_MANIFEST, {
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    }),
  ],
};

function failure(run: () => unknown): PromoteError {
  try {
    run();
  } catch (error) {
    if (error instanceof PromoteError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function rejected(body: unknown, contentType: string | undefined = OCI_MANIFEST): PromoteError {
  const bytes = body instanceof Uint8Array ? body : typeof body === 'string' ? utf8(body) : jsonBytes(body);
  return failure(() => readManifest(bytes, contentType));
}

describe('a manifest that is as it should be', () => {
  test('is read, and keeps its bytes', () => {
    const bytes = jsonBytes(IMAGE);
    const manifest = readManifest(bytes, OCI_MANIFEST);
    expect(manifest).toMatchObject({
      mediaType: OCI_MANIFEST,
      digest: digestOf(bytes),
      content: { kind: 'image' },
    });
    expect(manifest.bytes).toBe(bytes);
    expect(manifest.content.kind === 'image' && manifest.content.layers[0]?.sizeBytes).toBe(5);
  });

  test('may be an index, with platforms', () => {
    const { content } = readManifest(jsonBytes(INDEX), OCI_INDEX);
    expect(content.kind === 'index' && content.manifests[0]?.platform).toEqual({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
    });
  });

  test.each([{}, { os: '', architecture: '' }, { os: 'linux' }, { architecture: 'amd64' }])(
    'has no platform where an entry of an index says %j, as crane and oras write it for an artifact',
    (platform) => {
      const [entry] = INDEX.manifests;
      const { content } = readManifest(
        jsonBytes({ ...INDEX, manifests: [{ ...entry, platform }] }),
        OCI_INDEX,
      );
      expect(content.kind === 'index' && content.manifests[0]?.platform).toBeUndefined();
    },
  );

  test('may have a layer whose media type has parameters, as podman writes it', () => {
    const layer = descriptorJson(LAYER, 'text/plain; charset=utf-8');
    const { content } = readManifest(jsonBytes({ ...IMAGE, layers: [layer] }), OCI_MANIFEST);
    expect(content.kind === 'image' && content.layers[0]?.mediaType).toBe('text/plain; charset=utf-8');
  });

  test.each([
    ['an empty index', { ...INDEX, manifests: [] }, OCI_INDEX],
    ['an index whose list Go wrote as null', { ...INDEX, manifests: null }, OCI_INDEX],
    [
      'an artifact without layers',
      { ...IMAGE, layers: [], artifactType: 'application/x.test' },
      OCI_MANIFEST,
    ],
    [
      'unknown media types',
      { ...IMAGE, layers: [descriptorJson(LAYER, 'application/vnd.model+zstd')] },
      OCI_MANIFEST,
    ],
    ['custom fields', { ...IMAGE, extra: { layers: 1 } }, OCI_MANIFEST],
    ['annotations that differ in case', { ...IMAGE, annotations: { A: '1', a: '2' } }, OCI_MANIFEST],
    ['a subject', { ...IMAGE, subject: descriptorJson(CONFIG, OCI_MANIFEST) }, OCI_MANIFEST],
    ['pretty print and CRLF', JSON.stringify(IMAGE, undefined, 3).replaceAll('\n', '\r\n'), OCI_MANIFEST],
  ])('may have %s', (_what, body, contentType) => {
    const bytes = typeof body === 'string' ? utf8(body) : jsonBytes(body);
    expect(readManifest(bytes, contentType).digest).toBe(digestOf(bytes));
  });

  test('keeps an annotation called __proto__ as one', () => {
    const bytes = utf8(
      JSON.stringify({ ...IMAGE, annotations: 0 }).replace(
        '"annotations":0',
        '"annotations":{"__proto__":"x"}',
      ),
    );
    const { content } = readManifest(bytes, OCI_MANIFEST);
    expect(Object.hasOwn(content.annotations, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('embeds data that is its content', () => {
    const data = Buffer.from(CONFIG).toString('base64');
    const { content } = readManifest(
      jsonBytes({ ...IMAGE, config: descriptorJson(CONFIG, CONFIG_TYPE, { data }) }),
      OCI_MANIFEST,
    );
    expect(content.kind === 'image' && Buffer.from(content.config.data ?? []).equals(CONFIG)).toBe(true);
  });
});

describe('the digest it was asked by', () => {
  test('is checked with its own algorithm', () => {
    const bytes = jsonBytes(IMAGE);
    expect(readManifest(bytes, OCI_MANIFEST, digestOf(bytes, 'sha512')).digest).toBe(
      digestOf(bytes, 'sha512'),
    );
  });

  test('does not match a body with one more newline', () => {
    const asked = digestOf(jsonBytes(IMAGE));
    const error = failure(() => readManifest(utf8(`${JSON.stringify(IMAGE)}\n`), OCI_MANIFEST, asked));
    expect(error.code).toBe('DIGEST_MISMATCH');
    expect(error.message).toContain(asked);
  });
});

describe('the type of a manifest', () => {
  test.each([undefined, 'text/plain', 'application/json; charset=utf-8', 'application/octet-stream'])(
    'is its mediaType when the Content-Type is %s',
    (contentType) => {
      expect(readManifest(jsonBytes(IMAGE), contentType).mediaType).toBe(OCI_MANIFEST);
    },
  );

  test('is the Content-Type, without parameters, when the body does not say', () => {
    const body = { ...IMAGE, mediaType: undefined };
    expect(
      readManifest(jsonBytes(body), 'Application/vnd.oci.image.manifest.v1+JSON; charset=utf-8').mediaType,
    ).toBe(OCI_MANIFEST);
    expect(readManifest(jsonBytes(body), DOCKER_MANIFEST).mediaType).toBe(DOCKER_MANIFEST);
  });

  test('is unknown when neither says', () => {
    expect(rejected({ ...IMAGE, mediaType: undefined }, 'text/plain').code).toBe('MANIFEST_INVALID');
    expect(failure(() => readManifest(jsonBytes({ ...IMAGE, mediaType: undefined }), undefined)).code).toBe(
      'MANIFEST_INVALID',
    );
  });

  test.each([
    ['Content-Type manifest, mediaType index', INDEX, OCI_MANIFEST],
    ['Docker outside, OCI inside', IMAGE, DOCKER_MANIFEST],
    ['both manifests and layers', { ...IMAGE, manifests: [] }, OCI_MANIFEST],
    ['an index with layers', { ...INDEX, layers: [] }, OCI_INDEX],
    ['an index with a config', { ...INDEX, config: IMAGE.config }, OCI_INDEX],
    ['a list without manifests', { schemaVersion: 2, mediaType: DOCKER_LIST }, DOCKER_LIST],
    ['an image without layers', { ...IMAGE, layers: undefined }, OCI_MANIFEST],
    ['an image without config', { ...IMAGE, config: undefined }, OCI_MANIFEST],
    ['a mediaType that is no string', { ...IMAGE, mediaType: 7 }, OCI_MANIFEST],
    ['no schemaVersion', { ...IMAGE, schemaVersion: undefined }, OCI_MANIFEST],
    ['a Layers beside layers', { ...IMAGE, Layers: [] }, OCI_MANIFEST],
    ['a key that Go folds to layers', { ...IMAGE, layerſ: [] }, OCI_MANIFEST],
    ['a descriptor with Digest', { ...IMAGE, config: { ...IMAGE.config, Digest: 'x' } }, OCI_MANIFEST],
  ])('must not be ambiguous: %s', (_what, body, contentType) => {
    expect(rejected(body, contentType).code).toBe('MANIFEST_INVALID');
  });

  test.each([
    [{ schemaVersion: 1, name: 'a', fsLayers: [] }, 'application/json'],
    [{ schemaVersion: 1, name: 'a' }, DOCKER_SCHEMA1_SIGNED],
    [IMAGE, DOCKER_SCHEMA1_SIGNED],
  ])('may not be schema1 %#', (body, contentType) => {
    const error = rejected(body, contentType);
    expect(error.code).toBe('MANIFEST_UNSUPPORTED');
    expect(error.message).toContain('schema1');
  });

  test('may not be unknown', () => {
    expect(rejected({ ...IMAGE, mediaType: 'application/vnd.other+json' }).code).toBe('MANIFEST_UNSUPPORTED');
  });
});

describe('bytes that could mean two things', () => {
  const text = JSON.stringify(IMAGE);
  test.each([
    ['a byte order mark', utf8(`\uFEFF${text}`)],
    ['broken UTF-8', new Uint8Array([...utf8(text.slice(0, -1)), 0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['no JSON', utf8('<html>')],
    ['nothing', utf8('')],
    ['another JSON value', utf8('[]')],
    ['two equal keys', utf8(text.replace('{', '{"layers":[],'))],
    ['two equal keys, one escaped', utf8(text.replace('{', String.raw`{"l\u0061yers":[],`))],
    ['two equal keys in a descriptor', utf8(text.replace('"size":5', '"size":5,"size":6'))],
  ])('are refused: %s', (_what, bytes) => {
    expect(rejected(bytes).code).toBe('MANIFEST_INVALID');
  });

  test('equal keys in different objects and strings full of brackets are fine', () => {
    const annotations = { a: '{"a":1,"a":2}', b: '\\"],{' };
    expect(
      readManifest(jsonBytes({ ...IMAGE, annotations, x: [{ a: 1 }, { a: 1 }] }), OCI_MANIFEST).content
        .annotations,
    ).toEqual(annotations);
  });
});

describe('descriptors', () => {
  test.each([-1, 1.5, '5', 2 ** 53 + 2, null, undefined])('must have a sensible size, not %j', (size) => {
    expect(rejected({ ...IMAGE, config: { ...IMAGE.config, size } }).message).toContain('size');
  });

  test.each([
    'sha256:../../x',
    `sha256:${'A'.repeat(64)}`,
    `sha256:${'a'.repeat(63)}`,
    `md5:${'a'.repeat(32)}`,
    `sha512:${'a'.repeat(64)}`,
    7,
    null,
  ])('must have a digest, not %j', (digest) => {
    expect(rejected({ ...IMAGE, config: { ...IMAGE.config, digest } }).message).toContain('malformed digest');
  });

  test.each(['', ' ', 'text/plain ', 'a\r\nb', 'a\tb', 7, undefined])(
    'must have a media type, not %j',
    (mediaType) => {
      expect(rejected({ ...IMAGE, config: { ...IMAGE.config, mediaType } }).message).toContain('mediaType');
    },
  );

  test.each([
    [Buffer.from('other').toString('base64'), 'DIGEST_MISMATCH'],
    ['a!b$c=', 'MANIFEST_INVALID'],
    [7, 'MANIFEST_INVALID'],
  ])('may not embed %j as data', (data, code) => {
    expect(rejected({ ...IMAGE, config: { ...IMAGE.config, data } }).code).toBe(code);
  });

  test('are refused when they are not objects', () => {
    expect(rejected({ ...IMAGE, layers: ['sha256:x'] }).message).toContain('layers[0]');
    expect(rejected({ ...IMAGE, layers: { 0: IMAGE.config } }).code).toBe('MANIFEST_INVALID');
  });
});

describe('sizes', () => {
  test('a large manifest within the cap is read', () => {
    const annotations = { big: 'x'.repeat(3_900_000) };
    expect(readManifest(jsonBytes({ ...IMAGE, annotations }), OCI_MANIFEST).bytes.byteLength).toBeGreaterThan(
      3_900_000,
    );
  });

  test('4 MiB are read', () => {
    const text = JSON.stringify(IMAGE);
    const bytes = utf8(text + ' '.repeat(MAX_MANIFEST_BYTES - text.length));
    expect(readManifest(bytes, OCI_MANIFEST).bytes.byteLength).toBe(MAX_MANIFEST_BYTES);
  });

  test('one byte above 4 MiB is refused', () => {
    expect(failure(() => readManifest(new Uint8Array(MAX_MANIFEST_BYTES + 1), OCI_MANIFEST)).code).toBe(
      'MANIFEST_UNSUPPORTED',
    );
  });

  test('20000 children are refused', () => {
    const entry = { mediaType: OCI_MANIFEST, digest: digestOf(CONFIG), size: 1 };
    const bytes = utf8(
      `{"schemaVersion":2,"mediaType":"${OCI_INDEX}","manifests":[${Array(20_000).fill(JSON.stringify(entry)).join(',')}]}`,
    );
    const error = failure(() => readManifest(bytes, OCI_INDEX));
    expect(error.message).toContain('20000 manifests');
  });

  test('millions of brackets do not exhaust the stack', () => {
    const deep = `{"schemaVersion":2,"x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
    expect(rejected(deep).code).toBe('MANIFEST_INVALID');
  });
});

test('whatever the bytes are, reading ends in a manifest or in a PromoteError', () => {
  const json = fc.json().map(utf8);
  const mutated = fc
    .tuple(fc.nat(JSON.stringify(IMAGE).length), fc.string({ maxLength: 4 }), fc.nat(8))
    .map(([at, insert, cut]) => {
      const text = JSON.stringify(IMAGE);
      return utf8(text.slice(0, at) + insert + text.slice(at + cut));
    });
  const asked: Digest = parseDigest(digestOf(CONFIG));
  fc.assert(
    fc.property(fc.oneof(json, mutated, fc.uint8Array()), fc.boolean(), (bytes, pinned) => {
      try {
        const manifest = readManifest(bytes, OCI_MANIFEST, pinned ? asked : undefined);
        expect(manifest.digest).toBe(digestOf(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(PromoteError);
      }
    }),
    { numRuns: 1_000 },
  );
});
