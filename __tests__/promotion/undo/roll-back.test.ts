import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakeWorld, type FakeWorld } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const web: WorkloadName = { kind: 'deployment', project: 'prod', name: 'web' };
const [old, next] = [anImage('old'), anImage('next')];

/** `prod/app:1.0` is the old image, `dev/app:1.0` the next one; a rollout fails. */
function failingWorld(): FakeWorld {
  const world = fakeWorld({ source: true, destination: true });
  world.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  world.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
  world.beforeChange = (change) => {
    if (!change.startsWith('roll out')) return;
    throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'pods crash' });
  };
  return world;
}

const options = promoteOptions({
  rollouts: [web],
  rollbackOnFailure: true,
  promotions: [request('dev/app:1.0', 'prod/app:1.0', ['stable'])],
});

describe('backup-tag', () => {
  it('keeps the previous digest before the tag moves', async () => {
    const world = failingWorld();
    world.beforeChange = () => undefined;

    await promote(promoteOptions({ backupTag: 'previous' }), world, never);

    expect(world.changes.slice(-2)).toEqual(['tag prod/app:previous', 'manifest prod/app:1.0']);
    expect(world.registry.destination.tags.get('prod/app')?.get('previous')).toBe(old.digest);
  });

  it('is pushed to a registry that is no cluster', async () => {
    const world = fakeWorld({ source: true, destination: false });
    world.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
    world.registry.destination.hold('team/app', { manifests: [old], tag: '1' });
    const promotions = [request('dev/app:1.0', 'quay.example.com/team/app:1')];

    await promote(promoteOptions({ promotions, backupTag: 'previous' }), world, never);

    expect(world.changes.slice(-2)).toEqual(['manifest team/app:previous', 'manifest team/app:1']);
    expect(world.registry.destination.tags.get('team/app')?.get('previous')).toBe(old.digest);
  });

  it('is not written when the tag does not move', async () => {
    const world = failingWorld();
    world.registry.destination.hold('prod/app', { manifests: [next], tag: '1.0' });
    world.beforeChange = () => undefined;

    await promote(promoteOptions({ backupTag: 'previous' }), world, never);

    expect(world.changes).toEqual([]);
  });
});

describe('rollback-on-failure', () => {
  it('brings tags and workloads back, removes new tags, and stays a failure', async () => {
    const world = failingWorld();

    const { report, failure } = await promote(options, world, never);

    const tags = world.registry.destination.tags.get('prod/app');
    expect(Object.fromEntries(tags ?? [])).toEqual({ '1.0': old.digest });
    expect(world.changes.slice(-3)).toEqual([
      'delete prod/app:stable',
      'tag prod/app:1.0',
      'back deployment/web',
    ]);
    expect(failure?.error).toMatchObject({ code: 'ROLLOUT_FAILED', where: { phase: 'roll out' } });
    expect(String(failure?.error)).toContain('pods crash; tags and workloads were rolled back');
    expect(report).toMatchObject({ rolloutStatus: 'rolled-back', rolledBack: true });
    expect(report.images[0]?.changed).toBe(false);
  });

  it('tells of a roll back that fails beside the first failure', async () => {
    const world = failingWorld();
    const { beforeChange } = world;
    world.beforeChange = (change) => {
      beforeChange(change);
      if (change.startsWith('back'))
        throw new PromoteError({ code: 'ROLLOUT_TIMED_OUT', message: 'too slow' });
    };

    const { report, failure } = await promote(options, world, never);

    expect(failure?.error).toMatchObject({ code: 'ROLLOUT_FAILED' });
    expect(String(failure?.error)).toContain('pods crash; the roll back failed too: too slow');
    expect(report).toMatchObject({ rolloutStatus: 'failed', rolledBack: false });
  });

  it('happens also when the job is cancelled after a tag moved', async () => {
    const world = failingWorld();
    const job = new AbortController();
    world.beforeChange = (change) => {
      if (!change.startsWith('roll out')) return;
      job.abort();
      throw new PromoteError({ code: 'CANCELLED', message: 'the promotion was cancelled' });
    };

    const { report, failure } = await promote(options, world, job.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(world.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(old.digest);
    expect(report.rolledBack).toBe(true);
  });

  it('leaves a tag alone that somebody else has moved meanwhile', async () => {
    const world = failingWorld();
    const other = anImage('other');
    world.beforeChange = (change) => {
      if (!change.startsWith('roll out')) return;
      world.registry.destination.hold('prod/app', { manifests: [other], tag: '1.0' });
      throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'pods crash' });
    };

    const { failure } = await promote(options, world, never);

    expect(world.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(other.digest);
    expect(String(failure?.error)).toContain('moved by somebody else');
  });

  it('does nothing unless it is asked for', async () => {
    const world = failingWorld();

    const { report } = await promote({ ...options, rollbackOnFailure: false }, world, never);

    expect(world.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(next.digest);
    expect(report.rolloutStatus).toBe('failed');
  });

  it('changes nothing when it failed before any tag', async () => {
    const world = failingWorld();
    world.registry.source.tags.clear();

    const { report } = await promote(options, world, never);

    expect(world.changes).toEqual([]);
    expect(report.rolledBack).toBe(false);
  });
});
