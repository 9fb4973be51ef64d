import { describe, expect, it, vi } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { deferred } from '../../support/deferred.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const web: WorkloadName = { kind: 'deployment', project: 'prod', name: 'web' };
const api: WorkloadName = { kind: 'deploymentconfig', project: 'prod', name: 'api' };
const [old, next] = [anImage('old'), anImage('next')];
const promotions = [request('dev/app:1.0', 'prod/app:1.0')];

function portsWith(found: readonly WorkloadName[]): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  ports.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
  ports.found = found;
  return ports;
}

describe('rollout: auto', () => {
  it('rolls out what uses the tag, once, beside what is named, and has it in the plan', async () => {
    const ports = portsWith([web, api]);
    ports.rolloutPlan = { replicas: 0 };
    const options = promoteOptions({ promotions, rollouts: [web], searched: ['prod'] });

    const { plan, failure } = await promote(options, ports, never);

    expect(failure).toBeUndefined();
    expect(plan?.rollouts.map(({ workload }) => workload)).toEqual([web, api]);
    expect(ports.changes.filter((change) => change.startsWith('roll out')).sort()).toEqual([
      'roll out deployment/web',
      'roll out deploymentconfig/api',
    ]);
  });

  it('reports workloads in the order of the plan, whichever is complete first', async () => {
    const ports = portsWith([web, api]);
    ports.rolloutPlan = { replicas: 0 };
    const { rollouts } = ports.clusters.destination ?? {};
    if (rollouts === undefined) throw new Error('no destination');
    const rollOut = rollouts.rollOut.bind(rollouts);
    const apiIsDone = deferred();
    vi.spyOn(rollouts, 'rollOut').mockImplementation(async (plan, ...others) => {
      if (plan.workload === web) await apiIsDone.promise;
      const result = await rollOut(plan, ...others);
      if (plan.workload === api) apiIsDone.resolve();
      return result;
    });

    const { report } = await promote(promoteOptions({ promotions, rollouts: [web, api] }), ports, never);

    expect(report.images[0]?.rollouts.map(({ workload }) => workload.name)).toEqual(['web', 'api']);
  });

  it('tells that nothing uses the tag, and succeeds', async () => {
    const ports = portsWith([]);

    const { failure, report } = await promote(
      promoteOptions({ promotions, searched: ['prod'] }),
      ports,
      never,
    );

    expect(failure).toBeUndefined();
    expect(report.rolloutStatus).toBe('skipped');
    expect(ports.lines.join('\n')).toContain(
      'no workload in project prod uses prod/app:1.0: there is nothing to roll out',
    );
  });

  it('counts workloads that may not be listed among the problems of the check', async () => {
    const ports = portsWith([]);
    Object.defineProperty(ports, 'found', {
      get: () => {
        throw new PromoteError({ code: 'ACCESS_DENIED', message: 'may not list cronjobs' });
      },
    });

    const { failure } = await promote(promoteOptions({ promotions, searched: ['prod'] }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'ACCESS_DENIED', message: 'may not list cronjobs' });
    expect(ports.changes).toEqual([]);
  });
});

describe('a rollout that is under way before', () => {
  it('is reported in the plan and waited for before a tag moves', async () => {
    const ports = portsWith([]);
    ports.rolloutPlan = { underWay: 'version 4 is still running', method: 'trigger' };

    await promote(promoteOptions({ promotions, rollouts: [api] }), ports, never);

    const order = ports.changes.filter((change) => /^wait|1\.0$|^roll out/.test(change));
    expect(order).toEqual([
      'wait for deploymentconfig/api',
      'manifest prod/app:1.0',
      'roll out deploymentconfig/api',
    ]);
    expect(ports.lines.join('\n')).toContain(
      'version 4 is still running, and its end is awaited before a tag moves',
    );
  });

  it('that does not end leaves every tag where it is', async () => {
    const ports = portsWith([]);
    ports.rolloutPlan = { underWay: 'version 4 is still running' };
    ports.beforeChange = (change) => {
      if (change.startsWith('wait'))
        throw new PromoteError({ code: 'ROLLOUT_TIMED_OUT', message: 'too long' });
    };

    const { failure } = await promote(promoteOptions({ promotions, rollouts: [api] }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'ROLLOUT_TIMED_OUT' });
    expect(ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(old.digest);
  });
});
