import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, anIndex, fakeWorld, type FakeWorld } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const image = anImage('one');
const FROM = `registry.source.example.com/dev/app@${image.digest}`;
const SECRET = 'secret prod/openshift-promote-registry-source-example-com';

function twoClusters(): FakeWorld {
  const world = fakeWorld({ source: true, destination: true });
  world.registry.source.hold('dev/app', { manifests: [image], tag: '1.0' });
  return world;
}

const run = (world: FakeWorld, changes: Partial<PromoteOptions> = {}) =>
  promote(promoteOptions({ strategy: 'import', ...changes }), world, never);

const imports = (changes: Partial<NonNullable<PromoteOptions['imports']>>) => ({
  imports: { referencePolicy: 'local', scheduled: false, insecure: false, ...changes } as const,
});

describe('the strategy "import"', () => {
  it('has the cluster pull by digest into every tag, and moves no bytes', async () => {
    const world = twoClusters();
    const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['live'])];

    const { report, plan, failure } = await run(world, { promotions });

    expect(failure).toBeUndefined();
    expect(world.changes).toEqual([`import ${FROM} into prod/app:1.0,live`]);
    expect(plan?.images[0]).toMatchObject({
      strategy: 'import',
      action: 'create',
      blobs: 0,
      import: { from: FROM, referencePolicy: 'local', scheduled: false },
    });
    expect(report.images[0]).toMatchObject({
      strategy: 'import',
      digest: image.digest,
      image: `internal/prod/app@${image.digest}`,
      changed: true,
      bytesCopied: 0,
    });
  });

  it('lets pods pull from the source where that is asked for', async () => {
    const { report } = await run(twoClusters(), imports({ referencePolicy: 'source' }));

    expect(report.images[0]?.image).toBe(FROM);
  });

  it('follows the source tag', async () => {
    const world = twoClusters();

    const { failure } = await run(world, imports({ scheduled: true }));

    expect(failure).toBeUndefined();
    expect(world.changes).toEqual(['import registry.source.example.com/dev/app:1.0 into prod/app:1.0']);
    expect(world.lines.join('\n')).toContain('and follows registry.source.example.com/dev/app:1.0');
  });

  it('writes nothing again when the tag has the digest already, but further tags', async () => {
    const world = twoClusters();
    world.registry.destination.hold('prod/app', { manifests: [image], tag: '1.0' });

    await run(world);
    await run(world, { promotions: [request('dev/app:1.0', 'prod/app:1.0', ['live'])] });

    expect(world.changes).toEqual([`import ${FROM} into prod/app:live`]);
  });

  it('makes a pull secret only when the cluster is refused, and says how long it is good', async () => {
    const world = twoClusters();
    world.refusesImports = true;

    const { plan, failure } = await run(world);

    expect(failure).toBeUndefined();
    expect(plan?.images[0]?.import?.pullSecret?.action).toBe('create');
    expect(world.changes).toEqual([SECRET, `import ${FROM} into prod/app:1.0`]);
    expect(world.lines.join('\n')).toContain('will hold the source token');
  });

  it('brings its pull secret up to date', async () => {
    const world = twoClusters();
    world.pullSecrets.set('prod', 'outdated');

    const { plan } = await run(world);

    expect(plan?.images[0]?.import?.pullSecret?.action).toBe('update');
    expect(world.changes[0]).toBe(SECRET);
  });

  it('makes a pull secret in a project that it creates, where nobody may ask yet', async () => {
    const world = twoClusters();
    world.projects['prod'] = 'absent';
    const cluster = world.clusters.destination;
    const where = { request: 'POST /apis/image.openshift.io/v1/namespaces/prod/imagestreamimports' };
    const denied = new PromoteError({ code: 'ACCESS_DENIED', message: 'no project', where });
    const probe = cluster?.imports.probe.bind(cluster.imports);
    if (cluster === undefined || probe === undefined) throw new Error('no cluster');
    cluster.imports.probe = async (...asked) => {
      if (world.changes.length === 0) throw denied;
      return probe(...asked);
    };
    const preparation = { createProject: true, displayName: undefined, grantPull: false, pullSecrets: [] };

    const { failure } = await run(world, { preparation });

    expect(failure).toBeUndefined();
    expect(world.changes.slice(-2)).toEqual([SECRET, `import ${FROM} into prod/app:1.0`]);
    expect(world.changes[0]).toContain('project');
  });

  it('changes nothing in a dry run, and shows what it would', async () => {
    const world = twoClusters();
    world.refusesImports = true;

    const { plan, failure } = await run(world, { dryRun: true });

    expect(failure).toBeUndefined();
    expect(world.changes).toEqual([]);
    expect(plan?.images[0]?.import?.pullSecret).toMatchObject({ action: 'create' });
    expect(world.lines.join('\n')).toMatch(/import dev\/app:1.0 .*create pull secret openshift-promote-/);
  });

  it('takes its pull secret away when the import fails', async () => {
    const world = twoClusters();
    world.refusesImports = true;
    world.beforeChange = (change) => {
      if (change.startsWith('import')) throw new PromoteError({ code: 'QUOTA_EXCEEDED', message: 'no room' });
    };

    const { failure } = await run(world);

    expect(failure?.error).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(world.changes).toEqual([SECRET, `no ${SECRET}`]);
  });

  it('takes its pull secret away when the job is cancelled', async () => {
    const world = twoClusters();
    world.refusesImports = true;
    const job = new AbortController();
    world.beforeChange = (change) => {
      if (!change.startsWith('import')) return;
      job.abort();
      throw new PromoteError({ code: 'CANCELLED', message: 'cancelled' });
    };

    const { failure } = await promote(promoteOptions({ strategy: 'import' }), world, job.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(world.changes).toEqual([SECRET, `no ${SECRET}`]);
  });

  it('keeps its pull secret when a tag needs it, although the rollout failed', async () => {
    const world = twoClusters();
    world.refusesImports = true;
    world.beforeChange = (change) => {
      if (change.startsWith('roll out')) throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no' });
    };
    const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' } as const];

    await run(world, { rollouts });

    expect(world.changes).not.toContain(`no ${SECRET}`);
  });

  it.each([
    ['nobody gave credentials', undefined, 'its pull secrets are for quay.io'],
    [
      'the token ends with the run',
      async () => ({ username: 'u', password: 'p', isToken: true, isGivenBack: true }),
      'ends with it',
    ],
  ])('fails before anything changes when %s', async (_, credentials, message) => {
    const world = twoClusters();
    world.refusesImports = true;
    world.sourceCredentials = credentials;

    const { failure } = await run(world);

    expect(String(failure?.error)).toContain(message);
    expect(world.changes).toEqual([]);
  });

  it('does not touch a secret that is not ours', async () => {
    const world = twoClusters();
    world.pullSecrets.set('other', 'foreign');
    world.refusesImports = true;
    world.pullSecrets.set('prod', 'foreign');
    // another project's secret does not help
    world.pullSecrets.delete('other');
    const refused = new PromoteError({ code: 'ACCESS_DENIED', message: 'refused' });
    const cluster = world.clusters.destination;
    if (cluster !== undefined) cluster.imports.probe = async () => ({ kind: 'refused', error: refused });

    const { failure } = await run(world);

    expect(String(failure?.error)).toContain('is not one of ours');
    expect(world.changes).toEqual([]);
  });

  it('refuses an index that the cluster would flatten', async () => {
    const world = fakeWorld({ source: true, destination: true });
    const index = anIndex([image, anImage('two')]);
    world.registry.source.hold('dev/app', { manifests: [image, anImage('two'), index], tag: '1.0' });
    world.importedDigest = image.digest;

    const { failure } = await run(world);

    expect(failure?.error).toMatchObject({ code: 'MANIFEST_UNSUPPORTED' });
    expect(world.changes).toEqual([]);
  });

  it('warns of signatures that stay behind, fails with "always", and is content where pods pull from the source', async () => {
    const world = twoClusters();
    const signature = `sha256-${image.digest.slice('sha256:'.length)}.sig`;
    world.registry.source.hold('dev/app', { manifests: [anImage('sig')], tag: signature });

    const warned = await run(world);
    expect(warned.failure).toBeUndefined();
    expect(world.lines.join('\n')).toContain(`leaves behind what is attached to it (${signature})`);

    const always = await run(world, { signatures: 'always' });
    expect(always.failure?.error).toMatchObject({ code: 'SIGNATURES_REQUIRED' });

    const source = await run(world, { signatures: 'always', ...imports({ referencePolicy: 'source' }) });
    expect(source.failure).toBeUndefined();
  });

  it('rolls its tags back', async () => {
    const world = twoClusters();
    const before = anImage('before');
    world.registry.destination.hold('prod/app', { manifests: [before], tag: '1.0' });
    world.beforeChange = (change) => {
      if (change.startsWith('roll out')) throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no' });
    };
    const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' } as const];

    const { report } = await run(world, { rollouts, rollbackOnFailure: true, backupTag: 'previous' });

    expect(report.rolledBack).toBe(true);
    expect(world.changes.slice(0, 2)).toEqual(['tag prod/app:previous', `import ${FROM} into prod/app:1.0`]);
    expect(world.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(before.digest);
  });

  it('needs a destination in an image stream', async () => {
    const promotions = [request('dev/app:1.0', 'quay.io/team/app:1.0')];
    const { failure } = await run(twoClusters(), { promotions });

    expect(failure?.error).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('asks a registry itself where the source is no image stream', async () => {
    const world = fakeWorld({ source: false, destination: true });
    world.registry.source.hold('team/app', { manifests: [image], tag: '1.0' });
    const promotions = [request('quay.io/team/app:1.0', 'prod/app:1.0')];

    await run(world, { promotions });

    expect(world.changes).toEqual([`import quay.io/team/app@${image.digest} into prod/app:1.0`]);
  });

  it.each([
    ['the scheduled import of quay.io/x:1', {}, 'is moved by the scheduled import of quay.io/x:1 until now'],
    ['the scheduled import of registry.source.example.com/dev/app:1.0', { scheduled: true }, undefined],
  ])('says what it ends where the tag followed %s', async (overwrittenBy, changes, told) => {
    const world = twoClusters();
    const cluster = world.clusters.destination;
    const found = { digest: anImage('before').digest, pullSpec: 'x', overwrittenBy };
    if (cluster !== undefined) cluster.streams.getTag = async () => found;

    await run(world, { dryRun: true, ...imports(changes) });

    expect(world.lines.join('\n').includes('until now')).toBe(told !== undefined);
    if (told !== undefined) expect(world.lines.join('\n')).toContain(told);
  });
});
