import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import type { RollbackTarget } from '../../../src/core/options.ts';
import { fakePorts } from '../../support/fake-ports.ts';
import { findEarlier } from '../../../src/promotion/roll-back-tag.ts';

const digest = (name: string) => digestOf(new TextEncoder().encode(name));

/** Where prod/app:live goes, by what it is and was, newest first. */
async function goTo(to: RollbackTarget, history: string): Promise<string | undefined> {
  const ports = fakePorts({ source: true, destination: true });
  const { destination } = ports.clusters;
  if (destination === undefined) throw new Error('no cluster');
  const events = [...history].map((name) => ({ digest: digest(name), image: name, since: '' }));
  const streams = { ...destination.streams, readHistory: async () => [{ tag: 'live', events }] };
  const found = await findEarlier(
    { kind: 'stream', project: 'prod', stream: 'app', tag: 'live', digest: undefined },
    to,
    { ...ports, clusters: { ...ports.clusters, destination: { ...destination, streams } } },
    new AbortController().signal,
  );
  return [...history].find((name) => digest(name) === found.source.digest);
}

describe('what a tag goes back to', () => {
  it.each([
    ['the image before', 'CBA', 'B'],
    ['the one before a release that was taken back', 'BCBA', 'A'],
    ['the one before several that were taken back', 'BDBCBA', 'A'],
    ['and so two steps of "previous" go two releases back', 'BCBA', 'A'],
  ])('is %s: %s', async (_, history, wanted) => {
    expect(await goTo({ kind: 'previous' }, history)).toBe(wanted);
  });

  it('is, by steps, what the history says', async () => {
    expect(await goTo({ kind: 'steps', count: 1 }, 'BCBA')).toBe('C');
    expect(await goTo({ kind: 'steps', count: 3 }, 'BCBA')).toBe('A');
  });

  it.each([
    ['B', 'prod/app:live has never been another image than it is'],
    ['BCB', 'all that prod/app:live was before was taken back'],
  ])('is nothing for %s', async (history, says) => {
    await expect(goTo({ kind: 'previous' }, history)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: says,
    });
  });
});
