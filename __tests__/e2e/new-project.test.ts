import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromotionPlan } from '../../src/core/plan.ts';
import { buildImage } from '../../sandbox/images/image.ts';
import { buildLayer } from '../../sandbox/images/layer.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedProject, seedRole, seedServiceAccount, seedStream } from '../../sandbox/seeds.ts';
import { find, insert } from '../../sandbox/state/store.ts';
import { blocksOf } from '../repository/documents.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const [withTemplate, template, firstDeployment] = blocksOf('docs/recipes/new-project.md')
  .filter(({ language }) => language === 'yaml')
  .map(({ text }) => text);
if (withTemplate === undefined || template === undefined || firstDeployment === undefined)
  throw new Error('docs/recipes/new-project.md has lost a recipe');

let sandbox: Sandbox;
let folder: string;
let devToken: string;

beforeAll(async () => {
  sandbox = await startSandbox({ rbacDelayMs: 300 });
  folder = mkdtempSync(path.join(tmpdir(), 'new-project-'));
  writeFileSync(path.join(folder, 'ca.pem'), `${sandbox.source.ca}\n${sandbox.destination.ca}`);
  seedProject(sandbox.source, 'dev');
  devToken = seedServiceAccount(sandbox.source, 'dev', 'promoter');
  seedRole(sandbox.source, 'dev', 'registry-viewer', 'system:serviceaccount:dev:promoter');
  seedSharedStreams();
  for (const [stream, tag] of [
    ['app', '1.0'],
    ['app', '1.1'],
    ['web', '1.0'],
    ['web', '1.1'],
  ] as const) {
    await seedImage(sandbox.source, 'dev', stream, tag, await imageOf(`${stream}-${tag}`));
  }
});
afterAll(async () => {
  expect([...sandbox.source.unknownRequests, ...sandbox.destination.unknownRequests]).toEqual([]);
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

/** Every cluster has streams that everybody may read (openshift-api.md §2.1): they tell the host of the registry. */
function seedSharedStreams(): void {
  seedProject(sandbox.destination, 'openshift', 'clusteradmin');
  seedStream(sandbox.destination, 'openshift', 'cli');
  const apiGroup = 'rbac.authorization.k8s.io';
  insert(sandbox.destination.state, 'rolebindings', {
    metadata: { name: 'shared-resource-viewers', namespace: 'openshift' },
    subjects: [{ kind: 'Group', apiGroup, name: 'system:authenticated' }],
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'registry-viewer' },
  });
}

async function imageOf(version: string) {
  const signal = AbortSignal.timeout(60_000);
  const files = [{ path: '/version', content: Buffer.from(version) }];
  return buildImage({
    platform: { os: 'linux', architecture: 'amd64' },
    layers: [await buildLayer(folder, version, files, 'fast', signal)],
    created: '2026-01-01T00:00:00Z',
    config: { User: '1001', ExposedPorts: { '8080/tcp': {}, '8443/tcp': {} } },
  });
}

const follow = (recipe: string, release: string): Promise<WorkflowResult> =>
  runWorkflow(recipe, {
    vars: { DEV_API: sandbox.source.apiUrl, PROD_API: sandbox.destination.apiUrl },
    secrets: { DEV_TOKEN: devToken, PROD_TOKEN: sandbox.destination.token('alice') },
    inputs: { release },
    environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
    files: { 'deploy/app.yaml': template },
  });

/** As teams that came from OpenShift 3 have it: the image is a blank that triggers fill in. */
const MANIFESTS = `
apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
metadata: {name: api}
spec:
  replicas: 1
  selector: {app: api}
  triggers:
    - type: ConfigChange
    - type: ImageChange
      imageChangeParams:
        automatic: true
        containerNames: [api]
        from: {kind: ImageStreamTag, name: "api:live"}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: " "}]}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
  annotations:
    image.openshift.io/triggers: '[{"from":{"kind":"ImageStreamTag","name":"api:live"},"fieldPath":"spec.template.spec.containers[0].image"}]'
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec: {containers: [{name: worker, image: placeholder}]}
`;

const EXTRA = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {a: b}';

const STREAM =
  'apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: fresh}\nspec: {lookupPolicy: {local: true}}';

const promote = (inputs: Readonly<Record<string, string>>): Promise<StepResult> =>
  runAction(
    {
      'source-server': sandbox.source.apiUrl,
      'source-token': devToken,
      'source-image': 'dev/app:1.0',
      'destination-server': sandbox.destination.apiUrl,
      'destination-token': sandbox.destination.token('alice'),
      ...inputs,
    },
    { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
    {
      files: {
        'deploy/app.yaml': template,
        'manifests/api.yaml': MANIFESTS,
        'deploy/extra.yaml': EXTRA,
        'streams/fresh.yaml': STREAM,
      },
    },
  );

const digestOf = (project: string, stream: string, tag: string, cluster = sandbox.destination): string =>
  find(cluster.state, 'imagestreams', project, stream)?.status.tags?.find((entry) => entry.tag === tag)
    ?.items?.[0]?.image ?? '';
const deploymentOf = (project: string, name: string) =>
  find(sandbox.destination.state, 'deployments', project, name);
const password = (): string | undefined =>
  find(sandbox.destination.state, 'secrets', 'shop', 'database')?.data?.['password'];

describe('a project that does not exist', () => {
  it('and what will be in it is planned without making anything', async () => {
    const run = await promote({
      'destination-image': 'shop/app:1.0',
      'create-project': 'true',
      template: 'deploy/app.yaml',
      'template-parameters': 'IMAGE=${PROMOTE_IMAGE}',
      rollout: 'deployment/app',
      'dry-run': 'true',
    });

    expect(run.status, run.log).toBe(0);
    const plan = JSON.parse(run.outputs['plan'] ?? '') as PromotionPlan;
    expect(plan.preparations).toMatchObject([{ kind: 'project', project: 'shop', action: 'create' }]);
    expect(plan.objects?.map(({ kind, action }) => `${action} ${kind}`)).toEqual([
      'create Secret',
      'create Service',
      'create Deployment',
    ]);
    expect(plan.rollouts).toMatchObject([{ method: 'apply' }]);
    expect(run.log).toContain('create project shop');
    expect(find(sandbox.destination.state, 'namespaces', undefined, 'shop')).toBeUndefined();
  });

  it('and shall not be made is reported as one problem', async () => {
    const run = await promote({ 'destination-image': 'shop/app:1.0', rollout: 'deployment/app' });

    expect(run.outputs['error-code'], run.log).toBe('PROJECT_NOT_FOUND');
    expect(run.log).toContain('set "create-project" to true');
  });

  it('that may not be made stops the promotion before anything moves', async () => {
    const run = await promote({
      'destination-image': 'shop/app:1.0',
      'create-project': 'true',
      'destination-token': seedServiceAccount(sandbox.destination, 'openshift', 'robot'),
    });

    expect(run.outputs['error-code'], run.log).toBe('ACCESS_DENIED');
    expect(run.log).toContain('You may not request a new project via this API.');
    expect(run.log).toContain('self-provisioner');
  });

  it('is created, the release is copied, a template processed and applied, and the rollout proven', async () => {
    const { jobs, log } = await follow(withTemplate, '1.0');

    expect(jobs['promote']?.succeeded, log).toBe(true);
    const digest = digestOf('dev', 'app', '1.0', sandbox.source);
    expect(digestOf('shop', 'app', '1.0')).toBe(digest);
    const project = find(sandbox.destination.state, 'namespaces', undefined, 'shop');
    expect(project?.metadata.annotations?.['openshift.io/display-name']).toBe('Shop (production)');
    const [container] = deploymentOf('shop', 'app')?.spec.template.spec.containers ?? [];
    expect(container?.image).toBe(`${sandbox.destination.state.internalRegistryHost}/shop/app@${digest}`);
    expect(deploymentOf('shop', 'app')?.status.availableReplicas).toBe(2);
    expect(log).toContain('deployment/app in shop is complete: revision none → 1');
  });

  it('gets the next release without a new password', async () => {
    const before = password();
    expect(before).toBeDefined();

    const { jobs, log } = await follow(withTemplate, '1.1');

    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(password()).toBe(before);
    expect(log).toContain('unchanged: Secret database in shop');
    expect(log).toContain('changed Deployment app in shop');
    expect(log).toContain('revision 1 → 2');
  });

  it('says which field somebody else manages, before anything changes', async () => {
    const deployment = deploymentOf('shop', 'app');
    const url = `${sandbox.destination.apiUrl}/apis/apps/v1/namespaces/shop/deployments/app`;
    expect(deployment?.spec.replicas).toBe(2);
    const { request } = await import('node:https');
    await new Promise<void>((resolve, reject) => {
      const call = request(
        `${url}?fieldManager=autoscaler`,
        {
          method: 'PATCH',
          ca: sandbox.destination.ca,
          headers: {
            authorization: `Bearer ${sandbox.destination.token('alice')}`,
            'content-type': 'application/merge-patch+json',
          },
        },
        (reply) => {
          reply.resume().once('end', resolve);
        },
      ).once('error', reject);
      call.end(JSON.stringify({ spec: { replicas: 3 } }));
    });

    const { log, jobs } = await follow(withTemplate, '1.0');

    expect(jobs['promote']?.succeeded).toBe(false);
    expect(log).toContain('APPLY_CONFLICT');
    expect(log).toContain('.spec.replicas (autoscaler)');
    expect(digestOf('shop', 'app', '1.0')).toBe(digestOf('dev', 'app', '1.0', sandbox.source));
  });
});

describe('a first deployment', () => {
  it('makes Deployment, Service and Route of what the image says', async () => {
    const { jobs, log } = await follow(firstDeployment, '1.0');

    expect(jobs['promote']?.succeeded, log).toBe(true);
    const { state } = sandbox.destination;
    const digest = digestOf('dev', 'web', '1.0', sandbox.source);
    const [container] = deploymentOf('shop', 'web')?.spec.template.spec.containers ?? [];
    expect(container?.image).toBe(`${state.internalRegistryHost}/shop/web@${digest}`);
    expect(find(state, 'services', 'shop', 'web')?.spec['ports']).toMatchObject([
      { name: '8080-tcp', port: 8080, targetPort: 8080 },
      { name: '8443-tcp', port: 8443, targetPort: 8443 },
    ]);
    expect(find(state, 'routes', 'shop', 'web')?.spec).toMatchObject({
      to: { kind: 'Service', name: 'web' },
      port: { targetPort: '8080-tcp' },
    });
    expect(log).toContain('created Deployment web in shop');
  });

  it('is followed by its image trigger the next time', async () => {
    const { jobs, log } = await follow(firstDeployment, '1.1');

    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(log).toContain('its image trigger starts it when the tag moves');
    expect(log).toContain('revision 1 → 2');
    const [container] = deploymentOf('shop', 'web')?.spec.template.spec.containers ?? [];
    expect(container?.image).toContain(digestOf('dev', 'web', '1.1', sandbox.source));
  });

  it('that fails leaves nothing behind', async () => {
    sandbox.destination.failures.push({ kind: 'ImagePullBackOff', project: 'shop', workload: 'app2' });

    const run = await promote({
      'destination-image': 'shop/app2:1',
      rollout: 'deployment/app2',
      'create-workload': 'true',
      'rollback-on-failure': 'true',
      timeout: '15s',
    });

    expect(run.outputs['rolled-back'], run.log).toBe('true');
    expect(run.outputs['error-code']).toBe('ROLLOUT_TIMED_OUT');
    expect(deploymentOf('shop', 'app2')).toBeUndefined();
    expect(find(sandbox.destination.state, 'services', 'shop', 'app2')).toBeUndefined();
    expect(digestOf('shop', 'app2', '1')).toBe('');
  });
});

describe('manifests whose images are set by triggers', () => {
  const inputs = {
    'destination-image': 'shop/api:live',
    manifests: 'manifests/*.yaml',
    rollout: 'dc/api, deployment/worker',
  };
  const imagesOf = (): readonly (string | undefined)[] => {
    const { state } = sandbox.destination;
    const config = find(state, 'deploymentconfigs', 'shop', 'api');
    return [config, deploymentOf('shop', 'worker')].map(
      (workload) => workload?.spec.template.spec.containers[0]?.image,
    );
  };

  it('are applied for the first time, and the triggers start the rollouts', async () => {
    const run = await promote(inputs);

    expect(run.status, run.log).toBe(0);
    const digest = digestOf('shop', 'api', 'live');
    const image = `${sandbox.destination.state.internalRegistryHost}/shop/api@${digest}`;
    expect(imagesOf()).toEqual([image, image]);
    expect(run.outputs['rollout-status']).toBe('complete');
  });

  it('do not contend with the triggers the next time', async () => {
    const run = await promote({ ...inputs, 'source-image': 'dev/app:1.1' });

    expect(run.status, run.log).toBe(0);
    const digest = digestOf('shop', 'api', 'live');
    expect(digest).toBe(digestOf('dev', 'app', '1.1', sandbox.source));
    const image = `${sandbox.destination.state.internalRegistryHost}/shop/api@${digest}`;
    expect(imagesOf()).toEqual([image, image]);
    expect(run.log).toContain('unchanged: DeploymentConfig api in shop');
    expect(run.log).toContain('unchanged: Deployment worker in shop');
  });

  it('and what was changed is written back when the rollout fails', async () => {
    const { state } = sandbox.destination;
    sandbox.destination.failures.push({ kind: 'ImagePullBackOff', project: 'shop', workload: 'worker' });
    const before = imagesOf();

    const run = await promote({
      ...inputs,
      manifests: 'manifests/*.yaml, deploy/extra.yaml',
      rollout: 'deployment/worker',
      'rollback-on-failure': 'true',
      timeout: '15s',
    });

    sandbox.destination.failures.length = 0;
    expect(run.outputs['rolled-back'], run.log).toBe('true');
    expect(imagesOf()).toEqual(before);
    expect(find(state, 'configmaps', 'shop', 'extra')).toBeUndefined();
    expect(run.log).toContain('ConfigMap extra in shop was removed again');
  });
});

describe('a manifest with the image stream that the first push would create', () => {
  const inputs = {
    'destination-image': 'shop/fresh:live',
    'create-project': 'true',
    manifests: 'streams/fresh.yaml',
  };
  const stream = () => find(sandbox.destination.state, 'imagestreams', 'shop', 'fresh');

  it('is followed, and the stream is made before anything is pushed to it', async () => {
    const run = await promote(inputs);

    expect(run.status, run.log).toBe(0);
    expect(stream()?.spec.lookupPolicy).toEqual({ local: true });
    expect(digestOf('shop', 'fresh', 'live')).toBe(digestOf('dev', 'app', '1.0', sandbox.source));
    expect(run.log.indexOf('created ImageStream fresh in shop')).toBeLessThan(
      run.log.indexOf('Move the content'),
    );
  });

  it('does not contend with the push the next time', async () => {
    const run = await promote({ ...inputs, 'source-image': 'dev/app:1.1' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('unchanged: ImageStream fresh in shop');
    expect(stream()?.spec.lookupPolicy).toEqual({ local: true });
    expect(digestOf('shop', 'fresh', 'live')).toBe(digestOf('dev', 'app', '1.1', sandbox.source));
  });
});

describe('a new project of the same cluster', () => {
  it('is made, may pull, and gets the image by a tag', async () => {
    const inputs = {
      'source-server': '',
      'source-token': '',
      'source-image': 'shop/api:live',
      'destination-image': 'stage/api:1',
      'create-project': 'true',
      'grant-pull': 'true',
    };

    const run = await promote(inputs);
    const again = await promote(inputs);

    expect(run.status, run.log).toBe(0);
    expect(digestOf('stage', 'api', '1')).toBe(digestOf('shop', 'api', 'live'));
    expect(run.outputs['bytes-copied']).toBe('0');
    const bindings = [...sandbox.destination.state.objects.rolebindings.values()].filter(
      ({ metadata, subjects }) =>
        metadata.namespace === 'shop' && subjects?.[0]?.name === 'system:serviceaccounts:stage',
    );
    expect(bindings).toHaveLength(1);
    expect(again.status, again.log).toBe(0);
    expect(again.log).toContain('the service accounts of stage pull from shop (system:image-puller) already');
  });
});
