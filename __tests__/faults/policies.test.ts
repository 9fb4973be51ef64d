import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { realClock } from '../support/clocks.ts';
import { failureOfOutcome, startLab, storeImage, type Lab, type LabOptions } from '../support/fault-lab.ts';
import {
  bundleOf,
  COSIGN_SIGN,
  newKey,
  payloadFor,
  signatureOf,
  statementAbout,
} from '../support/policy-lab.ts';
import {
  aFallbackIndex,
  aReferrer,
  BUNDLE_TYPE,
  entryFor,
  referrersTag,
  SIGNATURE_LAYER,
  signatureTag,
} from '../support/sample-artifacts.ts';
import {
  descriptorJson,
  jsonBytes,
  noise,
  sampleImage,
  sampleIndex,
  utf8,
} from '../support/sample-images.ts';
import { startSigstore } from '../support/sigstore-services.ts';

const SAMPLE = sampleImage([noise(1_000, 1)]);
const CHILDREN = [sampleImage([noise(500, 2)]), sampleImage([noise(500, 3)])] as const;
const INDEX = sampleIndex([
  { image: CHILDREN[0], platform: { os: 'linux', architecture: 'amd64' } },
  { image: CHILDREN[1], platform: { os: 'linux', architecture: 'arm64' } },
]);
const RELEASE = newKey();
const STRANGER = newKey();
const SIGNED = { name: 'signed', signature: { by: 'release' } };

async function start(options: Partial<LabOptions> = {}, image = SAMPLE): Promise<Lab> {
  const lab = await startLab(options);
  lab.addImage(image, '1');
  return lab;
}

/** A promotion with a policy of one rule, whose signer is the key of the release unless said. */
async function promote(
  lab: Lab,
  rule: object = SIGNED,
  signer: object = { key: RELEASE.pem },
  files: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fault-policy-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const file = path.join(folder, 'policy.json');
  writeFileSync(file, JSON.stringify({ version: 1, signers: { release: signer }, rules: [rule] }));
  return lab.promote({ policy: { source: { kind: 'file', path: file }, overrideReason: undefined } });
}

/** Refused with these words, and nothing was written to the destination. */
async function expectRefusal(lab: Lab, reason: RegExp, ...how: [object?, object?, Record<string, string>?]) {
  const error = failureOfOutcome(await promote(lab, ...how));
  expect(error.code, error.message).toBe('POLICY_REFUSED');
  expect(error.exitCode).toBe(9);
  const told = [error.message, ...error.problems.map(({ message }) => message)].join('\n');
  expect(told).toMatch(reason);
  expect(told).toContain('rule "signed"');
  expect(lab.destination.calls.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  expect(lab.destination.manifests.size).toBe(0);
}

interface Entry {
  readonly payload: Uint8Array;
  readonly signature?: string | undefined;
  /** instead of the payload */
  readonly stored?: Uint8Array | undefined;
  readonly layer?: object;
}

function put(lab: Lab, manifest: Manifest, tag?: string): void {
  for (const name of [manifest.digest, ...(tag === undefined ? [] : [tag])])
    lab.source.manifests.set(`src/app ${name}`, { type: manifest.mediaType, bytes: manifest.bytes });
}

/** Writes the tag `….sig` of a digest as cosign does. */
function sign(lab: Lab, subject: Digest, entries: readonly Entry[]): Manifest {
  const config = jsonBytes({});
  lab.source.blobs.set(`src/app ${digestOf(config)}`, config);
  const layers = entries.map(({ payload, signature, stored = payload, layer }) => {
    if (stored.byteLength > 0) lab.source.blobs.set(`src/app ${digestOf(payload)}`, stored);
    const annotations = signature === undefined ? {} : { 'dev.cosignproject.cosign/signature': signature };
    return { ...descriptorJson(payload, SIGNATURE_LAYER, { annotations }), ...layer };
  });
  const manifest = readManifest(
    jsonBytes({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptorJson(config, 'application/vnd.oci.image.config.v1+json'),
      layers,
    }),
    OCI_MANIFEST,
  );
  put(lab, manifest, signatureTag(subject));
  return manifest;
}

/** Attaches a bundle as cosign 3 does. */
function attach(lab: Lab, subject: Manifest, bundle: unknown, claims: Manifest = subject): Manifest {
  const bytes = jsonBytes(bundle);
  lab.source.blobs.set(`src/app ${digestOf(bytes)}`, bytes);
  lab.source.blobs.set(`src/app ${digestOf(utf8('{}'))}`, utf8('{}'));
  const manifest = aReferrer(claims, 'bundle', { layers: [descriptorJson(bytes, BUNDLE_TYPE)] });
  put(lab, manifest);
  put(lab, aFallbackIndex([entryFor(manifest)]), referrersTag(subject.digest));
  return manifest;
}

const { digest } = SAMPLE.root;
const good = (lab: Lab, subject: Digest = digest): Entry => {
  const payload = payloadFor(subject, `${lab.source.host}/src/app`);
  return { payload, signature: signatureOf(payload, RELEASE) };
};
const signedBy = (payload: Uint8Array, key = RELEASE): Entry => ({
  payload,
  signature: signatureOf(payload, key),
});

describe('signatures in cosign’s older format', () => {
  type Bad = [what: string, entryIn: (lab: Lab) => Entry, reason: RegExp];
  const here = (lab: Lab): string => `${lab.source.host}/src/app`;
  it.each<Bad>([
    ['of another key', (lab) => signedBy(payloadFor(digest, here(lab)), STRANGER), /not made with its key/],
    [
      'over another digest',
      (lab) => signedBy(payloadFor(digestOf(utf8('x')), here(lab))),
      /is over sha256:\w+, not over this image/,
    ],
    [
      'for another repository',
      () => signedBy(payloadFor(digest, 'example.com/a')),
      /is for example\.com\/a, not/,
    ],
    [
      'for a repository whose name only begins the same',
      (lab) => signedBy(payloadFor(digest, `${here(lab)}-evil`)),
      /src\/app-evil, not for this repository/,
    ],
    [
      'of another type',
      (lab) =>
        signedBy(
          jsonBytes({
            critical: {
              identity: { 'docker-reference': here(lab) },
              image: { 'docker-manifest-digest': digest },
              type: 'atomic container signature',
            },
            optional: null,
          }),
        ),
      /payload is of the type atomic container signature/,
    ],
    [
      'with a field that readers could take for another',
      (lab) => signedBy(payloadFor(digest, here(lab), { Critical: {} })),
      /payload is not one of an image signature/,
    ],
    [
      'whose payload names a field twice',
      (lab) =>
        signedBy(
          utf8(
            Buffer.from(payloadFor(digest, here(lab)))
              .toString()
              .replace('{"critical"', '{"critical":{},"critical"'),
          ),
        ),
      /duplicate|twice/,
    ],
    ['that are not base64', (lab) => ({ ...good(lab), signature: '***' }), /no signature in base64/],
    ['without the annotation', (lab) => ({ ...good(lab), signature: undefined }), /no signature in base64/],
    [
      'whose payload is not what its digest says',
      (lab) => ({ ...good(lab), stored: payloadFor(digestOf(utf8('y')), here(lab)) }),
      /cannot be used/,
    ],
    ['whose payload is missing', (lab) => ({ ...good(lab), stored: utf8('') }), /cannot be used/],
    [
      'that claim to be larger than any payload',
      (lab) => ({ ...good(lab), layer: { size: 5_000_000_000 } }),
      /has 5000000000 bytes, more than the 65536 that are read/,
    ],
  ])('case 107: refuses those %s', async (_, entryIn, reason) => {
    const lab = await start();
    sign(lab, digest, [entryIn(lab)]);
    await expectRefusal(lab, reason);
  });

  it('case 107: refuses an index in the place of signatures', async () => {
    const lab = await start();
    put(lab, aFallbackIndex([]), signatureTag(digest));
    await expectRefusal(lab, /is an index/);
  });

  it('case 107: refuses more signatures than anybody makes, without reading one', async () => {
    const lab = await start();
    sign(
      lab,
      digest,
      Array.from({ length: 101 }, () => good(lab)),
    );
    await expectRefusal(lab, /holds 101 entries, more than the 100/);
    expect(lab.source.count('GET', new RegExp(digestOf(good(lab).payload)))).toBe(0);
  });

  it('case 108: takes one good signature among bad ones', async () => {
    const lab = await start();
    const payload = payloadFor(digest, `${lab.source.host}/src/app`);
    const unreadable = signedBy(utf8('not JSON'));
    sign(lab, digest, [signedBy(payload, STRANGER), { ...unreadable, stored: utf8('') }, good(lab)]);

    const { failure, report } = await promote(lab);

    expect(failure).toBeUndefined();
    expect(report.policy?.[0]).toMatchObject({ outcome: 'passed', signatures: [{ signer: 'release' }] });
    expect(lab.destination.manifests.has('dst/app 1')).toBe(true);
  });

  it.each([401, 403, 500, 503])(
    'case 108: refuses where the signatures cannot be read: %i',
    async (status) => {
      const lab = await start({
        from: ({ path: asked }) => (asked.endsWith('.sig') ? { status } : undefined),
      });
      sign(lab, digest, [good(lab)]);
      await expectRefusal(lab, /no signature that counts: .*\.sig/);
    },
  );

  it('case 109: does not take the signature of an index for its images, nor theirs for it', async () => {
    const images = CHILDREN.map(({ root }) => root.digest);
    const ofIndex = await start({}, INDEX);
    sign(ofIndex, INDEX.root.digest, [good(ofIndex, INDEX.root.digest)]);
    await expectRefusal(ofIndex, /linux\/amd64: no signature; linux\/arm64: no signature/);

    const ofImages = await start({}, INDEX);
    for (const image of images) sign(ofImages, image, [good(ofImages, image)]);
    await expectRefusal(ofImages, /refuses \S+: no signature$/m);

    const [first, second] = images;
    if (first === undefined || second === undefined) throw new Error('the index has two images');
    const ofOther = await start({}, INDEX);
    for (const [subject, over] of [
      [INDEX.root.digest, INDEX.root.digest],
      [first, first],
      [second, INDEX.root.digest],
    ] as const)
      sign(ofOther, subject, [good(ofOther, over)]);
    await expectRefusal(ofOther, /linux\/arm64|not over this image/);
  });

  it('case 109: takes an index whose every image is signed', async () => {
    const lab = await start({}, INDEX);
    for (const { digest: part } of INDEX.manifests) sign(lab, part, [good(lab, part)]);
    const { failure } = await promote(lab);
    expect(failure).toBeUndefined();
  });
});

describe('bundles', () => {
  const bundle = (about: Digest = digest) => bundleOf(statementAbout([about], COSIGN_SIGN), RELEASE);

  it('case 110: refuses one about another image, or that is attached to another one', async () => {
    const about = await start();
    attach(about, SAMPLE.root, bundle(digestOf(utf8('another'))));
    await expectRefusal(about, /is about something else than this image/);

    const claimed = await start();
    storeImage(claimed.source, 'src/app', CHILDREN[0]);
    attach(claimed, SAMPLE.root, bundle(), CHILDREN[0].root);
    await expectRefusal(claimed, /is attached to sha256:/);
  });

  it('case 110: refuses an identity that matches only in part', async () => {
    const services = await startSigstore();
    onTestFinished(() => services.close());
    const issuer = 'https://token.actions.githubusercontent.com';
    const wanted = 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main';
    const statement = statementAbout([digest], COSIGN_SIGN);
    const root = { 'root.json': services.trustedRoot() };
    const signer = (identity: unknown): object => ({ issuer, identity, trustedRoot: { file: 'root.json' } });
    for (const subject of [`${wanted}-2`, `https://evil.example/?${wanted}`, wanted.toUpperCase()]) {
      const lab = await start({ clock: realClock });
      attach(lab, SAMPLE.root, await services.attest(statement, { subject, issuer }));
      await expectRefusal(lab, /is signed by /, SIGNED, signer(wanted), root);
      const pattern = { matches: wanted.replaceAll('.', '\\.') };
      await expectRefusal(lab, /is signed by /, SIGNED, signer(pattern), root);
    }
    const vouched = await start({ clock: realClock });
    const other = await services.attest(statement, { subject: wanted, issuer: `${issuer}.evil.example` });
    attach(vouched, SAMPLE.root, other);
    await expectRefusal(vouched, /issued by \S+\.evil\.example/, SIGNED, signer(wanted), root);

    const good = await start({ clock: realClock });
    attach(good, SAMPLE.root, await services.attest(statement, { subject: wanted, issuer }));
    expect((await promote(good, SIGNED, signer(wanted), root)).failure).toBeUndefined();
  });
});

describe('what changes after the check', () => {
  /** Tags are listed for the policy, and again while content moves. */
  const isMoving = (lab: Lab, { path: asked }: { readonly path: string }): boolean =>
    asked.includes('/tags/list') && lab.source.count('GET', /tags\/list/) > 1;

  it('case 111: carries the signature that was verified when its tag has moved since', async () => {
    let swap = (): void => undefined;
    const lab: Lab = await start({
      from: (call) => {
        if (isMoving(lab, call)) swap();
        return undefined;
      },
    });
    const verified = sign(lab, digest, [good(lab)]);
    swap = () => void sign(lab, digest, [signedBy(utf8('{"of":"a stranger"}'), STRANGER)]);

    const { failure, report } = await promote(lab);

    expect(failure).toBeUndefined();
    expect(lab.source.manifests.get(`src/app ${signatureTag(digest)}`)?.bytes).not.toEqual(verified.bytes);
    const carried = lab.destination.manifests.get(`dst/app ${signatureTag(digest)}`);
    expect(digestOf(carried?.bytes ?? utf8(''))).toBe(verified.digest);
    expect(report.policy?.[0]?.signatures[0]?.manifest).toBe(verified.digest);
  });

  it('case 111: carries neither when the one that was verified is gone, and says so', async () => {
    let swap = (): void => undefined;
    const lab: Lab = await start({
      from: (call) => {
        if (isMoving(lab, call)) swap();
        return undefined;
      },
    });
    const verified = sign(lab, digest, [good(lab)]);
    swap = () => {
      sign(lab, digest, [signedBy(utf8('{"of":"a stranger"}'), STRANGER)]);
      lab.source.manifests.delete(`src/app ${verified.digest}`);
    };

    const { failure } = await promote(lab);

    expect(failure).toBeUndefined();
    expect(lab.destination.manifests.has(`dst/app ${signatureTag(digest)}`)).toBe(false);
    expect(lab.said()).toContain('was replaced since and cannot be read');
  });
});
