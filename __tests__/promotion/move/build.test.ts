import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';
import { SOURCE_DIGEST_LABEL } from '../../../src/core/image/image-config.ts';

const never = new AbortController().signal;
const image = anImage('one');
const FROM = `registry.source.example.com/dev/app@${image.digest}`;
const built = anImage(`built from ${FROM}`);

function twoClusters(): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [image], tag: '1.0' });
  return ports;
}

const run = (ports: FakePorts, changes: Partial<PromoteOptions> = {}) =>
  promote(promoteOptions({ strategy: 'build', ...changes }), ports, never);

describe('the strategy "build"', () => {
  it('builds from the source, points all tags to the new digest and says that it is a new one', async () => {
    const ports = twoClusters();
    const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['live'])];

    const { report, plan, failure } = await run(ports, { promotions });

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual([
      `build ${FROM} in prod/app`,
      'tag prod/app:1.0',
      'tag prod/app:live',
      'delete prod/app:promote-app-1',
    ]);
    expect(plan?.images[0]).toMatchObject({ strategy: 'build', digest: image.digest });
    expect(report.images[0]).toMatchObject({
      strategy: 'build',
      digest: built.digest,
      sourceDigest: image.digest,
      sourceImage: FROM,
      image: `internal/prod/app@${built.digest}`,
      changed: true,
    });
    const log = ports.lines.join('\n');
    expect(log).toContain('the digest will be another one');
    expect(log).toContain(`the digest changes: prod/app:1.0 will be ${built.digest}`);
    expect(log).toContain('STEP 1: FROM');
  });

  it('takes the digest of the source for the expected one', async () => {
    const { failure } = await run(twoClusters(), { expectedDigest: image.digest });
    expect(failure).toBeUndefined();
  });

  it('verifies that pods run the new digest', async () => {
    const ports = twoClusters();
    ports.pods = [{ name: 'web-1', ready: true, imageDigests: { web: image.digest } }];
    const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' } as const];

    const { failure } = await run(ports, { rollouts });
    expect(failure?.error).toMatchObject({ code: 'VERIFICATION_FAILED' });

    ports.pods = [{ name: 'web-1', ready: true, imageDigests: { web: built.digest } }];
    const again = await run(ports, { rollouts });
    expect(again.failure).toBeUndefined();
  });

  it('builds once: what was made from the same digest is known by its label', async () => {
    const ports = twoClusters();
    ports.registry.destination.hold('prod/app', { manifests: [built], tag: '1.0' });
    const cluster = ports.clusters.destination;
    if (cluster !== undefined) {
      const { digest, mediaType } = built;
      const labels = { [SOURCE_DIGEST_LABEL]: image.digest };
      const pullSpec = `internal/prod/app@${digest}`;
      cluster.streams.getImage = async () => ({
        digest,
        mediaType,
        pullSpec,
        labels,
        children: undefined,
        isLocal: true,
      });
    }

    const { report, plan } = await run(ports);

    expect(ports.changes).toEqual([]);
    expect(plan?.images[0]?.action).toBe('keep');
    expect(report.images[0]).toMatchObject({
      digest: built.digest,
      sourceDigest: image.digest,
      changed: false,
    });
  });

  it('leaves the tags alone when the build fails', async () => {
    const ports = twoClusters();
    ports.beforeChange = (change) => {
      if (change.startsWith('build')) throw new PromoteError({ code: 'BUILD_FAILED', message: 'no' });
    };

    const { failure, report } = await run(ports);

    expect(failure?.error).toMatchObject({ code: 'BUILD_FAILED', where: { phase: 'move' } });
    expect(ports.changes).toEqual([]);
    expect(report.images[0]?.changed).toBe(false);
  });

  it('removes the temporary tag also when tagging fails', async () => {
    const ports = twoClusters();
    ports.beforeChange = (change) => {
      if (change.startsWith('tag ')) throw new PromoteError({ code: 'TAG_CONFLICT', message: 'no' });
    };

    await run(ports);

    expect(ports.changes).toEqual([`build ${FROM} in prod/app`, 'delete prod/app:promote-app-1']);
  });

  it('cannot bring signatures along: a warning, or a failure before anything changes', async () => {
    const ports = twoClusters();
    const signature = `sha256-${image.digest.slice('sha256:'.length)}.sig`;
    ports.registry.source.hold('dev/app', { manifests: [anImage('sig')], tag: signature });

    await run(ports, { dryRun: true });
    expect(ports.lines.join('\n')).toContain('another digest than what the build makes');

    const { failure } = await run(ports, { signatures: 'always' });
    expect(failure?.error).toMatchObject({ code: 'SIGNATURES_REQUIRED' });
    expect(ports.changes).toEqual([]);
  });
});
