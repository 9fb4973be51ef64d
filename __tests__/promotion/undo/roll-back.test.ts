import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const web: WorkloadName = { kind: 'deployment', project: 'prod', name: 'web' };
const [old, next] = [anImage('old'), anImage('next')];

/** `prod/app:1.0` is the old image, `dev/app:1.0` the next one; a rollout fails. */
function failingPorts(): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  ports.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
  ports.beforeChange = (change) => {
    if (!change.startsWith('roll out')) return;
    throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'pods crash' });
  };
  return ports;
}

const options = promoteOptions({
  rollouts: [web],
  rollbackOnFailure: true,
  promotions: [request('dev/app:1.0', 'prod/app:1.0', ['stable'])],
});

describe('backup-tag', () => {
  it('keeps the previous digest before the tag moves', async () => {
    const ports = failingPorts();
    ports.beforeChange = () => undefined;

    await promote(promoteOptions({ backupTag: 'previous' }), ports, never);

    expect(ports.changes.slice(-2)).toEqual(['tag prod/app:previous', 'manifest prod/app:1.0']);
    expect(ports.registry.destination.tags.get('prod/app')?.get('previous')).toBe(old.digest);
  });

  it('is pushed to a registry that is no cluster', async () => {
    const ports = fakePorts({ source: true, destination: false });
    ports.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
    ports.registry.destination.hold('team/app', { manifests: [old], tag: '1' });
    const promotions = [request('dev/app:1.0', 'quay.example.com/team/app:1')];

    await promote(promoteOptions({ promotions, backupTag: 'previous' }), ports, never);

    expect(ports.changes.slice(-2)).toEqual(['manifest team/app:previous', 'manifest team/app:1']);
    expect(ports.registry.destination.tags.get('team/app')?.get('previous')).toBe(old.digest);
  });

  it('is not written when the tag does not move', async () => {
    const ports = failingPorts();
    ports.registry.destination.hold('prod/app', { manifests: [next], tag: '1.0' });
    ports.beforeChange = () => undefined;

    await promote(promoteOptions({ backupTag: 'previous' }), ports, never);

    expect(ports.changes).toEqual([]);
  });
});

describe('rollback-on-failure', () => {
  it('brings tags and workloads back, removes new tags, and stays a failure', async () => {
    const ports = failingPorts();

    const { report, failure } = await promote(options, ports, never);

    const tags = ports.registry.destination.tags.get('prod/app');
    expect(Object.fromEntries(tags ?? [])).toEqual({ '1.0': old.digest });
    expect(ports.changes.slice(-3)).toEqual([
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
    const ports = failingPorts();
    const { beforeChange } = ports;
    ports.beforeChange = (change) => {
      beforeChange(change);
      if (change.startsWith('back'))
        throw new PromoteError({ code: 'ROLLOUT_TIMED_OUT', message: 'too slow' });
    };

    const { report, failure } = await promote(options, ports, never);

    expect(failure?.error).toMatchObject({ code: 'ROLLOUT_FAILED' });
    expect(String(failure?.error)).toContain('pods crash; the roll back failed too: too slow');
    expect(report).toMatchObject({ rolloutStatus: 'failed', rolledBack: false });
  });

  it('happens also when the job is cancelled after a tag moved', async () => {
    const ports = failingPorts();
    const job = new AbortController();
    ports.beforeChange = (change) => {
      if (!change.startsWith('roll out')) return;
      job.abort();
      throw new PromoteError({ code: 'CANCELLED', message: 'the promotion was cancelled' });
    };

    const { report, failure } = await promote(options, ports, job.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(old.digest);
    expect(report.rolledBack).toBe(true);
  });

  it('leaves a tag alone that somebody else has moved meanwhile', async () => {
    const ports = failingPorts();
    const other = anImage('other');
    ports.beforeChange = (change) => {
      if (!change.startsWith('roll out')) return;
      ports.registry.destination.hold('prod/app', { manifests: [other], tag: '1.0' });
      throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'pods crash' });
    };

    const { failure } = await promote(options, ports, never);

    expect(ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(other.digest);
    expect(String(failure?.error)).toContain('moved by another client');
  });

  it('does nothing unless it is asked for', async () => {
    const ports = failingPorts();

    const { report } = await promote({ ...options, rollbackOnFailure: false }, ports, never);

    expect(ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(next.digest);
    expect(report.rolloutStatus).toBe('failed');
  });

  it('changes nothing when it failed before any tag', async () => {
    const ports = failingPorts();
    ports.registry.source.tags.clear();

    const { report } = await promote(options, ports, never);

    expect(ports.changes).toEqual([]);
    expect(report.rolledBack).toBe(false);
  });
});
