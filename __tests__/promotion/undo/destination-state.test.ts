import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import type { RolloutPlan } from '../../../src/core/ports/rollouts.ts';
import type { Phase } from '../../../src/core/text/errors.ts';
import type { ResolvedImage } from '../../../src/promotion/run/resolved-image.ts';
import { newRunState, type RunState } from '../../../src/promotion/run/run-state.ts';
import { describeDestination } from '../../../src/promotion/undo/destination-state.ts';

const after = parseDigest(`sha256:${'1'.repeat(64)}`);
const image = {
  request: { destination: { kind: 'stream', project: 'prod', stream: 'app', tag: '1', digest: undefined } },
} as ResolvedImage;
const moved = (tag: string) => ({ image, tag, digest: undefined, after });
const planned = (name: string, method: RolloutPlan['method'] = 'set-image') => ({
  images: [image],
  plan: { workload: { kind: 'deployment', project: 'prod', name }, method } as RolloutPlan,
});
const done = (name: string) => {
  const { images, plan } = planned(name);
  const { workload } = plan;
  return {
    images,
    plan,
    result: { workload, status: 'complete', revisionBefore: '1', revision: '2' } as const,
  };
};

function stateOf(phases: readonly Phase[], change: Partial<RunState> = {}): RunState {
  const times = phases.map((phase) => ({ phase, durationMs: 1 }));
  return { ...newRunState(), ...change, phases: times };
}

describe('what a failed run has left', () => {
  it('is nothing, when it failed while it looked', () => {
    expect(describeDestination(stateOf(['connect', 'resolve', 'check']), false)).toBe('nothing was changed');
  });

  it('is content that no tag points to, when it failed while it copied', () => {
    expect(describeDestination(stateOf(['check', 'move']), false)).toBe('no tag or workload was changed');
  });

  it('is the project that was created for it', () => {
    const prepared = [
      { kind: 'project', project: 'prod', displayName: undefined, action: 'create' },
    ] as const;

    expect(describeDestination(stateOf(['prepare', 'move'], { prepared }), false)).toBe(
      'no tag or workload was changed; created project prod',
    );
  });

  it('is every tag that moved, and every workload by how far it came', () => {
    const change = {
      movedTags: [moved('1'), moved('live')],
      planned: [planned('web'), planned('api'), planned('job')],
      rollouts: [done('web')],
    };

    expect(describeDestination(stateOf(['move', 'tag', 'roll out'], change), false)).toBe(
      'prod/app:1, prod/app:live moved; rolled out: deployment/web in prod; not complete: deployment/api in prod, deployment/job in prod',
    );
  });

  it('is workloads that their image triggers have started, when it failed after the tags', () => {
    const change = { movedTags: [moved('1')], planned: [planned('web', 'trigger'), planned('api')] };

    expect(describeDestination(stateOf(['move', 'tag'], change), false)).toBe(
      'prod/app:1 moved; started by its image trigger: deployment/web in prod; not rolled out: deployment/api in prod',
    );
  });

  it('is what was before, once it was rolled back', () => {
    expect(describeDestination(stateOf(['tag', 'roll back']), true)).toBe('tags and workloads are as before');
  });
});
