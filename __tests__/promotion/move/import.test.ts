import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, anIndex, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const image = anImage('one');
const FROM = `registry.source.example.com/dev/app@${image.digest}`;
const SECRET = 'secret prod/openshift-promote-registry-source-example-com';

function twoClusters(): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [image], tag: '1.0' });
  return ports;
}

const run = (ports: FakePorts, changes: Partial<PromoteOptions> = {}) =>
  promote(promoteOptions({ strategy: 'import', ...changes }), ports, never);

const imports = (changes: Partial<NonNullable<PromoteOptions['imports']>>) => ({
  imports: { referencePolicy: 'local', scheduled: false, insecure: false, ...changes } as const,
});

describe('the strategy "import"', () => {
  it('has the cluster pull by digest into every tag, and moves no bytes', async () => {
    const ports = twoClusters();
    const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['live'])];

    const { report, plan, failure } = await run(ports, { promotions });

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual([`import ${FROM} into prod/app:1.0,live`]);
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
    const ports = twoClusters();

    const { failure } = await run(ports, imports({ scheduled: true }));

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual(['import registry.source.example.com/dev/app:1.0 into prod/app:1.0']);
    expect(ports.lines.join('\n')).toContain('and follows registry.source.example.com/dev/app:1.0');
  });

  it('writes nothing again when the tag has the digest already, but further tags', async () => {
    const ports = twoClusters();
    ports.registry.destination.hold('prod/app', { manifests: [image], tag: '1.0' });

    await run(ports);
    await run(ports, { promotions: [request('dev/app:1.0', 'prod/app:1.0', ['live'])] });

    expect(ports.changes).toEqual([`import ${FROM} into prod/app:live`]);
  });

  it('makes a pull secret only when the cluster is refused, and says how long it is good', async () => {
    const ports = twoClusters();
    ports.refusesImports = true;

    const { plan, failure } = await run(ports);

    expect(failure).toBeUndefined();
    expect(plan?.images[0]?.import?.pullSecret?.action).toBe('create');
    expect(ports.changes).toEqual([SECRET, `import ${FROM} into prod/app:1.0`]);
    expect(ports.lines.join('\n')).toContain('will hold the source token');
  });

  it('brings its pull secret up to date', async () => {
    const ports = twoClusters();
    ports.pullSecrets.set('prod', 'outdated');

    const { plan } = await run(ports);

    expect(plan?.images[0]?.import?.pullSecret?.action).toBe('update');
    expect(ports.changes[0]).toBe(SECRET);
  });

  it('makes a pull secret in a project that it creates, where nobody may ask yet', async () => {
    const ports = twoClusters();
    ports.projects['prod'] = 'absent';
    const cluster = ports.clusters.destination;
    const where = { request: 'POST /apis/image.openshift.io/v1/namespaces/prod/imagestreamimports' };
    const denied = new PromoteError({ code: 'ACCESS_DENIED', message: 'no project', where });
    const probe = cluster?.imports.probe.bind(cluster.imports);
    if (cluster === undefined || probe === undefined) throw new Error('no cluster');
    cluster.imports.probe = async (...asked) => {
      if (ports.changes.length === 0) throw denied;
      return probe(...asked);
    };
    const preparation = { createProject: true, displayName: undefined, grantPull: false, pullSecrets: [] };

    const { failure } = await run(ports, { preparation });

    expect(failure).toBeUndefined();
    expect(ports.changes.slice(-2)).toEqual([SECRET, `import ${FROM} into prod/app:1.0`]);
    expect(ports.changes[0]).toContain('project');
  });

  it('changes nothing in a dry run, and shows what it would', async () => {
    const ports = twoClusters();
    ports.refusesImports = true;

    const { plan, failure } = await run(ports, { dryRun: true });

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual([]);
    expect(plan?.images[0]?.import?.pullSecret).toMatchObject({ action: 'create' });
    expect(ports.lines.join('\n')).toMatch(/import dev\/app:1.0 .*create pull secret openshift-promote-/);
  });

  it('takes its pull secret away when the import fails', async () => {
    const ports = twoClusters();
    ports.refusesImports = true;
    ports.beforeChange = (change) => {
      if (change.startsWith('import')) throw new PromoteError({ code: 'QUOTA_EXCEEDED', message: 'no room' });
    };

    const { failure } = await run(ports);

    expect(failure?.error).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(ports.changes).toEqual([SECRET, `no ${SECRET}`]);
  });

  it('takes its pull secret away when the job is cancelled', async () => {
    const ports = twoClusters();
    ports.refusesImports = true;
    const job = new AbortController();
    ports.beforeChange = (change) => {
      if (!change.startsWith('import')) return;
      job.abort();
      throw new PromoteError({ code: 'CANCELLED', message: 'cancelled' });
    };

    const { failure } = await promote(promoteOptions({ strategy: 'import' }), ports, job.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(ports.changes).toEqual([SECRET, `no ${SECRET}`]);
  });

  it('keeps its pull secret when a tag needs it, although the rollout failed', async () => {
    const ports = twoClusters();
    ports.refusesImports = true;
    ports.beforeChange = (change) => {
      if (change.startsWith('roll out')) throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no' });
    };
    const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' } as const];

    await run(ports, { rollouts });

    expect(ports.changes).not.toContain(`no ${SECRET}`);
  });

  it.each([
    ['nobody gave credentials', undefined, 'its pull secrets are for quay.io'],
    [
      'the token ends with the run',
      async () => ({ username: 'u', password: 'p', isToken: true, isGivenBack: true }),
      'ends with it',
    ],
  ])('fails before anything changes when %s', async (_, credentials, message) => {
    const ports = twoClusters();
    ports.refusesImports = true;
    ports.sourceCredentials = credentials;

    const { failure } = await run(ports);

    expect(String(failure?.error)).toContain(message);
    expect(ports.changes).toEqual([]);
  });

  it('does not touch a secret that is not ours', async () => {
    const ports = twoClusters();
    ports.pullSecrets.set('other', 'foreign');
    ports.refusesImports = true;
    ports.pullSecrets.set('prod', 'foreign');
    // another project's secret does not help
    ports.pullSecrets.delete('other');
    const refused = new PromoteError({ code: 'ACCESS_DENIED', message: 'refused' });
    const cluster = ports.clusters.destination;
    if (cluster !== undefined) cluster.imports.probe = async () => ({ kind: 'refused', error: refused });

    const { failure } = await run(ports);

    expect(String(failure?.error)).toContain('is not one of ours');
    expect(ports.changes).toEqual([]);
  });

  it('refuses an index that the cluster would flatten', async () => {
    const ports = fakePorts({ source: true, destination: true });
    const index = anIndex([image, anImage('two')]);
    ports.registry.source.hold('dev/app', { manifests: [image, anImage('two'), index], tag: '1.0' });
    ports.importedDigest = image.digest;

    const { failure } = await run(ports);

    expect(failure?.error).toMatchObject({ code: 'MANIFEST_UNSUPPORTED' });
    expect(ports.changes).toEqual([]);
  });

  it('warns of signatures that stay behind, fails with "always", and is content where pods pull from the source', async () => {
    const ports = twoClusters();
    const signature = `sha256-${image.digest.slice('sha256:'.length)}.sig`;
    ports.registry.source.hold('dev/app', { manifests: [anImage('sig')], tag: signature });

    const warned = await run(ports);
    expect(warned.failure).toBeUndefined();
    expect(ports.lines.join('\n')).toContain(`leaves behind what is attached to it (${signature})`);

    const always = await run(ports, { signatures: 'always' });
    expect(always.failure?.error).toMatchObject({ code: 'SIGNATURES_REQUIRED' });

    const source = await run(ports, { signatures: 'always', ...imports({ referencePolicy: 'source' }) });
    expect(source.failure).toBeUndefined();
  });

  it('rolls its tags back', async () => {
    const ports = twoClusters();
    const before = anImage('before');
    ports.registry.destination.hold('prod/app', { manifests: [before], tag: '1.0' });
    ports.beforeChange = (change) => {
      if (change.startsWith('roll out')) throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no' });
    };
    const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' } as const];

    const { report } = await run(ports, { rollouts, rollbackOnFailure: true, backupTag: 'previous' });

    expect(report.rolledBack).toBe(true);
    expect(ports.changes.slice(0, 2)).toEqual(['tag prod/app:previous', `import ${FROM} into prod/app:1.0`]);
    expect(ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(before.digest);
  });

  it('needs a destination in an image stream', async () => {
    const promotions = [request('dev/app:1.0', 'quay.io/team/app:1.0')];
    const { failure } = await run(twoClusters(), { promotions });

    expect(failure?.error).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('asks a registry itself where the source is no image stream', async () => {
    const ports = fakePorts({ source: false, destination: true });
    ports.registry.source.hold('team/app', { manifests: [image], tag: '1.0' });
    const promotions = [request('quay.io/team/app:1.0', 'prod/app:1.0')];

    await run(ports, { promotions });

    expect(ports.changes).toEqual([`import quay.io/team/app@${image.digest} into prod/app:1.0`]);
  });

  it.each([
    ['the scheduled import of quay.io/x:1', {}, 'is moved by the scheduled import of quay.io/x:1 until now'],
    ['the scheduled import of registry.source.example.com/dev/app:1.0', { scheduled: true }, undefined],
  ])('says what it ends where the tag followed %s', async (overwrittenBy, changes, told) => {
    const ports = twoClusters();
    const cluster = ports.clusters.destination;
    const found = { digest: anImage('before').digest, pullSpec: 'x', overwrittenBy };
    if (cluster !== undefined) cluster.streams.getTag = async () => found;

    await run(ports, { dryRun: true, ...imports(changes) });

    expect(ports.lines.join('\n').includes('until now')).toBe(told !== undefined);
    if (told !== undefined) expect(ports.lines.join('\n')).toContain(told);
  });
});
