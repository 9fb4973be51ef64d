import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { find } from '../../sandbox/state/store.ts';
import { openApi, type ApiSession } from '../support/api-session.ts';
import { noAbort } from '../support/http-transport.ts';

let cluster: SandboxCluster;
let session: ApiSession;

beforeAll(async () => {
  cluster = await startCluster('destination', {}, { paceMs: 1 });
  seedProject(cluster, 'prod');
  session = openApi(cluster, 'alice');
});
afterAll(async () => {
  await session.close();
  await cluster.stop();
});

const PATHS: Readonly<Record<string, string>> = {
  Deployment: 'apis/apps/v1 deployments',
  StatefulSet: 'apis/apps/v1 statefulsets',
  DaemonSet: 'apis/apps/v1 daemonsets',
  DeploymentConfig: 'apis/apps.openshift.io/v1 deploymentconfigs',
  CronJob: 'apis/batch/v1 cronjobs',
  Job: 'apis/batch/v1 jobs',
  Pod: 'api/v1 pods',
  ConfigMap: 'api/v1 configmaps',
  Service: 'api/v1 services',
  PersistentVolumeClaim: 'api/v1 persistentvolumeclaims',
  HorizontalPodAutoscaler: 'apis/autoscaling/v2 horizontalpodautoscalers',
  PodDisruptionBudget: 'apis/policy/v1 poddisruptionbudgets',
  NetworkPolicy: 'apis/networking.k8s.io/v1 networkpolicies',
  Ingress: 'apis/networking.k8s.io/v1 ingresses',
};

/** What the API answers to an object without a name, which gets one: OK, or status and message. */
async function answerTo(
  how: 'POST' | 'apply',
  kind: string,
  content: object,
  versionPath = PATHS[kind] ?? '',
): Promise<string> {
  const [prefix = '', resource = ''] = versionPath.split(' ');
  const apiVersion = prefix.replace(/^apis?\//, '');
  const collection = `/${prefix}/namespaces/prod/${resource}`;
  const name = `x${(count += 1)}`;
  const body = { apiVersion, kind, metadata: { name }, ...content };
  const reply = await session.api.send(
    how === 'POST'
      ? { method: 'POST', path: collection, body }
      : {
          method: 'PATCH',
          path: `${collection}/${name}`,
          query: { fieldManager: 'me' },
          body,
          contentType: 'application/apply-patch+yaml',
        },
    noAbort,
  );
  if (reply.ok) return 'OK';
  return `${reply.failure.status} ${reply.failure.message.replaceAll(name, 'x')}`;
}
let count = 0;

const pod = (more: object = {}, container: object = {}): object => ({
  containers: [{ name: 'web', image: 'web:1', ...container }],
  ...more,
});
const template = (more: object = {}, container: object = {}): object => ({
  metadata: { labels: { app: 'x' } },
  spec: pod(more, container),
});
const workload = (more: object = {}, container: object = {}): object => ({
  spec: { selector: { matchLabels: { app: 'x' } }, template: template(more, container) },
});
const never = { restartPolicy: 'Never' };

describe('a workload', () => {
  const modes = (mode: number): object => ({
    volumes: [
      {
        name: 'key',
        secret: { secretName: 'key', defaultMode: mode, items: [{ key: 'a', path: 'a', mode }] },
      },
    ],
  });

  it.each([
    ['an image', {}, { image: '' }, 'containers[0].image: Required value'],
    ['an image at all', {}, { image: null }, 'containers[0].image: Required value'],
    ['the name of a container', {}, { name: '' }, 'containers[0].name: Required value'],
    [
      'a good name',
      {},
      { name: 'Web_1' },
      'containers[0].name: Invalid value: "Web_1": a lowercase RFC 1123 label',
    ],
    ['a container', { containers: [] }, {}, 'containers: Required value'],
    [
      'a mode of files',
      modes(644),
      {},
      'volumes[0].secret.defaultMode: Invalid value: 644: must be a number between 0 and 0777',
    ],
    [
      'a port',
      {},
      { ports: [{ containerPort: 70000 }] },
      'containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535',
    ],
    [
      'a volume',
      {},
      { volumeMounts: [{ name: 'a', mountPath: '/a' }] },
      'containers[0].volumeMounts[0].name: Not found: "a"',
    ],
    [
      'names of its own',
      {
        initContainers: [
          { name: 'a', image: 'a' },
          { name: 'a', image: 'a' },
        ],
      },
      {},
      'initContainers[1].name: Duplicate value: "a"',
    ],
    [
      'restarts',
      { restartPolicy: 'Never' },
      {},
      'restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
  ])('needs %s', async (_, more, container, message) => {
    const answer = await answerTo('POST', 'Deployment', workload(more, container));

    expect(answer).toMatch(/^422 Deployment.apps "x" is invalid: /);
    expect(answer).toContain(`spec.template.spec.${message}`);
    expect(await answerTo('apply', 'Deployment', workload(more, container))).toBe(answer);
  });

  it.each(['StatefulSet', 'DaemonSet'])('is checked when it is a %s', async (kind) => {
    expect(await answerTo('POST', kind, workload({}, { image: '' }))).toContain(
      'containers[0].image: Required',
    );
    expect(await answerTo('POST', kind, workload())).toBe('OK');
  });

  it('may lack an image as a DeploymentConfig whose trigger sets it', async () => {
    const triggers = [
      {
        type: 'ImageChange',
        imageChangeParams: { containerNames: ['web'], from: { kind: 'ImageStreamTag', name: 'app:1' } },
      },
    ];
    const spec = { selector: { app: 'x' }, template: template({}, { image: '' }) };

    expect(await answerTo('POST', 'DeploymentConfig', { spec: { ...spec, triggers } })).toBe('OK');
    expect(await answerTo('POST', 'DeploymentConfig', { spec })).toContain(
      'containers[0].image: Required value',
    );
  });

  it('has its types', async () => {
    expect(await answerTo('POST', 'Deployment', workload({}, { tty: 'yes' }))).toBe(
      '400 Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field Container.spec.template.spec.containers.tty of type bool',
    );
    expect(await answerTo('apply', 'Deployment', workload({}, { tty: 'yes' }))).toBe(
      '500 failed to create typed patch object (/x; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].tty: expected boolean, got &value.valueUnstructured{Value:"yes"}',
    );
    expect(await answerTo('POST', 'Deployment', { spec: { ...workload(), replicas: '2' } })).toContain(
      'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
    expect(await answerTo('POST', 'Deployment', workload({}, { env: [{ name: 'A', value: 1 }] }))).toContain(
      'cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    );
  });

  it('takes texts and numbers where both are allowed', async () => {
    const container = {
      resources: { limits: { cpu: 1, memory: '1Gi' } },
      livenessProbe: { httpGet: { path: '/', port: 'http' } },
      readinessProbe: { tcpSocket: { port: 8080 } },
    };
    expect(await answerTo('apply', 'Deployment', workload({ securityContext: null }, container))).toBe('OK');
  });

  it('is told every field that its kind does not have', async () => {
    const answer = await answerTo(
      'apply',
      'Deployment',
      workload({ volumez: [] }, { imagePullPolcy: 'Always' }),
    );

    expect(answer).toMatch(/Kind=Deployment\): errors:/);
    expect(answer).toContain('.spec.template.spec.volumez: field not declared in schema');
    expect(answer).toContain('.containers[name="web"].imagePullPolcy: field not declared in schema');
  });
});

describe('what stands beside workloads', () => {
  it.each([
    ['Pod', { spec: pod() }],
    ['Job', { spec: { template: { spec: pod(never) } } }],
    ['CronJob', { spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: pod(never) } } } } }],
    [
      'PersistentVolumeClaim',
      { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    ],
    [
      'HorizontalPodAutoscaler',
      {
        spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      },
    ],
    ['PodDisruptionBudget', { spec: { minAvailable: '50%', selector: { matchLabels: { app: 'x' } } } }],
    ['NetworkPolicy', { spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] } }],
    [
      'Ingress',
      {
        spec: {
          rules: [
            {
              host: 'a.example.com',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'web', port: { number: 80 } } },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
  ])('is kept: %s', async (kind, content) => {
    expect(await answerTo('POST', kind, content)).toBe('OK');
    expect(await answerTo('apply', kind, content)).toBe('OK');
  });

  it.each([
    ['Pod', { spec: pod({}, { image: '' }) }, 'Pod "x" is invalid: spec.containers[0].image: Required value'],
    [
      'Job',
      { spec: { template: { spec: pod() } } },
      'restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'CronJob',
      { spec: { jobTemplate: { spec: { template: { spec: pod(never) } } } } },
      'spec.schedule: Required value',
    ],
    [
      'PersistentVolumeClaim',
      { spec: {} },
      '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
    ],
    [
      'HorizontalPodAutoscaler',
      { spec: { minReplicas: 3, maxReplicas: 1, scaleTargetRef: { kind: 'Deployment', name: 'web' } } },
      'spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`',
    ],
    [
      'PodDisruptionBudget',
      { spec: { minAvailable: 1, maxUnavailable: 1 } },
      'minAvailable and maxUnavailable cannot be both set',
    ],
    ['Ingress', { spec: {} }, 'either `defaultBackend` or `rules` must be specified'],
  ])('is checked: %s', async (kind, content, message) => {
    expect(await answerTo('POST', kind, content)).toMatch(/^422 /);
    expect(await answerTo('POST', kind, content)).toContain(message);
  });

  it('has an autoscaler in both of its versions', async () => {
    const spec = {
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 60,
      scaleTargetRef: { kind: 'Deployment', name: 'a' },
    };
    const path = '/apis/autoscaling/v1/namespaces/prod/horizontalpodautoscalers';
    const body = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'both' },
      spec,
    };
    await session.api.send({ method: 'POST', path, body }, noAbort);

    const read = async (version: string): Promise<unknown> => {
      const reply = await session.api.send(
        { method: 'GET', path: `${path.replace('v1', version)}/both` },
        noAbort,
      );
      return reply.ok ? reply.body : reply.failure;
    };
    expect(await read('v1')).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { ...spec, minReplicas: 1 },
    });
    expect(await read('v2')).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: { metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 60 } } }] },
    });
  });

  it('is run by a node, a pod of nobody too', async () => {
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'alone' }, spec: pod() };
    await session.api.send({ method: 'POST', path: '/api/v1/namespaces/prod/pods', body }, noAbort);
    await cluster.settled();

    expect(find(cluster.state, 'pods', 'prod', 'alone')?.status.phase).toBe('Running');
  });
});
