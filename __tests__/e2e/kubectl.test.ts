import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { seedDeployment, seedDeploymentConfig, seedProject, seedStream } from '../../sandbox/seeds.ts';
import { seedDaemonSet, seedStatefulSet } from '../../sandbox/set-seeds.ts';
import { describeAccess } from '../support/kubectl.ts';
import { describeWith } from '../support/peers.ts';
import { realImages } from '../support/real-image.ts';

interface Listed {
  readonly kind: string;
  readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
}

describeWith(
  ['kubectl', 'skopeo', 'umoci', 'apt-get', 'dpkg-deb'],
  "kubectl, which knows the sandbox's API from discovery only",
  () => {
    let sandbox: Sandbox;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'kubectl-'));
      sandbox = await startSandbox({ paceMs: 1 });
      const cluster = sandbox.destination;
      seedProject(cluster, 'prod', 'alice');
      seedStream(cluster, 'prod', 'app');
      seedDeployment(cluster, {
        project: 'prod',
        name: 'web',
        image: 'registry.example.com/web:1',
        replicas: 2,
      });
      seedDeploymentConfig(cluster, { project: 'prod', name: 'api', tag: 'app:1' });
      const image = 'registry.example.com/web:1';
      seedStatefulSet(cluster, { project: 'prod', name: 'db', image, replicas: 2 });
      seedDaemonSet(cluster, { project: 'prod', name: 'agent', image });
      seedStatefulSet(cluster, { project: 'prod', name: 'slow', image, updateStrategy: 'OnDelete' });
      await cluster.settled();
      writeFileSync(path.join(folder, 'config'), describeAccess(cluster, 'alice'));
    });
    afterAll(async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true });
    });

    /** The sandbox lives in this process, so that nothing here may block it. */
    const kubectl = async (...args: string[]): Promise<string> => {
      const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: path.join(folder, 'config') };
      const { stdout } = await promisify(execFile)('kubectl', ['-n', 'prod', ...args], {
        env,
        timeout: 300_000,
      });
      return stdout;
    };
    const names = (text: string): string[] =>
      (JSON.parse(text) as Listed).items.map(({ metadata }) => metadata.name);

    it('lists image streams by their full name', async () => {
      expect(await kubectl('get', 'imagestreams.image.openshift.io')).toMatch(/^NAME.*\napp /);
    });

    it.each([
      ['imagestreams.image.openshift.io', 'app'],
      ['is', 'app'],
      ['deployments', 'web'],
      ['deploy', 'web'],
      ['deploymentconfigs.apps.openshift.io', 'api'],
      ['dc', 'api'],
      ['projects', 'prod'],
    ])('finds %s', async (resource, name) => {
      expect(names(await kubectl('get', resource, '-o', 'json'))).toContain(name);
    });

    it.each(['statefulset/db', 'daemonset/agent'])(
      'rolls %s out, waits for it, and undoes it',
      async (name) => {
        await kubectl('set', 'image', name, 'web=registry.example.com/web:2');
        expect(await kubectl('rollout', 'status', name, '--timeout=120s')).toMatch(/complete|successfully/);
        expect(await kubectl('get', name, '-o', 'jsonpath={.spec.template.spec.containers[0].image}')).toBe(
          'registry.example.com/web:2',
        );
        expect(await kubectl('rollout', 'history', name)).toMatch(/^1 +<none>\n2 +<none>$/m);

        await kubectl('rollout', 'undo', name);

        expect(await kubectl('rollout', 'status', name, '--timeout=120s')).toMatch(/complete|successfully/);
        expect(await kubectl('get', name, '-o', 'jsonpath={.spec.template.spec.containers[0].image}')).toBe(
          'registry.example.com/web:1',
        );
        expect(await kubectl('rollout', 'history', name)).toMatch(/^2 +<none>\n3 +<none>$/m);
      },
    );

    it('says that a StatefulSet with OnDelete has no rollout', async () => {
      await expect(kubectl('rollout', 'status', 'statefulset/slow', '--timeout=5s')).rejects.toThrow(
        'rollout status is only available for RollingUpdate strategy type',
      );
    });

    it('reads one object of each kind', async () => {
      const stream: unknown = JSON.parse(await kubectl('get', 'imagestream/app', '-o', 'json'));
      const deployment: unknown = JSON.parse(await kubectl('get', 'deployment/web', '-o', 'json'));

      expect(stream).toMatchObject({ kind: 'ImageStream', apiVersion: 'image.openshift.io/v1' });
      expect(deployment).toMatchObject({ kind: 'Deployment', status: { readyReplicas: 2 } });
    });

    it('sees that a Deployment has rolled out', async () => {
      expect(await kubectl('rollout', 'status', 'deployment/web', '--timeout=120s')).toMatch(
        /successfully rolled out/,
      );
      expect(await kubectl('wait', '--for=condition=Available', 'deployment/web')).toMatch(/condition met/);
    });

    it('changes the image of a Deployment, and the new pods run it', async () => {
      await kubectl('set', 'image', 'deployment/web', 'web=registry.example.com/web:2');
      await kubectl('rollout', 'status', 'deployment/web', '--timeout=120s');

      const images = await kubectl(
        'get',
        'pods',
        '-l',
        'app=web',
        '-o',
        'jsonpath={.items[*].spec.containers[0].image}',
      );
      expect(new Set(images.split(' '))).toEqual(new Set(['registry.example.com/web:2']));
    });

    it('reads the tag that skopeo pushed', async () => {
      const cluster = sandbox.destination;
      mkdirSync(path.join(folder, 'certificates'));
      writeFileSync(path.join(folder, 'certificates/ca.crt'), cluster.ca);
      const image = `docker://${cluster.registryHost}/prod/app:1`;
      const access = ['--dest-cert-dir', path.join(folder, 'certificates')];
      const account = ['--dest-creds', `alice:${cluster.token('alice')}`];
      const layout = `oci:${realImages().layout}:amd64`;
      await promisify(execFile)('skopeo', [
        '--insecure-policy',
        'copy',
        ...access,
        ...account,
        layout,
        image,
      ]);

      const tag: unknown = JSON.parse(await kubectl('get', 'imagestreamtag/app:1', '-o', 'json'));
      const { stdout: manifest } = await promisify(execFile)('skopeo', ['inspect', '--raw', layout]);
      const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
      expect(tag).toMatchObject({ kind: 'ImageStreamTag', image: { metadata: { name: digest } } });
    });

    it('is told what it may do, in the protobuf it asks in', async () => {
      expect(await kubectl('auth', 'can-i', 'update', 'imagestreams.image.openshift.io/layers')).toBe(
        'yes\n',
      );
      await expect(kubectl('auth', 'can-i', 'create', 'namespaces')).rejects.toMatchObject({
        stdout: expect.stringContaining('no') as string,
      });
    });

    it('finds the resources of every group without an error', async () => {
      const kinds = await kubectl('api-resources', '-o', 'name');
      expect(kinds.split('\n')).toEqual(
        expect.arrayContaining([
          'roles.rbac.authorization.k8s.io',
          'resourcequotas',
          'imagestreams.image.openshift.io',
        ]),
      );
    });

    it('applies what it is given, strictly, and applies it again', async () => {
      const manifest = (field: string): string =>
        [
          'apiVersion: autoscaling/v2',
          'kind: HorizontalPodAutoscaler',
          'metadata: {name: web}',
          `spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, ${field}: 3}`,
        ].join('\n');
      const file = path.join(folder, 'autoscaler.yaml');
      writeFileSync(file, manifest('maxReplicaz'));
      await expect(kubectl('apply', '-f', file)).rejects.toThrow('unknown field "spec.maxReplicaz"');
      writeFileSync(file, manifest('maxReplicas'));

      expect(await kubectl('apply', '-f', file)).toBe('horizontalpodautoscaler.autoscaling/web created\n');
      expect(await kubectl('apply', '-f', file)).toBe('horizontalpodautoscaler.autoscaling/web unchanged\n');
      expect(await kubectl('apply', '--server-side', '--force-conflicts', '-f', file)).toContain(
        'serverside-applied',
      );
    });

    it('asked for nothing that the sandbox does not know', () => {
      expect(sandbox.destination.unknownRequests).toEqual([]);
    });
  },
);
