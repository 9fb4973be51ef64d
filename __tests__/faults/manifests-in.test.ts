import { describe, expect, it } from 'vitest';
import { digestOf, shortDigest } from '../../src/core/image/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { failureOfOutcome, startLab, storeImage, type Lab } from '../support/fault-lab.ts';
import { NEVER } from '../support/registry-under-test.ts';
import {
  CONFIG_TYPE,
  descriptorJson,
  jsonBytes,
  LAYER_TYPE,
  noise,
  sampleImage,
  utf8,
} from '../support/sample-images.ts';
import { errorBody, type RegistryAnswer } from '../support/scripted-registry.ts';
import type { Rule } from '../support/wire-registry.ts';

const LAYER = noise(2_000, 1);
const IMAGE = sampleImage([LAYER]);
const OTHER = sampleImage([noise(2_000, 2)]);
const { bytes, digest } = IMAGE.root;

/** A source that answers this to every GET of a manifest. */
function answering(answer: RegistryAnswer): Rule {
  return ({ method, path }) => (method === 'GET' && path.includes('/manifests/') ? answer : undefined);
}

/** A source that has this under the tag 1, and a copy of it made. */
async function withManifest(
  body: Uint8Array,
  headers: NonNullable<RegistryAnswer['headers']> = { 'content-type': OCI_MANIFEST },
): Promise<Lab> {
  const lab = await startLab({ from: answering({ status: 200, headers, body }) });
  for (const image of [IMAGE, OTHER]) storeImage(lab.source, 'src/app', image);
  return lab;
}

const pull = (lab: Lab, reference = '1') => lab.from.getManifest(reference, NEVER);

function manifestJson(fields: object): object {
  return {
    ...(JSON.parse(Buffer.from(bytes).toString()) as object),
    ...fields,
  };
}

describe('digests', () => {
  it('case 39: refuses a body with one more line break than the digest stands for', async () => {
    const lab = await withManifest(Buffer.concat([bytes, Buffer.from('\n')]));
    expect((await lab.failure(pull(lab, digest))).code).toBe('DIGEST_MISMATCH');
  });

  it.each<[string, string | readonly string[] | undefined, boolean]>([
    ['no digest', undefined, false],
    ['a wrong digest', OTHER.root.digest, true],
    ['two digests', [OTHER.root.digest, digest], false],
    ['a sha512 digest', digestOf(bytes, 'sha512'), true],
    ['nonsense', 'latest', false],
  ])('case 40: trusts the bytes where the registry claims %s', async (_what, claimed, isTold) => {
    const headers = {
      'content-type': OCI_MANIFEST,
      ...(claimed === undefined ? {} : { 'docker-content-digest': claimed }),
    };
    const lab = await withManifest(bytes, headers);
    expect((await pull(lab)).digest).toBe(digest);
    expect((await pull(lab, digest)).digest).toBe(digest);
    expect(lab.said().includes('its bytes are')).toBe(isTold);
  });

  it.each([405, 500, 501])('case 41: promotes where HEAD answers %i', async (status) => {
    const refuse: Rule = ({ method, path }) =>
      method === 'HEAD' && path.includes('/manifests/') ? { status } : undefined;
    const lab = await startLab({ from: refuse, to: refuse });
    lab.addImage(IMAGE, '1');
    expect((await lab.promote()).failure).toBeUndefined();
    expect(Buffer.from(lab.destination.manifests.get('dst/app 1')?.bytes ?? [])).toEqual(Buffer.from(bytes));
  });

  it('case 41: takes the digest of the GET for everything, whatever HEAD says and the tag does meanwhile', async () => {
    let gets = 0;
    const lab = await startLab({
      from: ({ method, path }, usual) => {
        if (!path.endsWith('/manifests/1')) return undefined;
        if (method === 'HEAD')
          return { status: 200, headers: { 'docker-content-digest': OTHER.root.digest } };
        gets += 1;
        const answer = usual();
        storeImage(lab.source, 'src/app', OTHER, '1');
        return answer;
      },
    });
    lab.addImage(IMAGE, '1');
    const outcome = await lab.promote();
    expect(outcome.failure).toBeUndefined();
    expect(gets).toBe(1);
    expect(outcome.report.images[0]?.digest).toBe(digest);
    expect(digestOf(lab.destination.manifests.get('dst/app 1')?.bytes ?? new Uint8Array())).toBe(digest);
  });
});

describe('types', () => {
  it.each([
    ['by its type', 'application/vnd.docker.distribution.manifest.v1+prettyjws', {}],
    ['by its version', 'application/json', { schemaVersion: 1 }],
  ])('case 42: says that a schema1 manifest, known %s, is not supported', async (_how, type, fields) => {
    const lab = await withManifest(jsonBytes(manifestJson(fields)), { 'content-type': type });
    const error = await lab.failure(pull(lab));
    expect(error.code).toBe('MANIFEST_UNSUPPORTED');
    expect(error.message).toContain('schema1');
  });

  it('case 43: refuses a manifest that says it is an index', async () => {
    const lab = await withManifest(jsonBytes(manifestJson({ mediaType: OCI_INDEX })));
    expect((await lab.failure(pull(lab))).code).toBe('MANIFEST_INVALID');
  });

  it.each(['text/plain', `${OCI_MANIFEST}; charset=utf-8`, 'application/json'])(
    'case 43: takes a manifest that comes as %s for what it says it is',
    async (type) => {
      const lab = await withManifest(bytes, { 'content-type': type });
      expect((await pull(lab)).mediaType).toBe(OCI_MANIFEST);
    },
  );

  const layers = `"layers":[${JSON.stringify(descriptorJson(LAYER, LAYER_TYPE))}]`;
  it.each([
    ['children and layers', '{', '{"manifests":[],'],
    ['one key twice', '{', `{${layers},`],
    ['one key in two spellings', '{', '{"Layers":[],'],
    ['one key in two spellings of a descriptor', '"digest"', '"Digest":"sha256:0","digest"'],
  ])('case 44: refuses a manifest with %s', async (_what, search, replacement) => {
    const lab = await withManifest(utf8(Buffer.from(bytes).toString().replace(search, replacement)));
    expect((await lab.failure(pull(lab))).code).toBe('MANIFEST_INVALID');
  });

  it('case 44: is not changed by a key named __proto__', async () => {
    const text = Buffer.from(bytes).toString().replace('{', '{"__proto__":{"polluted":true},');
    const lab = await withManifest(utf8(text));
    await pull(lab).catch((error: unknown) => error);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  const pretty = JSON.stringify(manifestJson({}), undefined, 3);
  it.each([
    ['line breaks and blanks', Buffer.from(pretty)],
    ['CRLF', Buffer.from(pretty.replaceAll('\n', '\r\n'))],
    ['a line break at the end', Buffer.from(`${pretty}\n`)],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])],
    [
      'bytes that are no UTF-8',
      Buffer.from(JSON.stringify(manifestJson({ annotations: { a: 'ÿþ' } })), 'latin1'),
    ],
  ])('case 45: pushes a manifest with %s byte for byte, or not at all', async (_what, body) => {
    const lab = await withManifest(body);
    const { failure } = await lab.promote();
    const pushed = lab.destination.manifests.get('dst/app 1');
    if (failure === undefined) expect(Buffer.from(pushed?.bytes ?? [])).toEqual(body);
    else expect(pushed).toBeUndefined();
    if (body.includes('schemaVersion": 2')) expect(failure).toBeUndefined();
  });

  const hex = digestOf(LAYER).slice('sha256:'.length);
  it.each([
    ['the size -1', { size: -1 }],
    ['the size 1.5', { size: 1.5 }],
    ['the size "5"', { size: '5' }],
    ['a size beyond all numbers', { size: 2 ** 53 + 2 }],
    ['a digest that is a path', { digest: 'sha256:../../x' }],
    ['a digest in capitals', { digest: `sha256:${hex.toUpperCase()}` }],
    ['a digest that is too short', { digest: `sha256:${hex.slice(1)}` }],
    ['a digest of another kind', { digest: `md5:${hex.slice(32)}` }],
  ])('case 46: asks for nothing when a layer has %s', async (_what, fields) => {
    const layer = { ...descriptorJson(LAYER, LAYER_TYPE), ...fields };
    const lab = await withManifest(jsonBytes(manifestJson({ layers: [layer] })));
    expect(failureOfOutcome(await lab.promote()).code).toBe('MANIFEST_INVALID');
    expect(lab.source.lines()).toEqual(['GET /v2/src/app/manifests/1']);
    expect(lab.destination.count('POST')).toBe(0);
  });

  it('case 47: stops reading a manifest at 4 MiB', async () => {
    const big = jsonBytes(manifestJson({ annotations: { a: 'x'.repeat(4 * 1024 * 1024) } }));
    const lab = await withManifest(big);
    expect(['PROTOCOL_VIOLATION', 'MANIFEST_UNSUPPORTED']).toContain((await lab.failure(pull(lab))).code);
  });

  it('case 47: stops reading a manifest without end at 4 MiB', async () => {
    let writtenBytes = 0;
    const lab = await startLab({
      from: async (_call, _usual, peer) => {
        await peer.write(
          `HTTP/1.1 200 OK\r\ncontent-type: ${OCI_MANIFEST}\r\ntransfer-encoding: chunked\r\n\r\n`,
        );
        const chunk = `10000\r\n${' '.repeat(0x1_00_00)}\r\n`;
        for (; !peer.socket.destroyed && writtenBytes < 100e6; writtenBytes += chunk.length)
          await peer.write(chunk);
        return 'done' as const;
      },
    });
    expect((await lab.failure(pull(lab))).code).toBe('PROTOCOL_VIOLATION');
    expect(writtenBytes).toBeLessThan(40e6);
  });
});

describe('limits of registries', () => {
  it('case 57: calls a web page what it is, and believes no HEAD of it', async () => {
    const page: Rule = () => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><title>Log in</title>',
    });
    const source = await startLab({ from: page });
    expect((await source.failure(pull(source))).code).toBe('NOT_A_REGISTRY');

    const destination = await startLab({ to: page });
    destination.addImage(IMAGE, '1');
    const outcome = await destination.promote();
    expect(failureOfOutcome(outcome).code).toBe('NOT_A_REGISTRY');
    await expect(destination.copy(LAYER)).rejects.toMatchObject({ code: 'NOT_A_REGISTRY' });
  });

  it('case 58: gives up at once when asked to wait longer than it may, and says how long', async () => {
    const lab = await startLab({ from: () => ({ status: 429, headers: { 'retry-after': '3600' } }) });
    const error = await lab.failure(pull(lab));
    expect(error.code).toBe('RATE_LIMITED');
    expect(error.message).toContain('3600 s');
    expect(lab.source.calls).toHaveLength(1);
  });

  it.each([
    ['7', 7_000],
    ['Thu, 01 Jan 2026 00:00:09 GMT', 9_000],
    ['-5', 0],
    ['abc', 0],
    [undefined, 0],
  ])('case 58: waits as Retry-After %s asks, else a little', async (value, waitedMs) => {
    let count = 0;
    const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
    const lab = await startLab({
      from: () => ((count += 1) === 1 ? { status: 429, headers } : undefined),
    });
    lab.addImage(IMAGE, '1');
    expect((await pull(lab)).digest).toBe(digest);
    expect(lab.clock.nowMs()).toBe(waitedMs);
  });
});

describe('reads by digest', () => {
  it.each([429, 503])('wait as Retry-After asks after %i, as those by tag do', async (status) => {
    for (const reference of ['1', digest]) {
      let count = 0;
      const headers = { 'retry-after': '1' };
      const lab = await startLab({ from: () => ((count += 1) === 1 ? { status, headers } : undefined) });
      lab.addImage(IMAGE, '1');
      expect((await pull(lab, reference)).digest).toBe(digest);
      expect(lab.clock.nowMs()).toBe(1_000);
      expect(lab.source.calls).toHaveLength(2);
    }
  });
});

describe('content', () => {
  it('case 53: pushes a blob of no bytes and the empty object, each with its length', async () => {
    const lab = await startLab();
    for (const blob of [new Uint8Array(), utf8('{}')]) {
      lab.addBlob(blob);
      expect(await lab.copy(blob)).toBe('copied');
      expect(lab.has(blob)).toBe(true);
      const put = lab.destination.calls.findLast(({ method }) => method === 'PUT');
      expect(put?.headers['content-length']).toBe(String(blob.byteLength));
    }
  });

  it('case 54: refuses content in a descriptor that is not what its digest says', async () => {
    const data = Buffer.from('other bytes').toString('base64');
    const layer = { ...descriptorJson(LAYER, LAYER_TYPE), data };
    const lab = await withManifest(jsonBytes(manifestJson({ layers: [layer] })));
    expect((await lab.failure(pull(lab))).code).toBe('DIGEST_MISMATCH');
  });

  it('case 54: takes content from a descriptor instead of asking for it', async () => {
    const layer = { ...descriptorJson(LAYER, LAYER_TYPE), data: Buffer.from(LAYER).toString('base64') };
    const lab = await withManifest(jsonBytes(manifestJson({ layers: [layer] })));
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.has(LAYER)).toBe(true);
    expect(lab.source.calls.some(({ path }) => path.includes(digestOf(LAYER)))).toBe(false);
  });

  const foreignType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
  const urls = ['https://storage.example/layer'];
  const imageWith = (layer: object) => sampleImage([], { fields: { layers: [layer] } });
  const foreign = imageWith(descriptorJson(LAYER, foreignType, { urls }));

  it.each([
    ['an OCI layer without URLs', 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', {}],
    ['an OCI layer with URLs', 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', { urls }],
    ['a Docker layer without URLs', foreignType, {}],
    ['a Docker layer with URLs', foreignType, { urls }],
  ])('case 55: sends %s that must not be distributed, as the source has it', async (_what, type, fields) => {
    const lab = await startLab();
    lab.addImage(imageWith(descriptorJson(LAYER, type, fields)), '1');
    lab.addBlob(LAYER);
    const { failure, report } = await lab.promote();
    expect(failure).toBeUndefined();
    expect(lab.has(LAYER)).toBe(true);
    expect(report.images[0]?.blobs?.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
  });

  it('case 55: leaves out what only its URLs have, and says so in plan, log and report', async () => {
    const lab = await startLab();
    lab.addImage(foreign, '1');
    const { failure, plan, report } = await lab.promote();
    expect(failure).toBeUndefined();
    expect(lab.destination.manifests.has('dst/app 1')).toBe(true);
    expect(plan?.images[0]?.skippedLayers).toEqual([digestOf(LAYER)]);
    expect(lab.said()).toContain(`leave out layer ${shortDigest(digestOf(LAYER))}`);
    expect(report.images[0]?.blobs).toContainEqual(
      expect.objectContaining({ digest: digestOf(LAYER), outcome: 'skipped' }),
    );
  });

  it('case 55: fails before anything changes when a layer is nowhere', async () => {
    const lab = await startLab();
    lab.addImage(imageWith(descriptorJson(LAYER, foreignType)), '1');
    const error = failureOfOutcome(await lab.promote());
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', where: { digest: digestOf(LAYER) } });
    expect(lab.destination.calls.every(({ method }) => method === 'HEAD')).toBe(true);
  });

  it('case 55: names the destination that refuses such an image', async () => {
    const lab = await startLab({
      to: ({ method, path }) =>
        method === 'PUT' && path.includes('/manifests/')
          ? { status: 400, body: errorBody('MANIFEST_INVALID', 'foreign layers are not allowed') }
          : undefined,
    });
    lab.addImage(foreign, '1');
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('MANIFEST_UNSUPPORTED');
    expect(error.message).toContain('foreign layers are not allowed');
    expect(error.hint).not.toBeUndefined();
  });

  const sha512 = sampleImage([], {
    fields: { layers: [{ ...descriptorJson(LAYER, LAYER_TYPE), digest: digestOf(LAYER, 'sha512') }] },
  });

  it('case 56: verifies and copies sha512', async () => {
    const lab = await startLab();
    lab.addImage(sha512, '1');
    lab.source.blobs.set(`src/app ${digestOf(LAYER, 'sha512')}`, LAYER);
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.destination.blobs.has(`dst/app ${digestOf(LAYER, 'sha512')}`)).toBe(true);

    lab.source.blobs.set(`src/app ${digestOf(LAYER, 'sha512')}`, noise(2_000, 9));
    const wrong = { mediaType: LAYER_TYPE, digest: digestOf(LAYER, 'sha512'), sizeBytes: 2_000 };
    expect((await lab.failure(lab.copy(wrong, { shortcuts: false }))).code).toBe('DIGEST_MISMATCH');
  });

  it('case 56: a destination without sha512 is a typed error', async () => {
    const lab = await startLab({
      to: ({ path }) =>
        path.includes('sha512')
          ? { status: 400, body: errorBody('DIGEST_INVALID', 'unsupported') }
          : undefined,
    });
    lab.addImage(sha512, '1');
    lab.source.blobs.set(`src/app ${digestOf(LAYER, 'sha512')}`, LAYER);
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('DIGEST_MISMATCH');
    expect(error.message).toContain('unsupported');
    expect(lab.destination.openSessions()).toBe(0);
  });

  it('case 49: copies artifacts, unknown types and zstd layers as they are', async () => {
    const empty = utf8('{}');
    const artifact = sampleImage([], {
      config: empty,
      fields: {
        artifactType: 'application/x-thing',
        config: descriptorJson(empty, 'application/vnd.oci.empty.v1+json'),
      },
    });
    const odd = sampleImage([], {
      fields: {
        config: descriptorJson(jsonBytes({}), CONFIG_TYPE),
        layers: [
          descriptorJson(LAYER, 'application/vnd.oci.image.layer.v1.tar+zstd'),
          descriptorJson(noise(10, 4), 'application/x-model.weights'),
        ],
      },
    });
    for (const image of [artifact, odd]) {
      const lab = await startLab();
      lab.addImage(image, '1');
      for (const blob of [empty, LAYER, noise(10, 4)]) lab.addBlob(blob);
      expect((await lab.promote()).failure).toBeUndefined();
      expect(
        readManifest(lab.destination.manifests.get('dst/app 1')?.bytes ?? utf8(''), OCI_MANIFEST).digest,
      ).toBe(image.root.digest);
    }
  });
});
