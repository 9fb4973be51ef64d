import { describe, expect, it } from 'vitest';
import type { PreparationOptions } from '../../../src/core/preparation.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakeWorld, type FakeWorld } from '../../support/fake-ports.ts';
import { promoteOptions, request, sideOptions } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const asked = (changes: Partial<PreparationOptions>): PreparationOptions => ({
  createProject: false,
  displayName: undefined,
  grantPull: false,
  pullSecrets: [],
  ...changes,
});

function twoClusters(): FakeWorld {
  const world = fakeWorld({ source: true, destination: true });
  world.registry.source.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
  return world;
}

describe('a project that does not exist', () => {
  it('is planned, and made before anything is moved', async () => {
    const world = twoClusters();
    world.projects['prod'] = 'absent';
    const preparation = asked({ createProject: true, displayName: 'Production' });

    const { failure, plan, report } = await promote(promoteOptions({ preparation }), world, never);

    expect(failure).toBeUndefined();
    const step = { kind: 'project', project: 'prod', displayName: 'Production', action: 'create' };
    expect(plan?.preparations).toEqual([step]);
    expect(report.prepared).toEqual([step]);
    expect(world.changes[0]).toBe('project prod');
    expect(world.lines).toContain('create project prod (Production)');
    expect(world.lines).toContain('created project prod (Production)');
  });

  it('is only planned in a dry run', async () => {
    const world = twoClusters();
    world.projects['prod'] = 'absent';
    const options = promoteOptions({ preparation: asked({ createProject: true }), dryRun: true });

    const { failure, plan } = await promote(options, world, never);

    expect(failure).toBeUndefined();
    expect(plan?.preparations).toMatchObject([{ action: 'create' }]);
    expect(world.changes).toEqual([]);
  });

  it('is not asked about rights, as its creator will be its administrator', async () => {
    const world = twoClusters();
    world.projects['prod'] = 'absent';
    const cluster = world.clusters.destination;
    if (cluster === undefined) throw new TypeError('no cluster');
    const projects: string[] = [];
    cluster.account.missingRights = async (questions) => {
      projects.push(...questions.map(({ project }) => project));
      return [];
    };

    await promote(promoteOptions({ preparation: asked({ createProject: true }) }), world, never);

    expect(projects).not.toContain('prod');
  });
});

describe('a project that is there', () => {
  it('stays as it is', async () => {
    const world = twoClusters();

    const { plan } = await promote(
      promoteOptions({ preparation: asked({ createProject: true }) }),
      world,
      never,
    );

    expect(plan?.preparations).toMatchObject([{ kind: 'project', action: 'keep' }]);
    expect(world.changes).not.toContain('project prod');
  });

  it('but is being deleted stops the promotion before anything moves', async () => {
    const world = twoClusters();
    world.projects['prod'] = 'terminating';

    const { failure } = await promote(
      promoteOptions({ preparation: asked({ createProject: true }) }),
      world,
      never,
    );

    expect(failure?.error).toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      message:
        'project prod on https://api.destination.example.com:6443 is being deleted, so it cannot be created yet',
    });
    expect(world.changes).toEqual([]);
  });
});

describe('pulling', () => {
  it('is granted from project to project of one cluster', async () => {
    const world = fakeWorld({ source: true, destination: true });
    world.registry.source.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
    world.registry.destination.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
    const one = world.clusters.destination;
    if (one === undefined || world.clusters.source === undefined) throw new TypeError('no cluster');
    const oneCluster = { ...world, clusters: { source: one, destination: one } };
    const options = promoteOptions({
      source: sideOptions('destination'),
      preparation: asked({ grantPull: true }),
      promotions: [request('dev/app:1.0', 'prod/app:1.0')],
    });

    const { failure, plan } = await promote(options, oneCluster, never);

    expect(failure).toBeUndefined();
    expect(plan?.preparations).toEqual([
      { kind: 'pull-grant', project: 'dev', forProject: 'prod', action: 'create' },
    ]);
    expect(world.changes[0]).toBe('let prod pull from dev');
  });

  it('cannot be granted across clusters, which is said', async () => {
    const world = twoClusters();

    await promote(promoteOptions({ preparation: asked({ grantPull: true }) }), world, never);

    expect(world.lines.join('\n')).toContain('"grant-pull" has nothing to do');
  });

  it('uses the secrets that are linked', async () => {
    const world = twoClusters();
    const pullSecrets = [{ secret: 'quay', serviceAccount: 'app' }];

    await promote(promoteOptions({ preparation: asked({ pullSecrets }) }), world, never);

    expect(world.changes[0]).toBe('link quay to prod/app');
  });

  it('cannot use a secret of a project that does not exist yet', async () => {
    const world = twoClusters();
    world.projects['prod'] = 'absent';
    const preparation = asked({
      createProject: true,
      pullSecrets: [{ secret: 'quay', serviceAccount: 'default' }],
    });

    const { failure } = await promote(promoteOptions({ preparation }), world, never);

    expect(failure?.error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(world.changes).toEqual([]);
  });
});
