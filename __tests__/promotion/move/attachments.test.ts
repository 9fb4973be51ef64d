import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { Manifest } from '../../../src/core/image/manifest.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import {
  aFallbackIndex,
  aReferrer,
  aSignature,
  BUNDLE_TYPE,
  descriptorFor,
  entryFor,
  jsonOf,
  referrersTag,
  signatureTag,
} from '../../support/sample-artifacts.ts';
import { noise, sampleImage, sampleIndex } from '../../support/sample-images.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const image = sampleImage([noise(100, 1)]).root;
const signature = aSignature(['ours']);

/** `dev/app:1` at the source is the image. */
function portsWith(...manifests: readonly Manifest[]): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: manifests.length > 0 ? manifests : [image], tag: '1' });
  return ports;
}

function attach(ports: FakePorts, manifest: Manifest, tag?: string): void {
  ports.registry.source.hold(
    'dev/app',
    tag === undefined ? { manifests: [manifest] } : { manifests: [manifest], tag },
  );
}

/** A referrer as registries without API have it: the manifest, and an index under the fallback tag of its subject. */
function refer(ports: FakePorts, subject: Manifest, ...referrers: readonly Manifest[]): void {
  for (const referrer of referrers) attach(ports, referrer);
  attach(ports, aFallbackIndex(referrers.map(entryFor)), referrersTag(subject.digest));
}

async function run(ports: FakePorts, changes: Partial<PromoteOptions> = {}) {
  ports.changes.length = 0;
  ports.lines.length = 0;
  const promotions = [request('dev/app:1', 'prod/app:1')];
  const { report, failure } = await promote(promoteOptions({ promotions, ...changes }), ports, never);
  const error = failure?.error;
  if (error !== undefined && !(error instanceof PromoteError)) throw new Error('a bug', { cause: error });
  return { error, attachments: report.images[0]?.attachments ?? [], report, lines: ports.lines.join('\n') };
}

const manifestChanges = (ports: FakePorts): string[] =>
  ports.changes.filter((change) => change.startsWith('manifest'));
const inDestination = (ports: FakePorts, name: string): Manifest | undefined =>
  ports.registry.destination.find('prod/app', name);

describe('what cosign keeps under tags', () => {
  it('travels byte for byte, before the tag of the image', async () => {
    const ports = portsWith();
    attach(ports, signature, signatureTag(image.digest));

    const { error, attachments, report } = await run(ports);

    expect(error).toBeUndefined();
    const tag = signatureTag(image.digest);
    expect(manifestChanges(ports)).toEqual([`manifest prod/app:${tag}`, 'manifest prod/app:1']);
    expect(inDestination(ports, tag)?.bytes).toEqual(signature.bytes);
    expect(attachments).toEqual([{ subject: image.digest, name: tag, type: 'signature', outcome: 'copied' }]);
    expect(report.images[0]?.blobsCopied).toBe(4);
  });

  it.each(['att', 'sbom'])('is also %s', async (suffix) => {
    const ports = portsWith();
    const tag = signatureTag(image.digest).replace('sig', suffix);
    attach(ports, signature, tag);

    await run(ports);

    expect(inDestination(ports, tag)?.digest).toBe(signature.digest);
  });

  it('belongs to each image of an index, too', async () => {
    const child = sampleImage([noise(100, 2)]);
    const index = sampleIndex([{ image: child, platform: { os: 'linux', architecture: 'amd64' } }]);
    const ports = portsWith(...index.manifests);
    attach(ports, signature, signatureTag(child.root.digest));

    const { attachments } = await run(ports);

    expect(attachments).toMatchObject([{ subject: child.root.digest, outcome: 'copied' }]);
  });

  it('is asked for tag by tag where tags cannot be listed', async () => {
    const ports = portsWith();
    ports.registry.source.listsTags = false;
    attach(ports, signature, signatureTag(image.digest));

    expect((await run(ports)).attachments).toMatchObject([{ outcome: 'copied' }]);
  });

  it('is added to the signatures that the destination has', async () => {
    const ports = portsWith();
    const tag = signatureTag(image.digest);
    attach(ports, signature, tag);
    ports.registry.destination.hold('prod/app', { manifests: [aSignature(['theirs'])], tag });

    const { attachments } = await run(ports);

    expect(attachments).toMatchObject([{ outcome: 'merged' }]);
    const merged = inDestination(ports, tag);
    expect(merged?.content.kind === 'image' && merged.content.layers).toMatchObject([
      { annotations: { 'dev.cosignproject.cosign/signature': 'theirs' } },
      { annotations: { 'dev.cosignproject.cosign/signature': 'ours' } },
    ]);
    const config = merged?.content.kind === 'image' ? merged.content.config.digest : '';
    expect(ports.registry.destination.hasBlob('prod/app', config)).toBe(true);
    expect((await run(ports)).attachments).toMatchObject([{ outcome: 'present' }]);
  });

  it('stays what it is at the destination when the two cannot be joined', async () => {
    const ports = portsWith();
    const tag = signatureTag(image.digest);
    attach(ports, signature, tag);
    ports.registry.destination.hold('prod/app', { manifests: [image], tag });

    const { error, attachments, lines } = await run(ports);

    expect(error).toBeUndefined();
    expect(attachments).toMatchObject([{ outcome: 'failed' }]);
    expect(lines).toContain(`the signature ${tag}`);
    expect(inDestination(ports, tag)?.digest).toBe(image.digest);
    expect(inDestination(ports, '1')?.digest).toBe(image.digest);
  });
});

describe('what refers to an image by subject', () => {
  const bundle = aReferrer(image, 'bundle');

  it('travels after the image by digest and before its tag, and is listed where there is no API', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);

    const { attachments } = await run(ports);

    expect(manifestChanges(ports)).toEqual([
      `manifest prod/app@${image.digest}`,
      `manifest prod/app@${bundle.digest}`,
      `manifest prod/app:${referrersTag(image.digest)}`,
      'manifest prod/app:1',
    ]);
    const index = inDestination(ports, referrersTag(image.digest));
    expect(index && jsonOf(index)).toMatchObject({
      manifests: [
        {
          ...entryFor(bundle),
          artifactType: BUNDLE_TYPE,
          platform: { architecture: 'unknown', os: 'unknown' },
        },
      ],
    });
    expect(attachments).toEqual([
      { subject: image.digest, name: bundle.digest, type: BUNDLE_TYPE, outcome: 'copied' },
    ]);
  });

  it('needs no index where the API of the destination lists it', async () => {
    const ports = portsWith();
    ports.registry.source.hasReferrersApi = true;
    ports.registry.destination.hasReferrersApi = true;
    attach(ports, bundle);

    const { attachments } = await run(ports);

    expect(attachments).toMatchObject([{ outcome: 'copied' }]);
    expect(manifestChanges(ports).slice(1)).toEqual([
      `manifest prod/app@${bundle.digest}`,
      'manifest prod/app:1',
    ]);
  });

  it('gets an index where the API of the destination lists nothing, and is found there the next time', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);
    ports.registry.destination.referrersOf = () => [];

    const first = await run(ports);

    expect(first.attachments).toMatchObject([{ outcome: 'copied' }]);
    expect(inDestination(ports, referrersTag(image.digest))).toBeDefined();
    expect((await run(ports)).attachments).toMatchObject([{ outcome: 'present', type: BUNDLE_TYPE }]);
    expect(ports.changes).toEqual([]);
  });

  it('joins what the destination lists already', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);
    const theirs = aReferrer(image, 'theirs');
    const tag = referrersTag(image.digest);
    ports.registry.destination.hold('prod/app', {
      manifests: [theirs, aFallbackIndex([entryFor(theirs)])],
      tag,
    });

    await run(ports);

    const index = inDestination(ports, tag);
    expect(index && jsonOf(index)).toMatchObject({ manifests: [entryFor(theirs), entryFor(bundle)] });
  });

  it('survives when somebody else writes the index at the same time', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);
    const theirs = aReferrer(image, 'theirs');
    const tag = referrersTag(image.digest);
    overwriteOnce(ports, tag, aFallbackIndex([entryFor(theirs)]));

    const { attachments } = await run(ports);

    expect(attachments).toMatchObject([{ outcome: 'copied' }]);
    const index = inDestination(ports, tag);
    expect(index && jsonOf(index)).toMatchObject({ manifests: [entryFor(theirs), entryFor(bundle)] });
  });

  it('is left out when it is attached to something else, or to nothing', async () => {
    const ports = portsWith();
    const strays = [aReferrer(signature, 'of another'), aReferrer(undefined, 'of nothing')];
    refer(ports, image, bundle, ...strays);

    const { error, attachments, lines } = await run(ports, { signatures: 'always' });

    expect(error).toBeUndefined();
    expect(attachments.map(({ outcome }) => outcome).sort()).toEqual(['copied', 'dropped', 'dropped']);
    for (const { digest } of strays) {
      expect(inDestination(ports, digest)).toBeUndefined();
      expect(lines).toContain(`${digest} was left out: it is listed for`);
    }
  });

  it('does not replace an image under the fallback tag', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);
    const tag = referrersTag(image.digest);
    ports.registry.destination.hold('prod/app', { manifests: [signature], tag });

    const { attachments, error } = await run(ports);

    expect(error).toBeUndefined();
    expect(attachments).toMatchObject([{ outcome: 'failed' }]);
    expect(inDestination(ports, tag)?.digest).toBe(signature.digest);
  });

  it.each(['source', 'destination'] as const)(
    'is no matter of the image itself under the fallback tag of the %s, as cosign copy leaves it',
    async (side) => {
      const ports = portsWith();
      const tag = referrersTag(image.digest);
      if (side === 'destination') refer(ports, image, bundle);
      ports.registry[side].hold(side === 'source' ? 'dev/app' : 'prod/app', { manifests: [image], tag });

      const { attachments, error } = await run(ports, { signatures: 'always' });

      expect(error).toBeUndefined();
      expect(attachments).toMatchObject(side === 'source' ? [] : [{ outcome: 'copied' }]);
      if (side === 'destination')
        expect(inDestination(ports, tag)?.content).toMatchObject({ manifests: [{ digest: bundle.digest }] });
    },
  );

  it('has what refers to it carried along, three levels deep and no deeper', async () => {
    const ports = portsWith();
    const chain = [bundle];
    for (const name of ['second', 'third', 'fourth']) chain.push(aReferrer(chain.at(-1), name));
    [image, ...chain].forEach((subject, index) => {
      const next = chain[index];
      if (next !== undefined) refer(ports, subject, next);
    });

    const { attachments } = await run(ports);

    expect(attachments.map(({ name }) => name)).toEqual(chain.slice(0, 3).map(({ digest }) => digest));
  });

  it('ends where things refer to each other in a ring', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);
    attach(ports, aFallbackIndex([entryFor(image), entryFor(bundle)]), referrersTag(bundle.digest));

    const { attachments } = await run(ports);

    expect(attachments).toMatchObject([{ name: bundle.digest, outcome: 'copied' }, { outcome: 'dropped' }]);
  });

  it('is cut after 500, which is a problem', async () => {
    const many = Array.from({ length: 501 }, (_, index) => aReferrer(image, String(index)));
    const ports = portsWith();
    refer(ports, image, ...many);

    const { attachments, error, lines } = await run(ports);

    expect(error).toBeUndefined();
    expect(attachments).toHaveLength(500);
    expect(lines).toContain('more than 500 things refer to');
  });

  it('is found under the fallback tag when the API of the source fails, which is a problem', async () => {
    const ports = portsWith();
    refer(ports, image, bundle);
    ports.registry.source.referrersOf = () => {
      throw new PromoteError({ code: 'SERVER_UNAVAILABLE', message: 'it fails' });
    };

    const { attachments, lines } = await run(ports);

    expect(attachments).toMatchObject([{ outcome: 'copied' }]);
    expect(lines).toContain('cannot list what refers to');
  });

  it('is found by the API and under the fallback tag', async () => {
    const ports = portsWith();
    const other = aReferrer(image, 'other');
    refer(ports, image, bundle, other);
    ports.registry.source.referrersOf = (_, subject) =>
      subject === image.digest ? [descriptorFor(bundle)] : [];

    expect((await run(ports)).attachments).toHaveLength(2);
  });
});

describe('a second run', () => {
  it('carries nothing again, and says what is there', async () => {
    const ports = portsWith();
    attach(ports, signature, signatureTag(image.digest));
    refer(ports, image, aReferrer(image, 'bundle'));
    await run(ports);

    const { attachments } = await run(ports);

    expect(ports.changes).toEqual([]);
    expect(attachments.map(({ outcome }) => outcome)).toEqual(['present', 'present']);
  });

  it('carries what was attached after the first one', async () => {
    const ports = portsWith();
    await run(ports);
    attach(ports, signature, signatureTag(image.digest));

    const { attachments, report } = await run(ports);

    expect(report.images[0]?.changed).toBe(false);
    expect(attachments).toMatchObject([{ outcome: 'copied' }]);
    expect(manifestChanges(ports)).toEqual([`manifest prod/app:${signatureTag(image.digest)}`]);
  });
});

describe('something that cannot be carried', () => {
  function refuse(ports: FakePorts, part: string): void {
    ports.beforeChange = (change) => {
      if (change.includes(part))
        throw new PromoteError({ code: 'ACCESS_DENIED', message: 'denied', hint: 'ask' });
    };
  }

  it('is a warning, and everything else is promoted', async () => {
    const ports = portsWith();
    const [refused, accepted] = [aReferrer(image, 'refused'), aReferrer(image, 'accepted')];
    refer(ports, image, refused, accepted);
    attach(ports, signature, signatureTag(image.digest));
    refuse(ports, `@${refused.digest}`);

    const { error, attachments, lines } = await run(ports);

    expect(error).toBeUndefined();
    expect(Object.fromEntries(attachments.map(({ name, outcome }) => [name, outcome]))).toEqual({
      [refused.digest]: 'failed',
      [accepted.digest]: 'copied',
      [signatureTag(image.digest)]: 'copied',
    });
    expect(lines).toContain('denied; ask');
    expect(inDestination(ports, '1')).toBeDefined();
  });

  it('ends the promotion before a tag moves, when everything has to be carried', async () => {
    const ports = portsWith();
    attach(ports, signature, signatureTag(image.digest));
    refuse(ports, '.sig');

    const { error, attachments, report } = await run(ports, { signatures: 'always' });

    expect(error).toMatchObject({ code: 'SIGNATURES_REQUIRED', where: { phase: 'move' } });
    expect(report.images[0]?.changed).toBe(false);
    expect(inDestination(ports, '1')).toBeUndefined();
    expect(attachments).toMatchObject([{ outcome: 'failed', reason: 'denied; ask' }]);
  });

  it('is the index a destination refuses', async () => {
    const ports = portsWith();
    refer(ports, image, aReferrer(image, 'bundle'));
    refuse(ports, `:${referrersTag(image.digest)}`);

    const { attachments } = await run(ports);

    expect(attachments).toMatchObject([{ outcome: 'failed' }]);
    expect(attachments[0]?.reason).toContain('does not list it');
  });

  it('is a source that cannot be asked', async () => {
    const ports = portsWith();
    ports.registry.source.referrersOf = () => {
      throw new PromoteError({ code: 'SERVER_UNAVAILABLE', message: 'it fails' });
    };

    expect((await run(ports)).error).toBeUndefined();
    expect((await run(ports, { signatures: 'always' })).error).toMatchObject({ code: 'SIGNATURES_REQUIRED' });
  });

  it('does not hide that the job was cancelled', async () => {
    const ports = portsWith();
    attach(ports, signature, signatureTag(image.digest));
    const stop = new AbortController();
    ports.beforeChange = (change) => {
      if (!change.includes('.sig')) return;
      stop.abort();
      throw new PromoteError({ code: 'CANCELLED', message: 'cancelled' });
    };
    const promotions = [request('dev/app:1', 'prod/app:1')];

    const { failure } = await promote(promoteOptions({ promotions }), ports, stop.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('nothing is carried', () => {
  it('when it shall never be', async () => {
    const ports = portsWith();
    attach(ports, signature, signatureTag(image.digest));

    const { attachments } = await run(ports, { signatures: 'never' });

    expect(attachments).toEqual([]);
    expect(manifestChanges(ports)).toEqual(['manifest prod/app:1']);
  });

  it('in a dry run, which tells what would be', async () => {
    const ports = portsWith();
    attach(ports, signature, signatureTag(image.digest));
    refer(ports, image, aReferrer(image, 'bundle'));

    const { lines } = await run(ports, { dryRun: true });

    expect(ports.changes).toEqual([]);
    expect(lines).toContain(`signature ${signatureTag(image.digest)}, 1 referrers`);
  });

  it('when the destination tag stays', async () => {
    const ports = portsWith();
    ports.registry.destination.hold('prod/app', { manifests: [signature], tag: '1' });
    attach(ports, signature, signatureTag(image.digest));

    await run(ports, { onExistingTag: 'skip' });

    expect(ports.changes).toEqual([]);
  });
});

/** The first time the tag is written, somebody else, who had read it before, writes it right after. */
function overwriteOnce(ports: FakePorts, tag: string, theirs: Manifest): void {
  const { destination } = ports.registry;
  const put = destination.put.bind(destination);
  let isFirst = true;
  destination.put = (repository, manifest, reference) => {
    put(repository, manifest, reference);
    if (reference !== tag || !isFirst) return;
    isFirst = false;
    put(repository, theirs, tag);
  };
}
