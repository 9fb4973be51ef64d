import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import { manualClock } from '../support/clocks.ts';
import { OCI_INDEX } from '../../src/core/image/media-types.ts';
import { failureOfOutcome, startLab, storeImage, type Lab } from '../support/fault-lab.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { descriptorJson, jsonBytes, noise, sampleImage, sampleIndex } from '../support/sample-images.ts';
import { errorBody, type RegistryAnswer } from '../support/scripted-registry.ts';
import type { Rule } from '../support/wire-registry.ts';

const IMAGE = sampleImage([noise(2_000, 1)]);
const OTHER = sampleImage([noise(2_000, 2)]);
const INDEX = sampleIndex([
  { image: IMAGE, platform: { os: 'linux', architecture: 'amd64' } },
  { image: OTHER, platform: { os: 'linux', architecture: 'arm64' } },
]);

const isPut = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'PUT' && path.includes('/manifests/');

async function start(to: Rule, image = IMAGE, clock?: Clock): Promise<Lab> {
  const lab = await startLab({ to, ...(clock === undefined ? {} : { clock }) });
  lab.addImage(image, '1');
  return lab;
}

const tagged = (lab: Lab) => lab.destination.manifests.get('dst/app 1');

describe('pushing manifests', () => {
  it('case 89: never pushes a manifest before everything it refers to', async () => {
    const lab = await start((call) => {
      if (!isPut(call)) return undefined;
      const json = JSON.parse(call.body.toString()) as Record<
        string,
        { digest: string }[] & { digest?: string }
      >;
      const has = (kind: 'blobs' | 'manifests') => (digest: string) =>
        lab.destination[kind].has(`dst/app ${digest}`);
      const digests = (key: string): string[] => [json[key] ?? []].flat().map(({ digest }) => digest ?? '');
      const missing = [
        ...digests('manifests').filter((digest) => !has('manifests')(digest)),
        ...digests('subject').filter((digest) => !has('manifests')(digest)),
        ...[...digests('config'), ...digests('layers')].filter((digest) => !has('blobs')(digest)),
      ];
      // an unforgiving registry: no second chance
      return missing.length === 0
        ? undefined
        : { status: 422, body: errorBody('MANIFEST_INVALID', missing.join()) };
    }, INDEX);
    const subject = descriptorJson(IMAGE.root.bytes, IMAGE.root.mediaType);
    const signature = sampleImage([noise(100, 5)], {
      fields: { subject, artifactType: 'application/x-sig' },
    });
    storeImage(lab.source, 'src/app', signature);
    const fallback = `sha256-${IMAGE.root.digest.slice('sha256:'.length)}`;
    const list = jsonBytes({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [descriptorJson(signature.root.bytes, signature.root.mediaType)],
    });
    lab.source.manifests.set(`src/app ${fallback}`, { type: OCI_INDEX, bytes: list });
    expect((await lab.promote({ signatures: 'always' })).failure).toBeUndefined();
    expect(lab.destination.manifests.has(`dst/app ${signature.root.digest}`)).toBe(true);
    const puts = lab.destination.calls.filter(isPut).map(({ path }) => path.split('/').pop());
    expect(puts.at(-1)).toBe('1');
  });

  it('case 90: pushes again while a blob becomes visible', async () => {
    const body = errorBody('MANIFEST_BLOB_UNKNOWN');
    const lab = await start((call) =>
      isPut(call) && lab.clock.nowMs() < 1_400 ? { status: 404, body } : undefined,
    );
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.source.count('GET', /blobs/)).toBe(IMAGE.blobs.size);
  });

  const immutable: [string, RegistryAnswer][] = [
    ['400', { status: 400, body: errorBody('TAG_INVALID', 'the tag is immutable') }],
    ['403', { status: 403, body: errorBody('DENIED', 'tag is immutable') }],
    ['409', { status: 409, body: errorBody('DENIED') }],
    ['412', { status: 412, body: errorBody('PRECONDITION', 'configured as immutable') }],
  ];

  it.each(immutable)(
    'case 91: an immutable tag (%s) with the same digest is a success',
    async (_status, answer) => {
      const lab = await start((call) => {
        if (!isPut(call)) return undefined;
        storeImage(lab.destination, 'dst/app', IMAGE, '1');
        return answer;
      });
      expect((await lab.promote()).failure).toBeUndefined();
    },
  );

  it.each(immutable)(
    'case 91: an immutable tag (%s) with another digest is one clear error',
    async (_status, answer) => {
      const lab = await start((call) => (isPut(call) ? answer : undefined));
      storeImage(lab.destination, 'dst/app', OTHER, '1');
      const error = failureOfOutcome(await lab.promote());
      expect(error.code).toBe('TAG_EXISTS');
      expect(error.message).toContain(OTHER.root.digest);
      expect(lab.destination.calls.filter(isPut)).toHaveLength(1);
    },
  );

  it('case 92: finds out by GET that a push whose answer was lost has been done', async () => {
    const done = await start((call, usual) => {
      if (!isPut(call)) return undefined;
      usual();
      return 'reset';
    });
    expect((await done.promote()).failure).toBeUndefined();
    expect(tagged(done)?.bytes).toEqual(Buffer.from(IMAGE.root.bytes));
  });

  it('case 92: pushes a second time when the answer was lost before anything was done', async () => {
    let count = 0;
    const lab = await start((call) => (isPut(call) && (count += 1) === 1 ? 'reset' : undefined));
    expect((await lab.promote()).failure).toBeUndefined();
    expect(count).toBe(2);
  });

  it('case 93: reports that somebody else moved the tag, and does not fight', async () => {
    const lab = await start((call, usual) => {
      if (!isPut(call)) return undefined;
      const answer = usual();
      storeImage(lab.destination, 'dst/app', OTHER, '1');
      return answer;
    });
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('TAG_CONFLICT');
    expect(error.message).toContain(OTHER.root.digest);
    expect(lab.destination.calls.filter(isPut)).toHaveLength(1);
  });

  it.each([
    ['a new tag', undefined, 300],
    ['a new tag', undefined, 5_000],
    ['a tag that was another image', OTHER, 5_000],
  ])(
    'looks again for %s while the reads of the registry lag behind its writes',
    async (_what, old, lagMs) => {
      const clock = manualClock();
      let visibleAtMs: number | undefined;
      const lab = await start(
        (call, usual) => {
          if (isPut(call)) visibleAtMs = clock.nowMs() + lagMs;
          if (isPut(call) || !call.path.endsWith('/manifests/1')) return undefined;
          if (visibleAtMs !== undefined && clock.nowMs() >= visibleAtMs) return undefined;
          const path = call.path.replace(/1$/, old === undefined ? 'none' : 'old');
          return usual({ ...call, path });
        },
        IMAGE,
        clock,
      );
      if (old !== undefined) storeImage(lab.destination, 'dst/app', old, 'old');

      expect((await lab.promote()).failure).toBeUndefined();

      expect(lab.destination.calls.filter(isPut)).toHaveLength(1);
      expect(clock.nowMs()).toBeLessThan(lagMs + 2_500);
    },
  );

  it('ends with TAG_CONFLICT when a tag stays what it was', async () => {
    const clock = manualClock();
    const lab = await start((call) => (isPut(call) ? { status: 201 } : undefined), IMAGE, clock);
    storeImage(lab.destination, 'dst/app', OTHER, '1');
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('TAG_CONFLICT');
    expect(error.message).toContain(`is ${OTHER.root.digest}`);
    expect(clock.nowMs()).toBeLessThanOrEqual(15_000);
  });

  it.each([404, 500])(
    'case 94: does not mind that a manifest pushed by digest answers %i',
    async (status) => {
      const lab = await start(
        ({ method, path }) =>
          ['HEAD', 'GET'].includes(method) && path.includes('/manifests/sha256:')
            ? { status, body: errorBody('UNKNOWN') }
            : undefined,
        INDEX,
      );
      expect((await lab.promote()).failure).toBeUndefined();
      expect(tagged(lab)?.type).toBe(OCI_INDEX);
    },
  );

  it('case 95: fails when the registry stored another manifest than was sent', async () => {
    const lab = await start((call) =>
      isPut(call) ? { status: 201, headers: { 'docker-content-digest': OTHER.root.digest } } : undefined,
    );
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('DIGEST_MISMATCH');
    expect(error.message).toContain(OTHER.root.digest);
  });

  it('case 96: says that a registry takes no indexes, and converts nothing', async () => {
    const answer = {
      status: 400,
      headers: { 'x-registry-supports-signatures': '1' },
      body: errorBody('MANIFEST_INVALID', 'unsupported manifest type'),
    };
    const lab = await start((call) => (isPut(call) && call.path.endsWith('/1') ? answer : undefined), INDEX);
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('MANIFEST_UNSUPPORTED');
    expect(error.hint).toContain('4.13');
    expect(tagged(lab)).toBeUndefined();
  });
});

describe('words of servers', () => {
  it.each([
    ['terminal sequences', '\u001b[31mred\u001b[0m\u0007'],
    ['line breaks', 'a\r\nb\nc'],
    ['commands', '::add-mask::x ::error file=a::b ##[command]rm %0A::set-output name=a::b'],
    ['a megabyte of text', 'y'.repeat(50_000)],
  ])('case 97: cleans %s before anything is shown', async (_what, message) => {
    const lab = await start((call) =>
      isPut(call)
        ? {
            status: 400,
            headers: { 'x-request-id': message.slice(0, 40).replace(/[\r\n]/g, '') },
            body: errorBody('X', message),
          }
        : undefined,
    );
    const error = failureOfOutcome(await lab.promote());
    const text = [error.message, error.hint].join(' ');
    expect(text).not.toMatch(/[\p{Cc}]/u);
    expect(text).not.toMatch(/::[a-z-]+.*::|##\[/);
    expect(text.length).toBeLessThan(4_000);
  });

  it('case 97: does not repeat a flood of warnings', async () => {
    const warning = Array.from({ length: 200 }, (_, n) => `299 - "deprecated ::error::${n % 2}"`);
    const lab = await startLab({
      from: (_call, usual) => {
        const answer = usual();
        return { ...answer, headers: { ...answer.headers, warning } };
      },
    });
    lab.addImage(IMAGE, '1');
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.said().match(/deprecated/g)?.length ?? 0).toBeLessThan(10);
    expect(lab.said()).not.toContain('::error::');
  });

  it.each(['a'.repeat(129), 'a/../b', '%2f', '../x', '.hidden', 'a b', ''])(
    'case 98: never asks for the tag %j',
    async (tag) => {
      const lab = await startLab();
      expect((await lab.failure(lab.from.getManifest(tag, NEVER))).code).toBe('INPUT_INVALID');
      const { root } = IMAGE;
      expect(
        (await lab.failure(lab.to.putManifest(readManifest(root.bytes, root.mediaType), tag, NEVER))).code,
      ).toBe('INPUT_INVALID');
      expect(lab.source.server.wire() + lab.destination.server.wire()).toBe('');
    },
  );
});
