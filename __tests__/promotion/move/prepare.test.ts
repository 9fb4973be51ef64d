import { describe, expect, it } from 'vitest';
import type { PreparationOptions } from '../../../src/core/preparation.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request, sideOptions } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const asked = (changes: Partial<PreparationOptions>): PreparationOptions => ({
  createProject: false,
  displayName: undefined,
  grantPull: false,
  pullSecrets: [],
  ...changes,
});

function twoClusters(): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
  return ports;
}

describe('a project that does not exist', () => {
  it('is planned, and made before anything is moved', async () => {
    const ports = twoClusters();
    ports.projects['prod'] = 'absent';
    const preparation = asked({ createProject: true, displayName: 'Production' });

    const { failure, plan, report } = await promote(promoteOptions({ preparation }), ports, never);

    expect(failure).toBeUndefined();
    const step = { kind: 'project', project: 'prod', displayName: 'Production', action: 'create' };
    expect(plan?.preparations).toEqual([step]);
    expect(report.prepared).toEqual([step]);
    expect(ports.changes[0]).toBe('project prod');
    expect(ports.lines).toContain('create project prod (Production)');
    expect(ports.lines).toContain('created project prod (Production)');
  });

  it('is only planned in a dry run', async () => {
    const ports = twoClusters();
    ports.projects['prod'] = 'absent';
    const options = promoteOptions({ preparation: asked({ createProject: true }), dryRun: true });

    const { failure, plan } = await promote(options, ports, never);

    expect(failure).toBeUndefined();
    expect(plan?.preparations).toMatchObject([{ action: 'create' }]);
    expect(ports.changes).toEqual([]);
  });

  it('is not asked about rights, as its creator will be its administrator', async () => {
    const ports = twoClusters();
    ports.projects['prod'] = 'absent';
    const cluster = ports.clusters.destination;
    if (cluster === undefined) throw new TypeError('no cluster');
    const projects: string[] = [];
    cluster.account.missingRights = async (questions) => {
      projects.push(...questions.map(({ project }) => project));
      return [];
    };

    await promote(promoteOptions({ preparation: asked({ createProject: true }) }), ports, never);

    expect(projects).not.toContain('prod');
  });
});

describe('a project that is there', () => {
  it('stays as it is', async () => {
    const ports = twoClusters();

    const { plan } = await promote(
      promoteOptions({ preparation: asked({ createProject: true }) }),
      ports,
      never,
    );

    expect(plan?.preparations).toMatchObject([{ kind: 'project', action: 'keep' }]);
    expect(ports.changes).not.toContain('project prod');
  });

  it('but is being deleted stops the promotion before anything moves', async () => {
    const ports = twoClusters();
    ports.projects['prod'] = 'terminating';

    const { failure } = await promote(
      promoteOptions({ preparation: asked({ createProject: true }) }),
      ports,
      never,
    );

    expect(failure?.error).toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      message:
        'project prod on https://api.destination.example.com:6443 is being deleted, so it cannot be created yet',
    });
    expect(ports.changes).toEqual([]);
  });
});

describe('pulling', () => {
  it('is granted from project to project of one cluster', async () => {
    const ports = fakePorts({ source: true, destination: true });
    ports.registry.source.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
    ports.registry.destination.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
    const one = ports.clusters.destination;
    if (one === undefined || ports.clusters.source === undefined) throw new TypeError('no cluster');
    const oneCluster = { ...ports, clusters: { source: one, destination: one } };
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
    expect(ports.changes[0]).toBe('let prod pull from dev');
  });

  it('cannot be granted across clusters, which is said', async () => {
    const ports = twoClusters();

    await promote(promoteOptions({ preparation: asked({ grantPull: true }) }), ports, never);

    expect(ports.lines.join('\n')).toContain('"grant-pull" has nothing to do');
  });

  it('uses the secrets that are linked', async () => {
    const ports = twoClusters();
    const pullSecrets = [{ secret: 'quay', serviceAccount: 'app' }];

    await promote(promoteOptions({ preparation: asked({ pullSecrets }) }), ports, never);

    expect(ports.changes[0]).toBe('link quay to prod/app');
  });

  it('cannot use a secret of a project that does not exist yet', async () => {
    const ports = twoClusters();
    ports.projects['prod'] = 'absent';
    const preparation = asked({
      createProject: true,
      pullSecrets: [{ secret: 'quay', serviceAccount: 'default' }],
    });

    const { failure } = await promote(promoteOptions({ preparation }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(ports.changes).toEqual([]);
  });
});
