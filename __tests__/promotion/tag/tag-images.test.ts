import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { withGracePeriod } from '../../../src/promotion/run/grace-period.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakeWorld, type FakeWorld } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const [old, next] = [anImage('old'), anImage('next')];
const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['stable', 'live'])];

/** `prod/app:1.0` is the old image, `dev/app:1.0` the next one. */
function oldWorld(): FakeWorld {
  const world = fakeWorld({ source: true, destination: true });
  world.registry.source.hold('dev/app', { manifests: [next], tag: '1.0' });
  world.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
  return world;
}

const tagsOf = (world: FakeWorld): unknown =>
  Object.fromEntries(world.registry.destination.tags.get('prod/app') ?? []);

describe('the tags of an image', () => {
  it('count as a change when one of them has moved, though another was refused', async () => {
    const world = oldWorld();
    world.beforeChange = (change) => {
      if (change === 'tag prod/app:live') throw new PromoteError({ code: 'ACCESS_DENIED', message: 'no' });
    };

    const { report, failure } = await promote(promoteOptions({ promotions }), world, never);

    expect(failure?.error).toMatchObject({ code: 'ACCESS_DENIED', where: { phase: 'tag' } });
    expect(tagsOf(world)).toEqual({ '1.0': next.digest, stable: next.digest });
    expect(report.images[0]?.changed).toBe(true);
  });

  it('count as a change when only a further one moves', async () => {
    const world = oldWorld();
    world.registry.destination.hold('prod/app', { manifests: [next], tag: '1.0' });

    const { report } = await promote(promoteOptions({ promotions }), world, never);

    expect(report.images[0]?.changed).toBe(true);
    const again = await promote(promoteOptions({ promotions }), world, never);
    expect(again.report.images[0]?.changed).toBe(false);
  });

  it.each(['tag prod/app:stable', 'tag prod/app:live'])(
    'all go back when the job is cancelled at "%s", even if nobody asked for it',
    async (moment) => {
      const world = oldWorld();
      const stop = new AbortController();
      world.beforeChange = (change) => {
        if (change !== moment || stop.signal.aborted) return;
        stop.abort(new PromoteError({ code: 'CANCELLED', message: 'the job was cancelled (SIGTERM)' }));
      };

      const { report, failure } = await promote(promoteOptions({ promotions }), world, stop.signal);

      // the last tag had moved when the job was cancelled: then all of them have
      const isWhole = moment.endsWith('live');
      expect((failure?.error as PromoteError | undefined)?.code).toBe(isWhole ? undefined : 'CANCELLED');
      expect(tagsOf(world)).toEqual(
        isWhole ? { '1.0': next.digest, stable: next.digest, live: next.digest } : { '1.0': old.digest },
      );
      expect(report).toMatchObject({ rolledBack: !isWhole });
      expect(report.images[0]?.changed).toBe(isWhole);
    },
  );
});

describe('a lingering signal', () => {
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
