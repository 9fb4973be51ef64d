import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import {
  bundleOf,
  COSIGN_SIGN,
  foundIn,
  HOST,
  neededBy,
  newKey,
  payloadFor,
  policyLab,
  signatureOf,
  statementAbout,
  type PolicyLab,
  type TestKey,
} from '../../support/policy-lab.ts';
import { descriptorFor } from '../../support/sample-artifacts.ts';
import { descriptorJson, noise, sampleImage, sampleIndex, utf8 } from '../../support/sample-images.ts';

const IMAGE = sampleImage([noise(100, 1)]);
const OTHER = digestOf(utf8('another image'));
const key = newKey();
const foreign = newKey();
const SIGNERS = { release: { key: key.pem } };
const BY_RELEASE = { signature: { by: 'release' } };

let lab: PolicyLab;
beforeEach(() => {
  lab = policyLab(IMAGE);
});

const check = (rule: object = BY_RELEASE, more: object = {}) =>
  lab.check(rule, { signers: SIGNERS, ...more });

/** A good signature in cosign's older format. */
function sign(subject = lab.digest, by: TestKey = key, repository?: string): void {
  const payload = payloadFor(subject, repository);
  lab.addSignatures(subject, [{ payload, signature: signatureOf(payload, by) }]);
}

/** A good one as a bundle. */
function signBundle(statement: object = statementAbout([lab.digest], COSIGN_SIGN), by: TestKey = key): void {
  lab.addReferrer(IMAGE.root, bundleOf(statement, by));
}

describe('an image that is not signed', () => {
  it('is refused, with the command that signs it', async () => {
    const report = await check();

    expect(report).toMatchObject({ outcome: 'failed', kind: 'signature', mode: 'enforce' });
    expect(foundIn(report)).toBe('no signature');
    expect(neededBy(report)).toBe(`sign it as release: cosign sign --key KEY ${HOST}/dev/app@${lab.digest}`);
  });

  it('is refused also when it cannot be looked for signatures', async () => {
    lab.addProblem('cannot list what refers to it: the registry answered 500');

    expect(foundIn(await check())).toContain('the registry answered 500');
  });
});

describe('a signature by key in the older format', () => {
  it('is good when it is made with the key, over this digest and for this repository', async () => {
    sign();

    const report = await lab.evaluate({
      version: 1,
      signers: SIGNERS,
      rules: [{ name: 'signed', ...BY_RELEASE }],
    });

    expect(report).toMatchObject({
      outcome: 'passed',
      rules: [{ findings: [{ found: 'signed by release' }] }],
    });
    expect(report.signatures).toMatchObject([
      { signer: 'release', subject: lab.digest, type: 'signature', format: 'tag' },
    ]);
  });

  it.each([
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['Ed25519', generateKeyPairSync('ed25519')],
  ])('may be one of %s', async (_, { publicKey, privateKey }) => {
    sign(lab.digest, { pem: '', privateKey });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

    expect(await check(BY_RELEASE, { signers: { release: { key: pem } } })).toMatchObject({
      outcome: 'passed',
    });
  });

  it('may name a tag, as podman writes it', async () => {
    sign(lab.digest, key, `${HOST}/dev/app:1.4.2`);

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it('is refused when another key made it', async () => {
    sign(lab.digest, foreign);

    expect(foundIn(await check())).toContain('is not made with its key');
  });

  it('is refused when it is over another digest', async () => {
    const payload = payloadFor(OTHER);
    lab.addSignatures(lab.digest, [{ payload, signature: signatureOf(payload, key) }]);

    expect(foundIn(await check())).toMatch(/is over sha256:\w+, not over this image/);
  });

  it.each([
    `${HOST}/dev/other`,
    `${HOST}/dev/app-evil`,
    `${HOST}/dev/ap`,
    `evil-${HOST}/dev/app`,
    `${HOST.toUpperCase()}/dev/app`,
    'dev/app',
    '',
  ])('is refused when it was made for %s', async (repository) => {
    sign(lab.digest, key, repository);

    const report = await check();

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain('not for this repository');
  });

  it('may be made for other repositories that the rule lists', async () => {
    sign(lab.digest, key, 'build.example.com/team/app');
    const signedAs = (names: unknown) => check({ signature: { by: 'release', signedAs: names } });

    expect(await signedAs(['build.example.com/team/*'])).toMatchObject({ outcome: 'passed' });
    expect(await signedAs('any')).toMatchObject({ outcome: 'passed' });
    expect(await signedAs(['build.example.com/*'])).toMatchObject({ outcome: 'failed' });
    expect(await signedAs([`${HOST}/dev/app`])).toMatchObject({ outcome: 'failed' });
  });

  it('may be made for another name of the same repository', async () => {
    const internal = 'image-registry.openshift-image-registry.svc:5000/dev/app';
    sign(lab.digest, key, internal);

    expect(await lab.check(BY_RELEASE, { signers: SIGNERS }, { otherNames: [internal] })).toMatchObject({
      outcome: 'passed',
    });
    expect(await check()).toMatchObject({ outcome: 'failed' });
  });

  it.each([
    [
      'with a key twice',
      `{"critical":{"identity":{"docker-reference":"${HOST}/dev/app"},"image":{"docker-manifest-digest":"DIGEST"},"type":"cosign container image signature","type":"x"},"optional":null}`,
    ],
    ['with a field too many', { more: 1 }],
    [
      'of another type',
      {
        critical: {
          identity: { 'docker-reference': `${HOST}/dev/app` },
          image: { 'docker-manifest-digest': 'DIGEST' },
          type: 'atomic container signature',
        },
      },
    ],
    [
      'without an identity',
      {
        critical: { image: { 'docker-manifest-digest': 'DIGEST' }, type: 'cosign container image signature' },
      },
    ],
    ['that is a list', '[]'],
    ['that is no JSON', 'signed!'],
  ])('is refused over a payload %s', async (_, content) => {
    const text = (
      typeof content === 'string'
        ? content
        : new TextDecoder().decode(payloadFor(lab.digest, undefined, content))
    ).replace('DIGEST', lab.digest);
    lab.addSignatures(lab.digest, [{ payload: utf8(text), signature: signatureOf(utf8(text), key) }]);

    const report = await check();

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain('is good, but ');
  });

  it.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['something that is not base64', '!!not base64!!'],
    ['base64 with something behind it', `${signatureOf(payloadFor(IMAGE.root.digest), key)}\n`],
  ])('is refused with %s', async (_, signature) => {
    const payload = payloadFor(lab.digest);
    lab.addSignatures(lab.digest, [{ payload, ...(signature === undefined ? {} : { signature }) }]);

    expect(foundIn(await check())).toContain('no signature in base64');
  });

  it('is not read when it is too large', async () => {
    const payload = payloadFor(lab.digest);
    lab.addSignatures(lab.digest, [
      { payload, signature: signatureOf(payload, key), sizeBytes: 1_000_000_000 },
    ]);

    expect(foundIn(await check())).toContain('1000000000 bytes, more than');
    expect(lab.reads).not.toContain(digestOf(payload));
  });

  it('is refused among more than a hundred', async () => {
    const payload = payloadFor(lab.digest);
    const bad = { payload: utf8('{}'), signature: 'AAAA' };
    lab.addSignatures(lab.digest, [
      { payload, signature: signatureOf(payload, key) },
      ...Array<typeof bad>(100).fill(bad),
    ]);

    expect(foundIn(await check())).toContain('101 entries, more than the 100');
  });

  it('is good next to broken ones', async () => {
    lab.addSignatures(lab.digest, [{ payload: utf8('{'), signature: 'AAAA' }, { payload: utf8('x') }]);
    sign(lab.digest, foreign);
    sign();

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it('proves nothing when none of several can be read', async () => {
    lab.addSignatures(lab.digest, [{ payload: utf8('{') }, { payload: utf8('x'), signature: '%' }]);

    expect(await check()).toMatchObject({ outcome: 'failed' });
  });
});

describe('a signature by key as a bundle', () => {
  it('is good, however the list names its type', async () => {
    signBundle();

    const { rules, signatures } = await lab.evaluate({
      version: 1,
      signers: SIGNERS,
      rules: [{ name: 'signed', ...BY_RELEASE }],
    });

    expect(rules).toMatchObject([{ outcome: 'passed' }]);
    expect(signatures).toMatchObject([{ signer: 'release', format: 'bundle', type: 'signature' }]);
  });

  it('is good twice', async () => {
    signBundle();
    signBundle();

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    [
      'by another key',
      statementAbout([IMAGE.root.digest], COSIGN_SIGN),
      foreign,
      'signature verification failed',
    ],
    [
      'about another image',
      statementAbout([OTHER], COSIGN_SIGN),
      key,
      'about something else than this image',
    ],
    [
      'about this image and another one',
      statementAbout([OTHER, IMAGE.root.digest], COSIGN_SIGN),
      key,
      'speaks of 2 things at once',
    ],
    [
      'of another predicate type',
      statementAbout([IMAGE.root.digest], 'https://example.com/sign'),
      key,
      'no signature',
    ],
    ['that is no statement', { hello: 'world' }, key, 'no in-toto statement'],
  ])('is refused when it is %s', async (_, statement, by, expected) => {
    signBundle(statement, by);

    const report = await check();

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain(expected);
  });

  it.each([
    [
      'an older version',
      { mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1' },
      'not a bundle of version 0.3',
    ],
    ['no version', { mediaType: undefined }, 'not a bundle of version 0.3'],
    [
      'a signature of nothing',
      { dsseEnvelope: { payload: '', payloadType: 'x', signatures: [] } },
      'invalid bundle',
    ],
    [
      'bytes instead of a statement',
      {
        dsseEnvelope: undefined,
        messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: 'AAAA' }, signature: 'AAAA' },
      },
      'says nothing about an image',
    ],
  ])('is refused with %s', async (_, fields, expected) => {
    lab.addReferrer(IMAGE.root, bundleOf(statementAbout([lab.digest], COSIGN_SIGN), key, fields));

    expect(foundIn(await check())).toContain(expected);
  });

  it('is refused when it is no JSON, or has a key twice', async () => {
    lab.addReferrer(IMAGE.root, utf8('{'));
    lab.addReferrer(IMAGE.root, utf8('{"mediaType":"a","mediaType":"b"}'));

    const found = foundIn(await check());

    expect(found).toContain('it is not valid JSON');
    expect(found).toContain('the key "mediaType" twice');
  });

  it('is refused when its manifest is attached to something else than it is listed for', async () => {
    const other = sampleImage([noise(100, 2)]);
    lab.addReferrer(IMAGE.root, bundleOf(statementAbout([lab.digest], COSIGN_SIGN), key), {
      claims: other.root,
    });

    expect(foundIn(await check())).toMatch(/it is attached to sha256:/);
  });

  it('does not mind the image itself among its referrers, which cosign copy leaves behind', async () => {
    lab.list(lab.digest, descriptorFor(IMAGE.root));
    signBundle();

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it('is not read when it is too large', async () => {
    const manifest = lab.addReferrer(IMAGE.root, bundleOf(statementAbout([lab.digest], COSIGN_SIGN), key), {
      sizeBytes: 500_000_000,
    });

    expect(foundIn(await check())).toContain('500000000 bytes, more than');
    expect(lab.reads).toContain(manifest.digest);
  });
});

describe('signatures of an index and of its images', () => {
  const child = sampleImage([noise(100, 3)]);
  const index = sampleIndex([
    { image: child, platform: { os: 'linux', architecture: 'amd64' } },
    { image: sampleImage([noise(100, 4)]), platform: { os: 'linux', architecture: 'arm64' } },
  ]);
  beforeEach(() => {
    lab = policyLab(index);
  });

  it('do not stand for each other', async () => {
    sign(index.root.digest);

    const report = await check();

    expect(report.findings.map(({ outcome, platform }) => [outcome, platform])).toEqual([
      ['passed', undefined],
      ['failed', 'linux/amd64'],
      ['failed', 'linux/arm64'],
    ]);
    expect(neededBy(report)).toContain(
      `cosign sign --recursive --key KEY ${HOST}/dev/app@${index.root.digest}`,
    );
  });

  it('are asked for as the rule says', async () => {
    sign(child.root.digest);

    expect(await check({ signature: { by: 'release', parts: 'index' } })).toMatchObject({
      outcome: 'failed',
    });
    expect(await check({ signature: { by: 'release', parts: 'images' } })).toMatchObject({
      outcome: 'failed',
      findings: [{ outcome: 'passed' }, { outcome: 'failed' }],
    });
    for (const { digest } of index.manifests) if (digest !== child.root.digest) sign(digest);
    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it('are asked for of everything that could be run, whatever platform the index gives it', async () => {
    const hidden = sampleIndex([
      { image: child, platform: { os: 'linux', architecture: 'amd64' } },
      { image: sampleImage([noise(100, 5)]), platform: { os: 'unknown', architecture: 'unknown' } },
      { image: sampleImage([noise(100, 6)]) },
    ]);
    lab = policyLab(hidden);
    sign(hidden.root.digest);
    sign(child.root.digest);

    expect((await check()).findings.filter(({ outcome }) => outcome === 'failed')).toHaveLength(2);
  });
});

describe('an image that an index lists twice', () => {
  it('is one that can be run, although the index calls it an attestation as well', async () => {
    const layer = utf8('statements, as their type says');
    const disguised = sampleImage([], {
      fields: { layers: [descriptorJson(layer, 'application/vnd.in-toto+json')] },
    });
    const index = sampleIndex([
      { image: disguised, platform: { os: 'linux', architecture: 'amd64' } },
      { image: disguised, platform: { os: 'unknown', architecture: 'unknown' } },
    ]);
    lab = policyLab(index);
    sign(index.root.digest);

    expect((await check()).findings.map(({ outcome }) => outcome)).toEqual(['passed', 'failed']);
  });
});

describe('several signers', () => {
  it('any of them will do', async () => {
    sign(lab.digest, foreign);
    const signers = { ...SIGNERS, other: { key: foreign.pem } };

    expect(await check({ signature: { by: ['release', 'other'] } }, { signers })).toMatchObject({
      findings: [{ outcome: 'passed', found: 'signed by other' }],
    });
  });
});
