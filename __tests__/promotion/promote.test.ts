import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { promote } from '../../src/promotion/promote.ts';
import { anImage, anIndex, fakePorts, type FakePorts } from '../support/fake-ports.ts';
import { promoteOptions, request } from '../support/promote-options.ts';

const never = new AbortController().signal;

function twoClusters(manifests: readonly Manifest[]): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests, tag: '1.0' });
  return ports;
}

function withoutPlatforms({ content, ...index }: Manifest): Manifest {
  if (content.kind !== 'index') throw new TypeError('not an index');
  const manifests = content.manifests.map(({ platform: _, ...entry }) => entry);
  return { ...index, content: { ...content, manifests } };
}

describe('a promotion between two clusters', () => {
  it('moves blobs, then the children of the index, then the index by tag', async () => {
    const [one, other] = [anImage('amd64'), anImage('arm64')];
    const index = anIndex([one, other]);
    const ports = twoClusters([one, other, index]);

    const { report, failure } = await promote(promoteOptions(), ports, never);

    expect(failure).toBeUndefined();
    const kinds = ports.changes.map((change) => change.split(' ')[0]);
    expect(kinds).toEqual([...Array.from({ length: 6 }, () => 'blob'), 'manifest', 'manifest', 'manifest']);
    expect(ports.changes.at(-1)).toBe('manifest prod/app:1.0');
    expect(report.images[0]).toMatchObject({
      digest: index.digest,
      changed: true,
      blobsCopied: 6,
      bytesCopied: 6200,
      platforms: ['linux/amd64', 'linux/arm64'],
      imageStreamTag: 'prod/app:1.0',
    });
  });

  it('refuses before anything moves what an image stream would give another name', async () => {
    const named = (manifest: Manifest): Manifest => ({
      ...manifest,
      digest: digestOf(manifest.bytes, 'sha512'),
    });
    const [one, other] = [anImage('amd64'), named(anImage('arm64'))];
    const index = anIndex([one, other]);
    for (const [manifests, text] of [
      [[named(anImage('one'))], /^dev\/app:1\.0 is sha512:[0-9a-f]{128}, and an image stream knows/],
      [[one, other, index], /^dev\/app:1\.0 holds sha512:[0-9a-f]{128}, and an image stream knows/],
    ] as const) {
      const ports = twoClusters(manifests);

      const { failure } = await promote(promoteOptions(), ports, never);

      expect(failure?.error).toMatchObject({
        code: 'MANIFEST_UNSUPPORTED',
        message: expect.stringMatching(text) as string,
      });
      expect(ports.changes).toEqual([]);
    }
  });

  it('refuses before anything moves an index without platforms, which an image stream cannot store', async () => {
    const image = anImage('one');
    const index = withoutPlatforms(anIndex([image]));
    const ports = twoClusters([image, index]);

    const { failure } = await promote(promoteOptions(), ports, never);

    expect(failure?.error).toMatchObject({
      code: 'MANIFEST_UNSUPPORTED',
      message: `dev/app:1.0 is an index with entries that have no platform (${index.digest}), which an image stream cannot store`,
    });
    expect(ports.changes).toEqual([]);
  });

  it('copies an index without platforms to any other registry', async () => {
    const image = anImage('one');
    const index = withoutPlatforms(anIndex([image]));
    const ports = twoClusters([image, index]);
    const promotions = [request('dev/app:1.0', 'registry.example.com/team/app:1.0')];

    const { failure } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes.at(-1)).toBe('manifest team/app:1.0');
  });

  it('sends nothing again when the tag points to the image already', async () => {
    const image = anImage('one');
    const ports = twoClusters([image]);
    ports.registry.destination.hold('prod/app', { manifests: [image], tag: '1.0' });

    const { report, failure } = await promote(promoteOptions(), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual([]);
    expect(report.images[0]).toMatchObject({ changed: false, bytesCopied: 0, digest: image.digest });
  });

  it('adds further tags through the API after the first one', async () => {
    const ports = twoClusters([anImage('one')]);
    const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['stable', 'latest'])];

    await promote(promoteOptions({ promotions }), ports, never);

    expect(ports.changes.slice(-3)).toEqual([
      'manifest prod/app:1.0',
      'tag prod/app:stable',
      'tag prod/app:latest',
    ]);
  });

  it('copies everything of all images before it moves any tag', async () => {
    const ports = twoClusters([anImage('one')]);
    ports.registry.source.hold('dev/web', { manifests: [anImage('two')], tag: '2' });
    const promotions = [request('dev/app:1.0', 'prod/app:1.0'), request('dev/web:2', 'prod/web:2')];

    await promote(promoteOptions({ promotions }), ports, never);

    const firstTag = ports.changes.findIndex((change) => change.startsWith('manifest'));
    expect(ports.changes.slice(firstTag)).toEqual(['manifest prod/app:1.0', 'manifest prod/web:2']);
  });
});

describe('a destination that said it had a blob it has not', () => {
  it('gets all blobs of the manifest again, without shortcuts, and then the manifest', async () => {
    const image = anImage('one', 1);
    const ports = twoClusters([image]);
    for (const blob of image.content.kind === 'image' ? [image.content.config] : []) {
      ports.registry.destination.addBlob('prod/app', blob.digest);
    }
    let refusals = 1;
    ports.beforeChange = (change) => {
      if (change !== 'manifest prod/app:1.0' || refusals === 0) return;
      refusals -= 1;
      const cause = { kind: 'missing-content', digests: [] };
      throw new PromoteError({ code: 'PROTOCOL_VIOLATION', message: 'blob unknown', cause });
    };

    const { failure } = await promote(promoteOptions(), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes.map((change) => change.split(' ')[0])).toEqual(['blob', 'blob', 'blob', 'manifest']);
  });
});

describe('nothing changes at the destination', () => {
  it('in a dry run, which still tells the plan', async () => {
    const ports = twoClusters([anImage('one')]);

    const { plan, failure } = await promote(promoteOptions({ dryRun: true }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual([]);
    expect(plan?.images[0]).toMatchObject({ action: 'create', blobs: 3, sizeBytes: 3100 });
  });

  it('when the digest is not the expected one and the tag exists: both are reported at once', async () => {
    const ports = twoClusters([anImage('one')]);
    ports.registry.destination.hold('prod/app', { manifests: [anImage('old')], tag: '1.0' });
    const expectedDigest = anImage('other').digest;

    const { failure } = await promote(
      promoteOptions({ expectedDigest, onExistingTag: 'fail' }),
      ports,
      never,
    );

    expect(ports.changes).toEqual([]);
    expect(failure?.error).toMatchObject({ code: 'CHECK_FAILED' });
    const codes = (failure?.error as PromoteError).problems.map(({ code }) => code);
    expect(codes).toEqual(['DIGEST_UNEXPECTED', 'TAG_EXISTS']);
  });

  it('when the source tag does not exist, and the error names it', async () => {
    const ports = twoClusters([anImage('one')]);
    const promotions = [request('dev/app:2.0', 'prod/app:2.0')];

    const { failure, plan } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'IMAGE_NOT_FOUND', where: { phase: 'resolve' } });
    expect((failure?.error as PromoteError).message).toContain('dev/app:2.0');
    expect(plan).toBeUndefined();
    expect(ports.changes).toEqual([]);
  });

  it('to a tag that exists when asked to skip it', async () => {
    const old = anImage('old');
    const ports = twoClusters([anImage('one')]);
    ports.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });

    const { report } = await promote(promoteOptions({ onExistingTag: 'skip' }), ports, never);

    expect(ports.changes).toEqual([]);
    expect(report.images[0]).toMatchObject({ changed: false, digest: old.digest });
  });
});

describe('a promotion that ends early', () => {
  it('leaves the old tag when a blob fails', async () => {
    const ports = twoClusters([anImage('one', 4)]);
    const old = anImage('old');
    ports.registry.destination.hold('prod/app', { manifests: [old], tag: '1.0' });
    ports.beforeChange = () => {
      if (ports.changes.length === 2) {
        throw new PromoteError({ code: 'CONNECTION_FAILED', message: 'the destination broke off' });
      }
    };

    const { failure } = await promote(promoteOptions(), ports, never);

    expect(failure?.error).toMatchObject({ code: 'CONNECTION_FAILED', where: { phase: 'move' } });
    expect(ports.registry.destination.tags.get('prod/app')?.get('1.0')).toBe(old.digest);
  });

  it('does not call an image changed whose tag was refused', async () => {
    const ports = twoClusters([anImage('one')]);
    ports.beforeChange = (change) => {
      if (change.startsWith('manifest'))
        throw new PromoteError({ code: 'QUOTA_EXCEEDED', message: 'too many tags' });
    };

    const { failure, report } = await promote(promoteOptions(), ports, never);

    expect(failure?.error).toMatchObject({ code: 'QUOTA_EXCEEDED', where: { phase: 'tag' } });
    expect(report.images[0]).toMatchObject({ changed: false, blobsCopied: 3 });
  });

  it('stops at once when it is cancelled and writes no tag', async () => {
    const ports = twoClusters([anImage('one', 8)]);
    const controller = new AbortController();
    ports.beforeChange = () => {
      if (ports.changes.length === 3) controller.abort();
    };

    const { failure } = await promote(promoteOptions(), ports, controller.signal);

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(ports.changes.every((change) => change.startsWith('blob'))).toBe(true);
  });
});

describe('rolling out', () => {
  const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' }] as const;

  it('comes after the tag and is verified against the pods', async () => {
    const image = anImage('one');
    const ports = twoClusters([image]);
    ports.pods = [{ name: 'web-1', ready: true, imageDigests: { web: image.digest } }];

    const { report, failure } = await promote(promoteOptions({ rollouts }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes.slice(-2)).toEqual(['manifest prod/app:1.0', 'roll out deployment/web']);
    expect(report.rolloutStatus).toBe('complete');
  });

  it('accepts the child of the promoted index that a node pulled', async () => {
    const child = anImage('amd64');
    const index = anIndex([child]);
    const ports = twoClusters([child, index]);
    ports.pods = [{ name: 'web-1', ready: true, imageDigests: { web: child.digest } }];

    const { failure } = await promote(promoteOptions({ rollouts }), ports, never);

    expect(failure).toBeUndefined();
  });

  it.each([
    ['deployment', 'deployment/web: not verified: scaled to 0'],
    ['daemonset', 'daemonset/web: not verified: no node is to run it'],
    ['cronjob', 'cronjob/web: its next job runs the promoted image'],
  ] as const)('of a %s that wants no pod says that nothing was proven', async (kind, text) => {
    const ports = twoClusters([anImage('one')]);
    ports.rolloutPlan = { replicas: 0 };
    const scaled = [{ kind, project: 'prod', name: 'web' }];

    const { failure } = await promote(promoteOptions({ rollouts: scaled }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.lines).toContain(text);
  });

  it('fails when no pod is ready although pods are wanted', async () => {
    const ports = twoClusters([anImage('one')]);

    const { failure } = await promote(promoteOptions({ rollouts }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'VERIFICATION_FAILED' });
  });

  it('fails when a ready pod runs another image', async () => {
    const ports = twoClusters([anImage('one')]);
    ports.pods = [{ name: 'web-1', ready: true, imageDigests: { web: anImage('old').digest } }];

    const { report, failure } = await promote(promoteOptions({ rollouts }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'VERIFICATION_FAILED', where: { phase: 'verify' } });
    expect(report.rolloutStatus).toBe('failed');
  });
});
