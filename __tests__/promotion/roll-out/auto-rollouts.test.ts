import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakeWorld, type FakeWorld } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const web: WorkloadName = { kind: 'deployment', project: 'prod', name: 'web' };
const api: WorkloadName = { kind: 'deploymentconfig', project: 'prod', name: 'api' };
const [old, next] = [anImage('old'), anImage('next')];
const promotions = [request('dev/app:1.0', 'prod/app:1.0')];

function worldWith(found: readonly WorkloadName[]): FakeWorld {
  const world = fakeWorld({ source: true, destination: true });
  world.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  world.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
  world.found = found;
  return world;
}

describe('rollout: auto', () => {
  it('rolls out what uses the tag, once, beside what is named, and has it in the plan', async () => {
    const world = worldWith([web, api]);
    world.rolloutPlan = { replicas: 0 };
    const options = promoteOptions({ promotions, rollouts: [web], searched: ['prod'] });

    const { plan, failure } = await promote(options, world, never);

    expect(failure).toBeUndefined();
    expect(plan?.rollouts.map(({ workload }) => workload)).toEqual([web, api]);
    expect(world.changes.filter((change) => change.startsWith('roll out')).sort()).toEqual([
      'roll out deployment/web',
      'roll out deploymentconfig/api',
    ]);
  });

  it('tells that nothing uses the tag, and succeeds', async () => {
    const world = worldWith([]);

    const { failure, report } = await promote(
      promoteOptions({ promotions, searched: ['prod'] }),
      world,
      never,
    );

    expect(failure).toBeUndefined();
    expect(report.rolloutStatus).toBe('skipped');
    expect(world.lines.join('\n')).toContain(
      'no workload in project prod uses prod/app:1.0: there is nothing to roll out',
    );
  });

  it('counts workloads that may not be listed among the problems of the check', async () => {
    const world = worldWith([]);
    Object.defineProperty(world, 'found', {
      get: () => {
        throw new PromoteError({ code: 'ACCESS_DENIED', message: 'may not list cronjobs' });
      },
    });

    const { failure } = await promote(promoteOptions({ promotions, searched: ['prod'] }), world, never);

    expect(failure?.error).toMatchObject({ code: 'ACCESS_DENIED', message: 'may not list cronjobs' });
    expect(world.changes).toEqual([]);
  });
});

describe('a rollout that is under way before', () => {
  it('is told in the plan and waited for before a tag moves', async () => {
    const world = worldWith([]);
    world.rolloutPlan = { underWay: 'version 4 is still running', method: 'trigger' };

    await promote(promoteOptions({ promotions, rollouts: [api] }), world, never);

    const order = world.changes.filter((change) => /^wait|1\.0$|^roll out/.test(change));
    expect(order).toEqual([
      'wait for deploymentconfig/api',
      'manifest prod/app:1.0',
      'roll out deploymentconfig/api',
    ]);
    expect(world.lines.join('\n')).toContain(
      'version 4 is still running, and its end is awaited before a tag moves',
    );
  });

  it('that does not end leaves every tag where it is', async () => {
    const world = worldWith([]);
    world.rolloutPlan = { underWay: 'version 4 is still running' };
    world.beforeChange = (change) => {
      if (change.startsWith('wait'))
        throw new PromoteError({ code: 'ROLLOUT_TIMED_OUT', message: 'too long' });
    };

    const { failure } = await promote(promoteOptions({ promotions, rollouts: [api] }), world, never);

    expect(failure?.error).toMatchObject({ code: 'ROLLOUT_TIMED_OUT' });
    expect(world.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(old.digest);
  });
});
