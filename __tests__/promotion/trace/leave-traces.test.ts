import { describe, expect, it, vi } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { Cluster } from '../../../src/core/ports/cluster.ts';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import type { Trace } from '../../../src/core/trace/trace.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const web: WorkloadName = { kind: 'deployment', project: 'prod', name: 'web' };
const [old, next] = [anImage('old'), anImage('next')];
const promotions = [request('dev/app:1.0', 'prod/app:live', ['stable'])];

function lab(): { ports: FakePorts; cluster: Cluster } {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  ports.registry.destination.hold('prod/app', { manifests: [old], tag: 'live' });
  ports.rolloutPlan = { replicas: 0 };
  const cluster = ports.clusters.destination;
  if (cluster === undefined) throw new TypeError('there is a cluster');
  return { ports, cluster };
}

describe('a promotion', () => {
  it('leaves on every tag it moved, and on the workload, what came from where', async () => {
    const { ports, cluster } = lab();
    const [tags, workloads] = [
      vi.spyOn(cluster.traces, 'traceTags'),
      vi.spyOn(cluster.traces, 'traceWorkload'),
    ];
    const { failure } = await promote(promoteOptions({ promotions, rollouts: [web] }), ports, never);

    expect(failure).toBeUndefined();
    expect(tags).toHaveBeenCalledTimes(1);
    const [stream, traces = new Map<string, Trace>()] = tags.mock.calls[0] ?? [];
    expect(stream).toMatchObject({ project: 'prod', stream: 'app' });
    expect([...traces].map(([tag, { previous, version }]) => [tag, previous, version])).toEqual([
      ['live', old.digest, '1.0'],
      ['stable', undefined, '1.0'],
    ]);
    const [workload, promoted] = workloads.mock.calls[0] ?? [];
    expect(workload).toEqual(web);
    expect(promoted).toMatchObject([{ trace: { digest: next.digest }, tag: 'prod/app:live' }]);
    expect(ports.lines).toContain(
      'left on deployment/web, prod/app:live, prod/app:stable: who promoted what, and from where',
    );
  });

  it.each([
    ['nothing changes', { ports: 'in place' }, {}],
    ['traces are off', {}, { traces: 'off' }],
    ['nothing is promoted', {}, { dryRun: true }],
  ] as const)('leaves none when %s', async (_why, state, options) => {
    const { ports, cluster } = lab();
    if ('ports' in state)
      for (const tag of ['live', 'stable'])
        ports.registry.destination.hold('prod/app', { manifests: [next], tag });
    const tags = vi.spyOn(cluster.traces, 'traceTags');
    const { failure } = await promote(promoteOptions({ promotions, ...options }), ports, never);

    expect(failure).toBeUndefined();
    expect(tags).not.toHaveBeenCalled();
  });

  it('succeeds when it may not leave them, and says so', async () => {
    const { ports, cluster } = lab();
    const denied = new PromoteError({
      code: 'ACCESS_DENIED',
      message: 'promoter may not patch imagestreamtags',
    });
    vi.spyOn(cluster.traces, 'traceTags').mockRejectedValue(denied);
    const { failure } = await promote(promoteOptions({ promotions, rollouts: [web] }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.lines).toContain(
      'no trace on prod/app:live, prod/app:stable: promoter may not patch imagestreamtags',
    );
  });

  it('leaves none on a workload that a GitOps controller manages', async () => {
    const { ports, cluster } = lab();
    ports.rolloutPlan = {
      replicas: 0,
      managedBy: { tool: 'Argo CD', kind: 'Application', evidence: 'a label' },
    };
    const workloads = vi.spyOn(cluster.traces, 'traceWorkload');
    const { failure } = await promote(promoteOptions({ promotions, rollouts: [web] }), ports, never);

    expect(failure).toBeUndefined();
    expect(workloads).not.toHaveBeenCalled();
    expect(ports.lines).toContain('no trace on deployment/web: a GitOps controller would remove it');
  });

  it('leaves none when it was taken back, because nobody could be notified', async () => {
    const { ports, cluster } = lab();
    const tags = vi.spyOn(cluster.traces, 'traceTags');
    const webhook = { target: { kind: 'url', url: 'https://chat.example.com' }, secret: undefined } as const;
    const options = { promotions, rollbackOnFailure: true, webhook };
    const unreachable = new PromoteError({ code: 'WEBHOOK_FAILED', message: 'no answer' });
    ports.webhooks.call = async () => Promise.reject(unreachable);
    const { failure, report } = await promote(promoteOptions(options), ports, never);

    expect(failure).toBeDefined();
    expect(report.rolledBack).toBe(true);
    expect(tags).not.toHaveBeenCalled();
  });

  it('is what it was when the job is cancelled while it leaves them', async () => {
    const { ports, cluster } = lab();
    const cancel = new AbortController();
    vi.spyOn(cluster.traces, 'traceTags').mockImplementation(async () => {
      cancel.abort(new PromoteError({ code: 'CANCELLED', message: 'cancelled' }));
      return Promise.reject(new PromoteError({ code: 'CANCELLED', message: 'cancelled' }));
    });
    const { failure, report } = await promote(promoteOptions({ promotions }), ports, cancel.signal);

    expect(failure).toBeUndefined();
    expect(report.images[0]?.changed).toBe(true);
  });
});
