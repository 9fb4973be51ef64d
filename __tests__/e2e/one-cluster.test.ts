import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedProject, seedRole, seedServiceAccount } from '../../sandbox/seeds.ts';
import { runAction, type StepResult } from '../support/runner.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
  seedProject(playground.destination.cluster, 'live');
  const promoter = 'system:serviceaccount:prod:promoter';
  for (const role of ['registry-editor', 'edit']) {
    seedRole(playground.destination.cluster, 'live', role, promoter);
  }
});
afterAll(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
});

const promote = (inputs: Record<string, string>): Promise<StepResult> => {
  const { cluster, token } = playground.destination;
  return runAction({
    'source-image': 'prod/app:1.4.1',
    'destination-server': cluster.apiUrl,
    'destination-token': token,
    'destination-ca': cluster.ca,
    ...inputs,
  });
};

const images = (project: string, tag: string): readonly (string | undefined)[] => {
  const { objects } = playground.destination.cluster.state;
  const stream = [...objects.imagestreams.values()].find(
    ({ metadata }) => metadata.namespace === project && metadata.name === 'app',
  );
  const items = stream?.status?.tags?.find((entry) => entry.tag === tag)?.items ?? [];
  return items.map(({ dockerImageReference }) => dockerImageReference);
};

describe('a promotion inside one cluster', () => {
  it('plans a tag and says so, changing nothing', async () => {
    const run = await promote({ 'destination-image': 'live/app:stable', 'dry-run': 'true' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('tag prod/app:1.4.1');
    expect(JSON.parse(run.outputs['plan'] ?? '')).toMatchObject({ images: [{ strategy: 'tag' }] });
    expect(run.summary).toContain('by a tag');
    expect(images('live', 'stable')).toEqual([]);
  });

  it('tags across projects; pods pull from their own project', async () => {
    const run = await promote({ 'destination-image': 'live/app:stable', 'destination-tags': 'newest' });

    expect(run.status, run.log).toBe(0);
    const { digest = '' } = run.outputs;
    const host = playground.destination.cluster.state.internalRegistryHost;
    expect(images('live', 'stable')).toEqual([`${host}/live/app@${digest}`]);
    expect(images('live', 'newest')).toEqual([`${host}/live/app@${digest}`]);
    expect(run.outputs).toMatchObject({
      changed: 'true',
      'bytes-copied': '0',
      image: `${host}/live/app@${digest}`,
    });
    expect(JSON.parse(run.outputs['results'] ?? '')).toMatchObject([{ strategy: 'tag' }]);
  });

  it('says which right on the source is missing', async () => {
    const { cluster } = playground.destination;
    seedProject(cluster, 'other');
    seedRole(cluster, 'other', 'edit', 'system:serviceaccount:other:promoter');
    const token = seedServiceAccount(cluster, 'other', 'promoter');

    const run = await promote({
      'source-server': cluster.apiUrl,
      'source-token': playground.destination.token,
      'source-ca': cluster.ca,
      'destination-token': token,
      'destination-image': 'other/app:1',
    });

    expect(run.outputs['error-code'], run.log).toBe('ACCESS_DENIED');
    expect(run.log).toContain('may not pull prod/app');
    expect(run.log).toContain('system:image-puller');
    expect(images('other', '1')).toEqual([]);
  });
});
