import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../src/core/image/digest.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { withGracePeriod } from '../../../src/promotion/run/concurrency.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const [old, next] = [anImage('old'), anImage('next')];
const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['stable', 'live'])];

/** `prod/app:1.0` is the old image, `dev/app:1.0` the next one. */
function oldPorts(): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  ports.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
  return ports;
}

const tagsOf = (ports: FakePorts): unknown =>
  Object.fromEntries(ports.registry.destination.tags.get('prod/app') ?? []);

describe('the tags of an image', () => {
  it('go back when another was refused, also without rollback-on-failure', async () => {
    const ports = oldPorts();
    ports.beforeChange = (change) => {
      if (change === 'tag prod/app:live') throw new PromoteError({ code: 'ACCESS_DENIED', message: 'no' });
    };

    const { report, failure } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'ACCESS_DENIED', where: { phase: 'tag' } });
    expect(tagsOf(ports)).toEqual({ '1.0': old.digest });
    expect(report).toMatchObject({ rolledBack: true, rolloutStatus: 'rolled-back' });
  });

  it('count as a change when only a further one moves', async () => {
    const ports = oldPorts();
    ports.registry.destination.hold('prod/app', { manifests: [next], tag: '1.0' });

    const { report } = await promote(promoteOptions({ promotions }), ports, never);

    expect(report.images[0]?.changed).toBe(true);
    const again = await promote(promoteOptions({ promotions }), ports, never);
    expect(again.report.images[0]?.changed).toBe(false);
  });

  it.each(['tag prod/app:stable', 'tag prod/app:live'])(
    'all go back when the job is cancelled at "%s", even if nobody asked for it',
    async (moment) => {
      const ports = oldPorts();
      const stop = new AbortController();
      ports.beforeChange = (change) => {
        if (change !== moment || stop.signal.aborted) return;
        stop.abort(new PromoteError({ code: 'CANCELLED', message: 'the job was cancelled (SIGTERM)' }));
      };

      const { report, failure } = await promote(promoteOptions({ promotions }), ports, stop.signal);

      // the last tag had moved when the job was cancelled: then all of them have
      const isWhole = moment.endsWith('live');
      expect((failure?.error as PromoteError | undefined)?.code).toBe(isWhole ? undefined : 'CANCELLED');
      expect(tagsOf(ports)).toEqual(
        isWhole ? { '1.0': next.digest, stable: next.digest, live: next.digest } : { '1.0': old.digest },
      );
      expect(report).toMatchObject({ rolledBack: !isWhole });
      expect(report.images[0]?.changed).toBe(isWhole);
    },
  );
});

describe('every tag of an image', () => {
  const third = anImage('third');

  /** As {@link oldPorts}, and `prod/app:live` is the old image, `dev/app:1.0` goes to a tag that is new. */
  function portsWithLive(): FakePorts {
    const ports = fakePorts({ source: true, destination: true });
    ports.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
    ports.registry.destination.hold('prod/app', { manifests: [old], tag: 'live' });
    return ports;
  }
  const both = [request('dev/app:1.0', 'prod/app:1.0', ['live'])];

  it('is part of the plan, with what it is now', async () => {
    const ports = portsWithLive();

    const { plan, report } = await promote(promoteOptions({ promotions: both, dryRun: true }), ports, never);

    expect(plan?.images[0]?.tagPlans).toEqual([
      { tag: '1.0', action: 'create', previousDigest: undefined },
      { tag: 'live', action: 'move', previousDigest: old.digest },
    ]);
    expect(ports.lines.join('\n')).toMatch(/create 1\.0; move live from/);
    expect(report.images[0]).toMatchObject({ digest: next.digest, changed: false });
  });

  it('is reported in a dry run with the digest that would be promoted, not the one it has', async () => {
    const ports = oldPorts();

    const { report } = await promote(promoteOptions({ promotions, dryRun: true }), ports, never);

    expect(report.images[0]).toMatchObject({ digest: next.digest, previousDigest: old.digest });
    expect(report.images[0]?.image).toMatch(new RegExp(`@${next.digest}$`));
  });

  it('is looked at when existing tags must not move', async () => {
    const ports = portsWithLive();

    const { failure } = await promote(
      promoteOptions({ promotions: both, onExistingTag: 'fail' }),
      ports,
      never,
    );

    expect(failure?.error).toMatchObject({ code: 'TAG_EXISTS' });
    expect((failure?.error as PromoteError).message).toMatch(/prod\/app:live exists already/);
    expect(tagsOf(ports)).toEqual({ live: old.digest });
  });

  it('stays when existing tags are skipped, while new ones are made', async () => {
    const ports = portsWithLive();

    await promote(promoteOptions({ promotions: both, onExistingTag: 'skip' }), ports, never);

    expect(tagsOf(ports)).toEqual({ '1.0': next.digest, live: old.digest });
  });

  it('is kept under the backup tag, also a further one', async () => {
    const ports = portsWithLive();

    const { report } = await promote(
      promoteOptions({ promotions: both, backupTag: 'previous' }),
      ports,
      never,
    );

    expect(tagsOf(ports)).toEqual({ '1.0': next.digest, live: next.digest, previous: old.digest });
    expect(report.images[0]?.movedTags).toEqual([
      { tag: '1.0', previousDigest: undefined },
      { tag: 'live', previousDigest: old.digest },
    ]);
  });

  it('that was another image than the first is kept under a name of its own', async () => {
    const ports = oldPorts();
    ports.registry.destination.hold('prod/app', { manifests: [third], tag: 'live' });

    await promote(promoteOptions({ promotions, backupTag: 'previous' }), ports, never);

    expect(tagsOf(ports)).toMatchObject({ previous: old.digest, 'previous-live': third.digest });
  });

  it('goes back with its backup, whose older value is not lost', async () => {
    const ports = portsWithLive();
    ports.registry.destination.hold('prod/app', { manifests: [third], tag: 'previous' });
    ports.commands.run = (command) => {
      if (command.name === 'after-rollout')
        throw new PromoteError({ code: 'COMMAND_FAILED', message: 'the smoke test failed' });
      return Promise.resolve();
    };
    const gates = { beforeMove: undefined, beforeRollout: undefined, afterRollout: './smoke-test.sh' };

    const { failure, report } = await promote(
      promoteOptions({ promotions: both, backupTag: 'previous', rollbackOnFailure: true, gates }),
      ports,
      never,
    );

    expect(failure?.error).toMatchObject({ code: 'COMMAND_FAILED' });
    expect(tagsOf(ports)).toEqual({ live: old.digest, previous: third.digest });
    expect(report.images[0]).toMatchObject({ changed: false, rollouts: [] });
  });

  it.each(['1.0', 'live'])(
    'that somebody moves before it is written stays as they left it: %s',
    async (tag) => {
      const ports = oldPorts();
      ports.registry.destination.hold('prod/app', { manifests: [old], tag: 'live' });
      ports.commands.run = () => {
        ports.registry.destination.hold('prod/app', { manifests: [third], tag });
        return Promise.resolve();
      };
      const gates = { beforeMove: './approve.sh', beforeRollout: undefined, afterRollout: undefined };

      const { failure } = await promote(
        promoteOptions({ promotions: [request('dev/app:1.0', 'prod/app:1.0', ['live'])], gates }),
        ports,
        never,
      );

      expect(failure?.error).toMatchObject({ code: 'TAG_CONFLICT' });
      expect(tagsOf(ports)).toMatchObject({ [tag]: third.digest });
    },
  );

  it('that is moved away by what comes later is no success', async () => {
    const ports = oldPorts();
    ports.commands.run = () => {
      ports.registry.destination.hold('prod/app', { manifests: [third], tag: 'live' });
      return Promise.resolve();
    };
    const gates = { beforeMove: undefined, beforeRollout: './migrate.sh', afterRollout: undefined };

    const { failure } = await promote(promoteOptions({ promotions, gates }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'TAG_CONFLICT' });
    expect((failure?.error as PromoteError).message).toMatch(
      /prod\/app:live was set to .* but is .* at the end/,
    );
  });

  it.each([
    ['that was moved', [old, old]],
    ['that was in place', [old, next]],
  ])(
    '%s and is moved away during a rollout that is not waited for is no success',
    async (_, [first, live]) => {
      const ports = oldPorts();
      ports.registry.destination.hold('prod/app', { manifests: [first ?? old], tag: '1.0' });
      ports.registry.destination.hold('prod/app', { manifests: [live ?? old], tag: 'live' });
      ports.beforeChange = (change) => {
        if (change.startsWith('roll out'))
          ports.registry.destination.hold('prod/app', { manifests: [third], tag: 'live' });
      };
      const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' }] as const;

      const { failure } = await promote(
        promoteOptions({ promotions: both, rollouts, wait: false }),
        ports,
        never,
      );

      expect(failure?.error).toMatchObject({ code: 'TAG_CONFLICT', where: { phase: 'verify' } });
      expect((failure?.error as PromoteError).message).toContain(
        `prod/app:live was set to ${next.digest}, but is ${third.digest}`,
      );
    },
  );

  it('that is written by another client in the moment of the push gets its image back', async () => {
    const ports = oldPorts();
    const streams = ports.clusters.destination?.streams;
    if (streams === undefined) throw new TypeError('no cluster');
    const events: Digest[] = [old.digest];
    streams.readHistory = async () => [
      { tag: '1.0', events: events.map((digest) => ({ digest, image: digest, since: '' })) },
    ];
    ports.registry.destination.hold('prod/app', { manifests: [third] });
    ports.beforeChange = (change) => {
      if (change === 'manifest prod/app:1.0') events.unshift(next.digest, third.digest);
    };

    const { failure } = await promote(promoteOptions({ promotions: both }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'TAG_CONFLICT' });
    expect((failure?.error as PromoteError).message).toContain(
      `prod/app:1.0 is ${third.digest}, but was ${old.digest}`,
    );
    expect(tagsOf(ports)).toEqual({ '1.0': third.digest });
  });

  it('that has moved is named when the promotion fails afterwards, with the way back', async () => {
    const ports = oldPorts();
    ports.commands.run = () =>
      Promise.reject(new PromoteError({ code: 'COMMAND_FAILED', message: 'the smoke test failed' }));
    const gates = { beforeMove: undefined, beforeRollout: undefined, afterRollout: './smoke-test.sh' };

    const { failure } = await promote(promoteOptions({ promotions, gates }), ports, never);

    const { message, hint } = failure?.error as PromoteError;
    expect(message).toMatch(/the destination has moved already: prod\/app:1\.0 \(was sha256:/);
    expect(hint).toMatch(/openshift-promote rollback prod\/app:1\.0/);
  });
});

describe('a signal with a grace period', () => {
  it('is aborted for the same reason, a while later', async () => {
    const stop = new AbortController();
    const later = withGracePeriod(stop.signal, 30);
    const reason = new Error('cancelled');
    stop.abort(reason);
    expect(later.aborted).toBe(false);
    await new Promise((resolve) => {
      later.addEventListener('abort', resolve);
    });
    expect(later.reason).toBe(reason);
  });
});
