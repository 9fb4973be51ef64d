import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/promotion/resolve/connect.ts';
import { fakePorts } from '../../support/fake-ports.ts';
import { promoteOptions } from '../../support/promote-options.ts';

/** What is told of a source token with so much life left, when a rollout may take ten minutes. */
async function linesFor(leftMs: number | undefined): Promise<readonly string[]> {
  const ports = fakePorts({ source: true, destination: true });
  const { source } = ports.clusters;
  if (source === undefined) throw new Error('there is a source cluster');
  const expiresAt = leftMs === undefined ? undefined : new Date(ports.clock.date().getTime() + leftMs);
  const clusters = {
    ...ports.clusters,
    source: {
      ...source,
      account: { ...source.account, identify: async () => ({ username: 'promoter', expiresAt }) },
    },
  };
  const options = promoteOptions({ timeoutMs: 600_000 });
  await connect({ options, ports: { ...ports, clusters }, signal: new AbortController().signal });
  return ports.lines.filter((line) => line.includes('is valid for another'));
}

describe('the life of a token', () => {
  it('is warned of when it is shorter than a rollout may take', async () => {
    expect(await linesFor(300_000)).toEqual([
      expect.stringContaining(
        'the source token for https://api.source.example.com:6443 is valid for another 5 min, which is less than the timeout of 10 min: give one that lasts longer: oc create token NAME -n PROJECT --duration=2h, or a shorter "timeout"',
      ),
    ]);
  });

  it('is no matter when it is long enough, or not known', async () => {
    expect(await linesFor(600_000)).toEqual([]);
    expect(await linesFor(undefined)).toEqual([]);
  });
});
