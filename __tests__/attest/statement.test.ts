import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { promotionStatement } from '../../src/attest/statement.ts';
import type { AttestedPromotion } from '../../src/core/attestor.ts';
import { PROMOTION_PREDICATE } from '../../src/core/version.ts';
import { textOf } from '../repository/source-files.ts';
import { FULL_IMAGE, POLICY } from '../support/sample-record.ts';
import { DIGEST, PREVIOUS } from '../support/sample-report.ts';

const CHILD = DIGEST.replace('00838', '11838') as typeof DIGEST;
const RUN = { system: 'GitHub Actions', actor: 'octocat', url: 'https://ci.example.com/7', id: '7' };
const PROMOTION: AttestedPromotion = {
  image: { ...FULL_IMAGE, movedTags: [{ tag: '1.4.2', previousDigest: PREVIOUS }] },
  children: [{ digest: CHILD, platform: 'linux/amd64' }],
  sourceServer: 'https://api.dev.example.com:6443',
  destinationServer: 'https://api.prod.example.com:6443',
  policies: [POLICY],
  startedAt: '2026-01-02T03:04:05.000Z',
};
/** As it is signed: without what is undefined. */
const statementOf = (promotion = PROMOTION, run: Parameters<typeof promotionStatement>[1] = RUN) =>
  JSON.parse(
    JSON.stringify(promotionStatement(promotion, run, new Date('2026-01-02T03:05:00Z'))),
  ) as ReturnType<typeof promotionStatement>;

describe('the statement about a promotion', () => {
  it('is about the promoted digest and every image in it', () => {
    const name = 'registry.prod.example.com/prod/app';

    expect(statementOf()).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: PROMOTION_PREDICATE,
      subject: [
        { name, digest: { sha256: DIGEST.slice('sha256:'.length) } },
        {
          name,
          digest: { sha256: CHILD.slice('sha256:'.length) },
          annotations: { platform: 'linux/amd64' },
        },
      ],
    });
  });

  it('says where the image came from and which tags moved from what to what', () => {
    const { source, destination, tags } = statementOf().predicate;

    expect(source).toEqual({
      image: `registry.dev.example.com/dev/app@${DIGEST}`,
      reference: 'dev/app:1.4.2',
      digest: DIGEST,
      server: 'https://api.dev.example.com:6443',
    });
    expect(destination.reference).toBe('prod/app:1.4.2');
    expect(tags).toEqual([
      { name: '1.4.2', before: PREVIOUS, after: DIGEST },
      { name: 'stable', before: DIGEST, after: DIGEST },
    ]);
  });

  it('leaves out the previous digest of a tag that did not exist', () => {
    const image = { ...FULL_IMAGE, movedTags: [{ tag: '1.4.2', previousDigest: undefined }] };

    const [first] = statementOf({ ...PROMOTION, image }).predicate.tags;

    expect(first).toEqual({ name: '1.4.2', after: DIGEST });
  });

  it('names the digest of the source when a build made another image', () => {
    const image = { ...FULL_IMAGE, sourceDigest: PREVIOUS, strategy: 'build' } as const;

    const { source, destination } = statementOf({ ...PROMOTION, image }).predicate;

    expect([source.digest, destination.digest]).toEqual([PREVIOUS, DIGEST]);
  });

  it('lists with every rollout its own ready pods and what they run', () => {
    const pods = FULL_IMAGE.pods ?? [];
    const waiting = pods.map((pod) => ({ ...pod, name: `${pod.name}-starting`, ready: false }));

    const { rollouts } = statementOf({
      ...PROMOTION,
      image: { ...FULL_IMAGE, pods: [...pods, ...waiting] },
    }).predicate;

    expect(rollouts.map(({ workload, pods: found }) => [workload.name, found])).toEqual([
      ['api', [{ name: 'api-42-x2k9d', images: { api: DIGEST } }]],
      ['web', [{ name: 'web-6f7c9d8b5-abcde', images: { web: DIGEST } }]],
    ]);
  });

  it('does not claim that pods were verified when they were not', () => {
    const { rollouts } = statementOf({ ...PROMOTION, image: { ...FULL_IMAGE, pods: undefined } }).predicate;

    expect(rollouts.map(({ pods }) => pods)).toEqual([undefined, undefined]);
  });

  it('names the policy, its text, the outcome of each rule and who signed', () => {
    const [policy] = statementOf().predicate.policies;

    expect(policy).toMatchObject({ name: 'prod/promotion-policy', digest: POLICY.policyDigest });
    expect(policy?.rules.map(({ name }) => name)).toEqual(POLICY.rules.map(({ name }) => name));
    expect(policy?.signers.toSorted()).toEqual(['ci', 'release']);
  });

  it.each([
    ['with everything', PROMOTION, RUN],
    [
      'with next to nothing',
      {
        ...PROMOTION,
        children: [],
        policies: [],
        sourceServer: undefined,
        destinationServer: undefined,
        image: { ...FULL_IMAGE, rollouts: [], pods: undefined, movedTags: [] },
      },
      { system: 'a shell', actor: undefined, url: undefined },
    ],
  ] as const)('%s satisfies the schema in the documentation', (_, promotion, run) => {
    const ajv = new Ajv({ strict: false });

    const isValid = ajv.validate(
      JSON.parse(textOf('docs/attestation.schema.json')),
      statementOf(promotion, run),
    );

    expect(ajv.errors).toBeNull();
    expect(isValid).toBe(true);
  });
});
