import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { ApiCall } from '../../sandbox/exchange/exchange.ts';
import { BUILD_CONFIGS } from '../../sandbox/builds/build-spec.ts';
import { callIn, seedRole, seedServiceAccount, seedSharedProject } from '../../sandbox/seeds.ts';
import { insert } from '../../sandbox/state/store.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { recipeUnder } from '../support/recipes.ts';
import { runAction } from '../support/runner.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const PAGE = 'docs/recipes/called-pipeline.md';
const SECRET = 'secret-of-the-release-webhook';

let playground: Playground;
let folder: string;
let caFile: string;

beforeAll(async () => {
  playground = await startPlayground();
  const { source, destination } = playground;
  folder = mkdtempSync(path.join(tmpdir(), 'called-'));
  caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, `${source.cluster.ca}\n${destination.cluster.ca}`);
  seedSharedProject(source.cluster);
  seedRole(source.cluster, 'dev', 'registry-editor', 'system:serviceaccount:dev:promoter');
  const config = load(recipeUnder(PAGE, 'Production: the called pipeline')) as ApiCall['body'];
  const { state } = destination.cluster;
  insert(state, 'buildconfigs', BUILD_CONFIGS.build(config, callIn('prod'), state));
  const puller = seedServiceAccount(source.cluster, 'dev', 'puller');
  seedRole(source.cluster, 'dev', 'system:image-puller', 'system:serviceaccount:dev:puller');
  addSecret('release-webhook', 'WebHookSecretKey', SECRET);
  addSecret('dev-puller', 'token', puller);
});
afterAll(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

function addSecret(name: string, key: string, value: string): void {
  insert(playground.destination.cluster.state, 'secrets', {
    metadata: { name, namespace: 'prod' },
    type: 'Opaque',
    data: { [key]: Buffer.from(value).toString('base64') },
  });
}

/** `oc policy add-role-to-group system:webhook system:unauthenticated -n prod` */
function letEverybodyCall(): void {
  insert(playground.destination.cluster.state, 'rolebindings', {
    metadata: { name: 'callers', namespace: 'prod' },
    subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:unauthenticated' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:webhook' },
  });
}

const release = (secret = SECRET): Promise<WorkflowResult> =>
  runWorkflow(recipeUnder(PAGE, 'Development: release and call the webhook'), {
    vars: { DEV_API: playground.source.cluster.apiUrl, PROD_API: playground.destination.cluster.apiUrl },
    secrets: { DEV_TOKEN: playground.source.token, RELEASE_WEBHOOK: secret },
    inputs: { release: '1.4.2' },
    environment: { NODE_EXTRA_CA_CERTS: caFile },
  });

const builds = (): readonly { readonly spec: unknown }[] => [
  ...playground.destination.cluster.state.objects.builds.values(),
];

describe('a non-production pipeline that calls the production pipeline', () => {
  it('says which right is missing on a cluster that lets only accounts call', async () => {
    const { jobs, log } = await release();

    expect(jobs['release']?.succeeded).toBe(false);
    expect(log).toContain('WEBHOOK_FAILED');
    expect(log).toContain('oc policy add-role-to-user system:webhook USER -n prod');
    expect(builds()).toEqual([]);
  });

  it('says that a wrong secret, a missing BuildConfig and a missing trigger look the same', async () => {
    letEverybodyCall();
    const { jobs, log } = await release('another-secret');

    expect(jobs['release']?.succeeded).toBe(false);
    expect(log).toContain('did not accept your secret');
    expect(log).toContain('/buildconfigs/release/webhooks/***/generic');
    expect(builds()).toEqual([]);
  });

  it('follows the recipe: the pipeline starts with image and tag, and takes the image with the token of its Secret', async () => {
    const { source, destination } = playground;
    const { jobs, log } = await release();

    expect(jobs['release']?.succeeded, log).toBe(true);
    expect(log).toContain('started build release-1');
    expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(SECRET);
    const digest = streamTagDigest(source.cluster, 'dev', 'app', 'released');
    expect(digest).toBe(streamTagDigest(source.cluster, 'dev', 'app', '1.4.2'));
    const [build] = builds();
    const env = { name: 'DIGEST', value: digest };
    expect(build?.spec).toMatchObject({
      strategy: { jenkinsPipelineStrategy: { env: expect.arrayContaining([env]) as unknown } },
    });

    // what the step of the pipeline gives to the program
    const run = await runAction({
      ...playgroundInputs(playground),
      'source-token': '',
      'source-token-secret': 'prod/dev-puller#token',
      'source-image': `dev/app@${digest ?? ''}`,
      'destination-image': 'prod/app:live',
      rollout: 'deployment/web',
    });
    expect(run.status, run.log).toBe(0);
    expect(streamTagDigest(destination.cluster, 'prod', 'app', 'live')).toBe(digest);
    expect(run.outputs).toMatchObject({ digest, 'rollout-status': 'complete' });
  });
});
