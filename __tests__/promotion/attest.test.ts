import { describe, expect, it } from 'vitest';
import type { AttestedPromotion, AttestOptions } from '../../src/core/attestor.ts';
import { fallbackTag } from '../../src/core/image/attachment-tags.ts';
import { mergeFallbackIndex } from '../../src/core/image/fallback-index.ts';
import { PromoteError, type Problem } from '../../src/core/text/errors.ts';
import { PROMOTION_PREDICATE } from '../../src/core/version.ts';
import { promote, type PromotionOutcome } from '../../src/promotion/promote.ts';
import { anImage, anIndex, fakePorts, type FakePorts } from '../support/fake-ports.ts';
import { promoteOptions, request } from '../support/promote-options.ts';
import { aReferrer } from '../support/sample-artifacts.ts';

const never = new AbortController().signal;
const ATTEST: AttestOptions = {
  signer: { kind: 'key', privateKey: 'unused', password: undefined },
  rekorUrl: undefined,
  tsaUrl: undefined,
  onFailure: 'fail',
};
const PROBLEM: Problem = { code: 'ATTEST_FAILED', message: 'the key is damaged', hint: 'give another' };

interface Lab {
  readonly ports: FakePorts;
  readonly signed: AttestedPromotion[];
  problems: readonly Problem[];
  onSign: () => void;
}

function lab(): Lab {
  const signed: AttestedPromotion[] = [];
  const ports = fakePorts({ source: true, destination: true });
  const made: Lab = { ports, signed, problems: [], onSign: () => undefined };
  ports.registry.source.hold('dev/app', { manifests: [IMAGE], tag: '1.0' });
  Object.assign(ports, {
    attestor: {
      check: async () => made.problems,
      sign: async (promotion: AttestedPromotion) => {
        made.onSign();
        signed.push(promotion);
        return new TextEncoder().encode(`bundle ${signed.length}`);
      },
    },
  });
  return made;
}
const IMAGE = anImage('one');
const run = (
  { ports }: Lab,
  changes: Parameters<typeof promoteOptions>[0] = {},
  signal = never,
): Promise<PromotionOutcome> => promote(promoteOptions({ attest: ATTEST, ...changes }), ports, signal);
const INDEX_CHANGE = `manifest prod/app:${fallbackTag(IMAGE.digest)}`;

describe('an attested promotion', () => {
  it('is signed when everything else is done, and attached where its registry lists it', async () => {
    const made = lab();

    const { report, failure } = await run(made);

    expect(failure).toBeUndefined();
    const { changes, registry } = made.ports;
    const tagged = changes.indexOf('manifest prod/app:1.0');
    expect(changes.slice(tagged + 1).map((change) => change.replace(/sha256:\w+/, 'DIGEST'))).toEqual([
      'blob DIGEST',
      'blob DIGEST',
      'manifest prod/app@DIGEST',
      INDEX_CHANGE,
    ]);
    const manifest = report.images[0]?.attestation?.manifest ?? '';
    const { content } = registry.destination.find('prod/app', manifest) ?? {};
    expect(content).toMatchObject({
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      subject: { digest: IMAGE.digest },
      annotations: { 'dev.sigstore.bundle.predicateType': PROMOTION_PREDICATE },
    });
  });

  it('states what moved from where to where', async () => {
    const made = lab();
    await run(made, { promotions: [request('dev/app:1.0', 'prod/app:1.0', ['stable'])] });

    expect(made.signed).toMatchObject([
      {
        image: {
          source: 'dev/app:1.0',
          destination: 'prod/app:1.0',
          digest: IMAGE.digest,
          movedTags: [{ tag: '1.0' }, { tag: 'stable' }],
        },
        sourceServer: 'https://api.source.example.com:6443',
        destinationServer: 'https://api.destination.example.com:6443',
        startedAt: '2026-01-02T03:04:05.000Z',
      },
    ]);
  });

  it('of an index names the images in it', async () => {
    const made = lab();
    const [one, other] = [anImage('amd64'), anImage('arm64')];
    made.ports.registry.source.hold('dev/app', {
      manifests: [one, other, anIndex([one, other])],
      tag: '2.0',
    });

    await run(made, { promotions: [request('dev/app:2.0', 'prod/app:2.0')] });

    expect(made.signed[0]?.children).toEqual([
      { digest: one.digest, platform: 'linux/amd64' },
      { digest: other.digest, platform: 'linux/arm64' },
    ]);
  });

  it('changes nothing when the check finds that nothing can be signed', async () => {
    const made = lab();
    made.problems = [PROBLEM];

    const { failure } = await run(made);

    expect(failure?.error).toMatchObject(PROBLEM);
    expect(made.ports.changes).toEqual([]);
  });

  it('checks in a dry run, too, and signs nothing', async () => {
    const made = lab();
    expect((await run(made, { dryRun: true })).failure).toBeUndefined();
    expect(made.signed).toEqual([]);

    made.problems = [PROBLEM];

    expect((await run(made, { dryRun: true })).failure?.error).toMatchObject(PROBLEM);
  });

  it('goes on with a warning where that is allowed', async () => {
    const made = lab();
    made.problems = [PROBLEM];
    made.onSign = () => {
      throw new PromoteError(PROBLEM);
    };

    const { failure, report } = await run(made, { attest: { ...ATTEST, onFailure: 'warn' } });

    expect(failure).toBeUndefined();
    expect(report.images[0]?.attestation).toBeUndefined();
    expect(made.ports.lines.filter((line) => line.includes('the key is damaged'))).toEqual([
      expect.stringMatching(/^the promotion will not be attested: /),
      expect.stringMatching(/^the promotion of prod\/app:1\.0 is not attested: /),
    ]);
  });

  it('is not rolled back when signing fails, and the error says so', async () => {
    const made = lab();
    made.onSign = () => {
      throw new PromoteError(PROBLEM);
    };

    const { failure, report, destination } = await run(made, { rollbackOnFailure: true });

    expect(failure?.error).toMatchObject({
      code: 'ATTEST_FAILED',
      message: expect.stringContaining(
        'the promotion of prod/app:1.0 is not attested: the key is damaged',
      ) as string,
      hint: expect.stringContaining('stay as promoted') as string,
    });
    expect(report.rolledBack).toBe(false);
    expect(destination).toContain('prod/app:1.0 moved');
    expect(made.ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(IMAGE.digest);
  });

  it('says of several images which are attested when the registry refuses one attestation', async () => {
    const made = lab();
    const { ports } = made;
    ports.registry.source.hold('dev/web', { manifests: [anImage('web')], tag: '1.0' });
    ports.beforeChange = (change) => {
      if (change.startsWith(`manifest prod/web:sha256-`))
        throw new PromoteError({ code: 'QUOTA_EXCEEDED', message: 'too many tags' });
    };

    const { failure } = await run(made, {
      promotions: [request('dev/app:1.0', 'prod/app:1.0'), request('dev/web:1.0', 'prod/web:1.0')],
    });

    expect(failure?.error).toMatchObject({
      message: expect.stringMatching(
        /^the promotion of prod\/web:1\.0 is not attested: \S+ is stored but not listed: .*too many tags; attested: prod\/app:1\.0/,
      ) as string,
    });
  });

  it('stays promoted when the job is cancelled while it is attested', async () => {
    const made = lab();
    const cancel = new AbortController();
    made.onSign = () => cancel.abort();

    const { failure, report } = await run(made, { rollbackOnFailure: true }, cancel.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(report.rolledBack).toBe(false);
  });
});

describe('the list of attestations in a registry without referrers API', () => {
  it('gets the entry again that another client overwrote, and keeps the entry of that client', async () => {
    const made = lab();
    const { registry, clock } = made.ports;
    const theirs = aReferrer(IMAGE, 'theirs');
    const tag = fallbackTag(IMAGE.digest);
    let others = 0;
    // read before this run wrote the index, written after
    Object.assign(clock, {
      sleep: async () => {
        others += 1;
        const index = mergeFallbackIndex(undefined, [theirs]);
        if (others === 1 && index !== undefined) registry.destination.put('prod/app', index, tag);
      },
    });

    const { failure, report } = await run(made);

    expect(failure).toBeUndefined();
    const { content } = registry.destination.find('prod/app', tag) ?? {};
    const listed = content?.kind === 'index' ? content.manifests.map(({ digest }) => digest) : [];
    expect(listed).toEqual([theirs.digest, report.images[0]?.attestation?.manifest]);
  });

  it('is given up when another client never stops', async () => {
    const made = lab();
    const { registry, clock } = made.ports;
    const tag = fallbackTag(IMAGE.digest);
    Object.assign(clock, {
      sleep: async () => {
        const index = mergeFallbackIndex(undefined, [aReferrer(IMAGE, 'theirs')]);
        if (index !== undefined) registry.destination.put('prod/app', index, tag);
      },
    });

    const { failure } = await run(made);

    expect(failure?.error).toMatchObject({
      code: 'ATTEST_FAILED',
      message: expect.stringContaining('another client keeps removing it') as string,
    });
  });

  it('is not read a second time where the registry lists referrers itself', async () => {
    const made = lab();
    const { registry, clock } = made.ports;
    registry.destination.hasReferrersApi = true;
    Object.assign(clock, {
      sleep: async () => {
        throw new Error('nothing to wait for');
      },
    });

    expect((await run(made)).failure).toBeUndefined();
  });
});
