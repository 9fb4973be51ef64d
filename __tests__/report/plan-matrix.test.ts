import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import type { ImagePlan, PromotionPlan } from '../../src/core/plan.ts';
import { githubMatrix, gitlabMatrix, shardsOf } from '../../src/report/output-text.ts';

const MIB = 1024 * 1024;

function image(name: string, changes: Partial<ImagePlan> = {}): ImagePlan {
  return {
    source: `dev/${name}:1`,
    sourceImage: `registry.example.com/dev/${name}@${digestOf(Buffer.from(name))}`,
    destination: `prod/${name}:1`,
    destinationRepository: `registry.example.com/prod/${name}`,
    tags: ['1'],
    digest: digestOf(Buffer.from(name)),
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platforms: [],
    previousDigest: undefined,
    strategy: 'copy',
    action: 'create',
    tagPlans: [{ tag: '1', action: changes.action ?? 'create', previousDigest: undefined }],
    blobs: 1,
    sizeBytes: 10 * MIB,
    ...changes,
  };
}
const planOf = (...images: readonly ImagePlan[]): PromotionPlan => ({ images, rollouts: [] });
const lineOf = (name: string): string => `dev/${name}@${digestOf(Buffer.from(name))} => prod/${name}:1`;

describe('the shares of a plan', () => {
  it('are of about equal size, not of equal number', () => {
    const shards = shardsOf(
      planOf(
        image('large', { sizeBytes: 400 * MIB }),
        ...['a', 'b', 'c', 'd', 'e'].map((name) => image(name, { sizeBytes: 80 * MIB })),
      ),
      2,
    );

    expect(shards.map((lines) => lines.length).toSorted()).toEqual([1, 5]);
  });

  it('hold every image once, pinned to its digest, with all of its tags', () => {
    const names = Array.from({ length: 200 }, (_, index) => `app-${index}`);
    const shards = shardsOf(planOf(...names.map((name) => image(name))), 7);

    expect(shards).toHaveLength(7);
    expect(shards.flat().toSorted()).toEqual(names.map(lineOf).toSorted());
    expect(shardsOf(planOf(image('web', { tags: ['1', 'live'] })), 3)).toEqual([[`${lineOf('web')},live`]]);
  });

  it('leave out what stays as it is', () => {
    const plan = planOf(
      image('skipped', { action: 'skip' }),
      image('kept', { action: 'keep' }),
      image('tagged', {
        action: 'keep',
        tags: ['1', 'live'],
        tagPlans: [
          { tag: '1', action: 'keep', previousDigest: digestOf(Buffer.from('tagged')) },
          { tag: 'live', action: 'move', previousDigest: digestOf(Buffer.from('older')) },
        ],
      }),
    );

    expect(shardsOf(plan, 4)).toEqual([[`${lineOf('tagged')},live`]]);
  });

  it('keep the host of another registry', () => {
    const digest = digestOf(Buffer.from('web'));
    const plan = planOf(image('web', { source: 'quay.example.com:8443/team/web:1' }));

    expect(shardsOf(plan, 1)).toEqual([[`quay.example.com:8443/team/web@${digest} => prod/web:1`]]);
  });
});

describe('as a matrix', () => {
  const shards = [[lineOf('a'), lineOf('b')], [lineOf('c')]];

  it('of GitHub it is JSON on one line, with one entry for each job', () => {
    const text = githubMatrix(shards);

    expect(text.trimEnd()).not.toContain('\n');
    expect(JSON.parse(text)).toEqual({
      include: [
        { shard: '1 of 2', images: `${lineOf('a')}\n${lineOf('b')}` },
        { shard: '2 of 2', images: lineOf('c') },
      ],
    });
    // what the recipe compares with
    expect(githubMatrix([])).toBe('{"include":[]}\n');
  });

  it('of GitLab it is a child pipeline, also when there is nothing to do', () => {
    expect(load(gitlabMatrix(shards))).toEqual({
      'promote 1/2': {
        extends: '.promote',
        variables: { PROMOTE_IMAGES: `${lineOf('a')}\n${lineOf('b')}` },
      },
      'promote 2/2': { extends: '.promote', variables: { PROMOTE_IMAGES: lineOf('c') } },
    });
    expect(load(gitlabMatrix([]))).toHaveProperty(['nothing to promote', 'script']);
  });
});
