import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { createInspection, isKeyFor } from '../../../src/openshift/inspection/inspection.ts';
import { parseQuantity } from '../../../src/openshift/api/quantity.ts';
import type { Inspection } from '../../../src/core/ports/inspection.ts';
import { createTransport } from '../../../src/http/transport.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import {
  seedDeployment,
  seedDeploymentConfig,
  seedProject,
  seedRole,
  seedServiceAccount,
  seedStream,
} from '../../../sandbox/seeds.ts';
import { insert } from '../../../sandbox/state/store.ts';
import { realClock } from '../../support/clocks.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi } from '../../support/scripted-api.ts';

const signal = AbortSignal.timeout(60_000);
const DIGEST = `sha256:${'a'.repeat(64)}`;

let sandbox: Sandbox;
let as: (username: string) => Inspection;

beforeEach(async () => {
  sandbox = await startSandbox({ paceMs: 1 });
  const cluster = sandbox.destination;
  seedProject(cluster, 'prod', 'alice');
  seedServiceAccount(cluster, 'prod', 'pusher');
  seedRole(cluster, 'prod', 'system:image-pusher', 'system:serviceaccount:prod:pusher');
  seedStream(cluster, 'prod', 'app');
  const transport = createTransport({
    side: 'destination',
    ca: cluster.ca,
    clock: realClock,
    environment: {},
    retries: 0,
  });
  as = (username) =>
    createInspection(
      createApi({ side: 'destination', server: cluster.apiUrl, token: cluster.token(username), transport }),
    );
});
afterEach(async () => {
  expect(sandbox.destination.unknownRequests).toEqual([]);
  await sandbox.stop();
});

describe('what the check looks up in a cluster', () => {
  it('reads quotas with their use, and limit ranges', async () => {
    const { state } = sandbox.destination;
    insert(state, 'resourcequotas', {
      metadata: { name: 'few', namespace: 'prod' },
      spec: { hard: { 'openshift.io/imagestreams': '2', 'requests.cpu': '1500m' } },
      status: {},
    });
    insert(state, 'limitranges', {
      metadata: { name: 'sizes', namespace: 'prod' },
      spec: { limits: [{ type: 'openshift.io/Image', max: { storage: '1Gi' } }] },
    });
    await sandbox.destination.settled();

    const { quotas, ranges } = await as('alice').limits('prod', signal);

    expect(quotas).toEqual([
      {
        name: 'few',
        kind: 'project',
        isScoped: false,
        resource: 'openshift.io/imagestreams',
        ...{ hard: 2, hardText: '2', used: 1, usedText: '1' },
      },
    ]);
    const range = { name: 'sizes', type: 'openshift.io/Image', resource: 'storage' };
    expect(ranges).toEqual([{ ...range, max: 2 ** 30, maxText: '1Gi' }]);
  });

  it('says nothing to an account that may push only, and fails at nothing', async () => {
    const inspection = as('system:serviceaccount:prod:pusher');
    const stream = { project: 'prod', stream: 'app' };
    const account = { project: 'prod', name: 'default' };

    await expect(inspection.limits('prod', signal)).resolves.toEqual({ quotas: [], ranges: [] });
    await expect(inspection.streamUsage(stream, signal)).resolves.toBeUndefined();
    await expect(inspection.followers('prod', [{ stream: 'app', tags: ['1'] }], signal)).resolves.toEqual([]);
    await expect(inspection.mayPull(account, stream, signal)).resolves.toBeUndefined();
    await expect(inspection.pullSecrets(account, [], signal)).resolves.toBeUndefined();
    const web = { kind: 'deployment', project: 'prod', name: 'web' } as const;
    await expect(inspection.workload(web, signal)).resolves.toBeUndefined();
  });

  it('says nothing when the API is down', async () => {
    const server = await startScriptedApi({
      'GET /api/v1/namespaces/prod/resourcequotas': '00-aggregated-api-unavailable',
      'GET /api/v1/namespaces/prod/limitranges': '00-aggregated-api-unavailable',
      'GET /apis/quota.openshift.io/v1/namespaces/prod/appliedclusterresourcequotas':
        '48g-apis-missing-group',
    });
    const api = createApi({
      side: 'destination',
      server: server.url,
      token: 't',
      transport: loopbackTransport('destination'),
    });
    await expect(createInspection(api).limits('prod', signal)).resolves.toEqual({ quotas: [], ranges: [] });
    await server.close();
  });

  it('tells a stream that is not there from one that may not be seen', async () => {
    const inspection = as('alice');
    await expect(inspection.streamUsage({ project: 'prod', stream: 'nope' }, signal)).resolves.toBe('absent');
    const usage = await inspection.streamUsage({ project: 'prod', stream: 'app' }, signal);
    expect(usage).toEqual({ images: new Set(), specTags: new Map() });
  });

  it('finds who follows a tag, and whether by itself', async () => {
    const cluster = sandbox.destination;
    seedDeploymentConfig(cluster, { project: 'prod', name: 'api', tag: 'app:live' });
    seedDeployment(cluster, { project: 'prod', name: 'web', tag: 'app:live' });
    seedDeployment(cluster, { project: 'prod', name: 'other', tag: 'app:test' });

    const followers = await as('alice').followers('prod', [{ stream: 'app', tags: ['live'] }], signal);

    expect(followers).toEqual([
      {
        workload: { kind: 'deployment', project: 'prod', name: 'web' },
        stream: 'app',
        tag: 'live',
        isAutomatic: true,
      },
      {
        workload: { kind: 'deploymentconfig', project: 'prod', name: 'api' },
        stream: 'app',
        tag: 'live',
        isAutomatic: true,
      },
    ]);
  });

  it('knows what a rolling update starts beside what runs, and what fails already', async () => {
    const cluster = sandbox.destination;
    seedDeployment(cluster, {
      project: 'prod',
      name: 'web',
      image: `quay.io/app@${DIGEST}`,
      replicas: 8,
      failing: true,
      timeoutSeconds: 0,
    });
    await cluster.settled();

    const name = { kind: 'deployment', project: 'prod', name: 'web' } as const;
    const facts = await as('alice').workload(name, signal);

    // 25 % of 8, and as many may be missing meanwhile
    expect(facts?.surge).toEqual({ pods: 2, isNeeded: false, amounts: {} });
    expect(facts?.serviceAccount).toBe('default');
    expect(facts?.trouble).toMatch(/web.* has timed out progressing|minimum availability/);
  });

  it('reads hosts of pull secrets, and asks whether an account may pull', async () => {
    const cluster = sandbox.destination;
    const auths = { 'https://quay.io/v1/': { auth: 'eDp5' }, 'registry.example.com:5000': { auth: 'eDp5' } };
    const config = Buffer.from(JSON.stringify({ auths })).toString('base64');
    insert(cluster.state, 'secrets', {
      metadata: { name: 'quay', namespace: 'prod' },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': config },
    });
    await cluster.settled();
    const account = { project: 'prod', name: 'default' };
    const stranger = { project: 'elsewhere', name: 'default' };
    const inspection = as('alice');

    const secrets = await inspection.pullSecrets(account, ['quay', 'gone'], signal);

    expect(secrets?.missing).toEqual(['gone']);
    expect(secrets?.has('quay.io/team/app')).toBe(true);
    expect(secrets?.has('registry.example.com:5000/team/app')).toBe(true);
    expect(secrets?.has('registry.example.com/team/app')).toBe(false);
    const stream = { project: 'prod', stream: 'app' };
    await expect(inspection.mayPull(account, stream, signal)).resolves.toBe(true);
    await expect(inspection.mayPull(stranger, stream, signal)).resolves.toBe(false);
  });
});

it.each([
  ['2', 2],
  ['1500m', 1.5],
  ['1Ki', 1024],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1e3', 1000],
  ['', undefined],
  ['12 apples', undefined],
  [undefined, undefined],
])('the quantity %s is %s', (text, number) => {
  expect(parseQuantity(text)).toBe(number);
});

it.each([
  ['https://index.docker.io/v1/', 'docker.io/team/app', true],
  ['https://index.docker.io/v1/', 'index.docker.io/team/app', true],
  ['https://index.docker.io/v1/', 'quay.io/team/app', false],
  ['index.docker.io', 'docker.io/team/app', true],
  ['docker.io', 'docker.io/team/app', true],
  ['docker.io/team', 'docker.io/team/app', true],
  ['docker.io/team', 'docker.io/other/app', false],
  ['https://quay.io', 'quay.io/team/app', true],
  ['https://quay.io/v2/', 'quay.io/team/app', true],
  ['quay.io/team', 'quay.io/team/app', true],
  ['quay.io/team', 'quay.io/teammates/app', true],
  ['quay.io:443', 'quay.io/team/app', false],
  ['*.example.com', 'registry.example.com/team/app', true],
  ['*.example.com', 'a.registry.example.com/team/app', false],
  ['reg*try.example.com', 'registry.example.com/team/app', true],
  ['*.example.com:5000', 'registry.example.com:5000/team/app', true],
  ['r*y*y.example.com', 'registry.example.com/team/app', false],
])('the key %s of a pull secret is for %s as the kubelet sees it: %s', (key, image, expected) => {
  expect(isKeyFor(key, image)).toBe(expected);
});
