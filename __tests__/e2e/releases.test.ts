import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { ClusterOptions } from '../../sandbox/state/options.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

describe.each<ClusterOptions>([
  { release: '4.20' },
  { release: '5.0', tlsProfile: 'Modern' },
  { release: '5.0', importMode: 'Legacy' },
])('a destination cluster %j', (destination) => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await startPlayground({ source: destination, destination });
  });
  afterAll(async () => {
    expect(playground.destination.cluster.unknownRequests).toEqual([]);
    await playground.stop();
  });

  const promote = (inputs: Record<string, string>): Promise<StepResult> =>
    runAction({ ...playgroundInputs(playground), ...inputs });
  const digestOf = (tag: string) => streamTagDigest(playground.destination.cluster, 'prod', 'app', tag);

  it('gets every platform of the image by copy, import and tag, under the same digest', async () => {
    const digest = streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.2');

    const imported = await promote({ 'destination-image': 'prod/app:imported', strategy: 'import' });
    const copied = await promote({ 'destination-image': 'prod/app:live', rollout: 'dc/api' });
    const tagged = await promote({
      'source-server': '',
      'source-token': '',
      'source-ca': '',
      'source-image': 'prod/app:live',
      'destination-image': 'prod/app:tagged',
    });

    for (const run of [imported, copied, tagged]) expect(run.status, run.log).toBe(0);
    expect(['imported', 'live', 'tagged'].map(digestOf)).toEqual([digest, digest, digest]);
    expect(copied.outputs['rollout-status']).toBe('complete');
  });
});
