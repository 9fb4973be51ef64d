import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { OCI_INDEX } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { startLab, type Lab, type LabOptions } from '../support/fault-lab.ts';
import {
  aFallbackIndex,
  aReferrer,
  aSignature,
  entryFor,
  referrersTag,
  signatureTag,
} from '../support/sample-artifacts.ts';
import { jsonBytes, noise, sampleImage, utf8 } from '../support/sample-images.ts';
import type { RegistryAnswer, ScriptedRegistry } from '../support/scripted-registry.ts';
import type { Rule } from '../support/wire-registry.ts';

const SAMPLE = sampleImage([noise(1_000, 1)]);
const IMAGE = SAMPLE.root;
const BUNDLE = aReferrer(IMAGE, 'ours');
const FALLBACK = referrersTag(IMAGE.digest);
const SIGNATURE = aSignature(['ours']);
const isReferrers = ({ path }: { path: string }): boolean => path.includes('/referrers/');

type Contents = Pick<ScriptedRegistry, 'manifests' | 'blobs'>;

function put({ manifests }: Contents, repository: string, manifest: Manifest, tag?: string): void {
  const stored = { type: manifest.mediaType, bytes: manifest.bytes };
  for (const name of [manifest.digest, ...(tag === undefined ? [] : [tag])])
    manifests.set(`${repository} ${name}`, stored);
}

/** A source with the image, and with all blobs that the samples of attachments refer to. */
async function start(options: Partial<LabOptions> = {}): Promise<Lab> {
  const lab = await startLab(options);
  lab.addImage(SAMPLE, '1');
  const config = jsonBytes({ rootfs: { type: 'layers', diff_ids: [digestOf(utf8('the payload'))] } });
  const names = ['ours', 'theirs', ...Array.from({ length: 520 }, (_, n) => String(n))];
  for (const blob of [
    utf8('{}'),
    utf8('the payload'),
    config,
    ...names.map((name) => utf8(`bundle ${name}`)),
  ]) {
    lab.addBlob(blob);
    lab.destination.blobs.set(`dst/app ${digestOf(blob)}`, blob);
  }
  return lab;
}

/** The source lists these under the fallback tag of the image. */
function refer(lab: Lab, subject: Manifest, ...referrers: readonly Manifest[]): void {
  for (const referrer of referrers) put(lab.source, 'src/app', referrer);
  put(lab.source, 'src/app', aFallbackIndex(referrers.map(entryFor)), referrersTag(subject.digest));
}

/** What the destination lists under the fallback tag of the image. */
function listed(lab: Lab): readonly string[] {
  const found = lab.destination.manifests.get(`dst/app ${FALLBACK}`);
  const content = found === undefined ? undefined : readManifest(found.bytes, OCI_INDEX).content;
  return content?.kind === 'index' ? content.manifests.map(({ digest }) => digest) : [];
}

async function attachmentsOf(lab: Lab) {
  const { failure, report } = await lab.promote();
  expect(failure).toBeUndefined();
  return report.images[0]?.attachments ?? [];
}

const isTagged = (lab: Lab): boolean => lab.destination.manifests.has('dst/app 1');

describe('the referrers API', () => {
  const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' };
  it.each<[string, RegistryAnswer]>([
    ...[400, 401, 403, 404, 405, 406, 500].map((status): [string, RegistryAnswer] => [
      String(status),
      { status },
    ]),
    ['a web page', page],
  ])('case 99: finds attachments under the fallback tag where the API answers %s', async (what, answer) => {
    const rule: Rule = (call) => (isReferrers(call) ? answer : undefined);
    const lab = await start({ from: rule, to: rule });
    refer(lab, IMAGE, BUNDLE);
    expect(await attachmentsOf(lab)).toMatchObject([{ name: BUNDLE.digest, outcome: 'copied' }]);
    expect(listed(lab)).toEqual([BUNDLE.digest]);
    if (what === '500') expect(lab.source.count('GET', /referrers/)).toBeGreaterThan(1);
  });

  /** Lists these for the image, and nothing for anything else. */
  const listing =
    (manifests: readonly object[]): Rule =>
    (call) =>
      isReferrers(call)
        ? {
            status: 200,
            headers: { 'content-type': OCI_INDEX },
            body: JSON.stringify({
              schemaVersion: 2,
              mediaType: OCI_INDEX,
              manifests: call.path.includes(IMAGE.digest) ? manifests : [],
            }),
          }
        : undefined;

  it('case 100: writes the fallback index where OCI-Subject is answered but nothing is listed', async () => {
    const empty = listing([]);
    const lab = await start({
      to: (call, usual, peer) => {
        if (isReferrers(call)) return empty(call, usual, peer);
        const answer = usual();
        return call.method === 'PUT'
          ? { ...answer, headers: { ...answer.headers, 'oci-subject': IMAGE.digest } }
          : answer;
      },
    });
    refer(lab, IMAGE, BUNDLE);
    expect(await attachmentsOf(lab)).toMatchObject([{ outcome: 'copied' }]);
    expect(listed(lab)).toEqual([BUNDLE.digest]);
  });

  it('case 103: reads the manifest where the list has no artifact types and is not filtered', async () => {
    const entries = [entryFor(BUNDLE), entryFor(aReferrer(IMAGE, 'theirs'))];
    const lab = await start({
      from: listing(entries),
    });
    for (const manifest of [BUNDLE, aReferrer(IMAGE, 'theirs')]) put(lab.source, 'src/app', manifest);
    const attachments = await attachmentsOf(lab);
    expect(attachments.map(({ outcome }) => outcome)).toEqual(['copied', 'copied']);
    expect(attachments[0]?.type).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
    const index = readManifest(
      lab.destination.manifests.get(`dst/app ${FALLBACK}`)?.bytes ?? utf8(''),
      OCI_INDEX,
    );
    expect(JSON.parse(Buffer.from(index.bytes).toString())).toMatchObject({
      manifests: [{ artifactType: attachments[0]?.type }, { artifactType: attachments[0]?.type }],
    });
  });

  it('case 104: leaves out, and reports, what is listed but attached to something else or nothing', async () => {
    const strays = [aReferrer(SIGNATURE, '1'), aReferrer(undefined, '2')];
    const lab = await start();
    refer(lab, IMAGE, BUNDLE, ...strays);
    const attachments = await attachmentsOf(lab);
    expect(attachments.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'dropped', 'dropped']);
    for (const { digest } of strays) {
      expect(lab.destination.manifests.has(`dst/app ${digest}`)).toBe(false);
      expect(lab.said()).toContain(digest);
    }
  });

  it('case 105: carries the first 500 of 10 000 referrers, and says so', async () => {
    const many = Array.from({ length: 510 }, (_, n) => aReferrer(IMAGE, String(n)));
    const rest = Array.from({ length: 9_490 }, (_, n) => ({
      ...entryFor(BUNDLE),
      digest: digestOf(utf8(`stranger ${n}`)),
    }));
    const all = [...many.map(entryFor), ...rest];
    const lab: Lab = await start({
      from: listing(all),
    });
    for (const manifest of many) put(lab.source, 'src/app', manifest);
    expect(await attachmentsOf(lab)).toHaveLength(500);
    expect(lab.said()).toContain('more than 500 things refer to');
  });

  it('case 105: ends in a chain of 20 referrers and in a ring of fallback tags', async () => {
    const chain = [BUNDLE];
    for (let n = 0; n < 20; n += 1) chain.push(aReferrer(chain.at(-1), String(n)));
    const lab = await start();
    [IMAGE, ...chain].forEach((subject, index) => {
      const next = chain[index];
      if (next !== undefined) refer(lab, subject, next);
    });
    expect((await attachmentsOf(lab)).length).toBeLessThan(10);

    const ring = await start();
    refer(ring, IMAGE, BUNDLE);
    put(
      ring.source,
      'src/app',
      aFallbackIndex([entryFor(IMAGE), entryFor(BUNDLE)]),
      referrersTag(BUNDLE.digest),
    );
    await attachmentsOf(ring);
    expect(ring.source.calls.length).toBeLessThan(40);
  });
});

describe('tags others write, too', () => {
  it('case 101: does not replace an image under the fallback tag', async () => {
    const lab = await start();
    refer(lab, IMAGE, BUNDLE);
    put(lab.destination, 'dst/app', SIGNATURE, FALLBACK);
    expect(await attachmentsOf(lab)).toMatchObject([{ outcome: 'failed' }]);
    expect(Buffer.from(lab.destination.manifests.get(`dst/app ${FALLBACK}`)?.bytes ?? [])).toEqual(
      Buffer.from(SIGNATURE.bytes),
    );
    expect(isTagged(lab)).toBe(true);
  });

  it('case 102: keeps the entry of somebody who wrote the fallback index at the same moment', async () => {
    const theirs = aReferrer(IMAGE, 'theirs');
    let isFirst = true;
    const lab = await start({
      to: (call, usual) => {
        if (call.method !== 'PUT' || !call.path.endsWith(FALLBACK) || !isFirst) return undefined;
        isFirst = false;
        const answer = usual();
        // theirs was made from what was there before ours
        put(lab.destination, 'dst/app', theirs);
        put(lab.destination, 'dst/app', aFallbackIndex([entryFor(theirs)]), FALLBACK);
        return answer;
      },
    });
    refer(lab, IMAGE, BUNDLE);
    expect(await attachmentsOf(lab)).toMatchObject([{ outcome: 'copied' }]);
    expect([...listed(lab)].sort()).toEqual([BUNDLE.digest, theirs.digest].sort());
  });

  it('case 106: adds a signature to those the destination has', async () => {
    const tag = signatureTag(IMAGE.digest);
    const lab = await start();
    put(lab.source, 'src/app', SIGNATURE, tag);
    put(lab.destination, 'dst/app', aSignature(['theirs']), tag);
    expect(await attachmentsOf(lab)).toMatchObject([{ outcome: 'merged' }]);
    const text = Buffer.from(lab.destination.manifests.get(`dst/app ${tag}`)?.bytes ?? []).toString();
    expect(text).toContain('theirs');
    expect(text).toContain('ours"');
  });

  it('case 106: leaves what it cannot join as it is, and says so', async () => {
    const tag = signatureTag(IMAGE.digest);
    const lab = await start();
    put(lab.source, 'src/app', SIGNATURE, tag);
    put(lab.destination, 'dst/app', aFallbackIndex([]), tag);
    expect(await attachmentsOf(lab)).toMatchObject([{ outcome: 'failed' }]);
    expect(lab.destination.manifests.get(`dst/app ${tag}`)?.type).toBe(OCI_INDEX);
    expect(lab.said()).toContain(tag);
  });
});
