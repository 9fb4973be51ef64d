// Requests that made the workloads of the recording and were not recorded themselves.
import type { Lab } from './lab.ts';

const DESTINATION = 27440;

export interface LabDeployment {
  readonly name: string;
  readonly image: string;
  readonly failing?: boolean;
  readonly progressDeadlineSeconds?: number;
  /** `app:prod`: an image trigger annotation */
  readonly tag?: string;
}

/** The annotation as the recording wrote it: with a space after each colon and comma. */
export function triggerAnnotations(tag: string, paused?: unknown): Record<string, string> {
  const trigger = {
    from: { kind: 'ImageStreamTag', name: tag },
    fieldPath: 'spec.template.spec.containers[?(@.name=="c")].image',
    ...(paused === undefined ? {} : { paused }),
  };
  const text = JSON.stringify([trigger]).replaceAll('":', '": ').replaceAll(',"', ', "');
  return { 'image.openshift.io/triggers': text };
}

export async function createDeployment(lab: Lab, project: string, workload: LabDeployment): Promise<void> {
  const { name, image, progressDeadlineSeconds } = workload;
  const labels = { d: name, ...(workload.failing === true ? { 'lab/fail': 'true' } : {}) };
  await lab.call(DESTINATION, 'alice', 'POST', `/apis/apps/v1/namespaces/${project}/deployments`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      ...(workload.tag === undefined ? {} : { annotations: triggerAnnotations(workload.tag) }),
    },
    spec: {
      replicas: 1,
      ...(progressDeadlineSeconds === undefined ? {} : { progressDeadlineSeconds }),
      selector: { matchLabels: { d: name } },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image }] } },
    },
  });
}

export async function patch(lab: Lab, path: string, body: object): Promise<void> {
  await lab.call(DESTINATION, 'alice', 'PATCH', path, body, 'application/strategic-merge-patch+json');
}

/** A Rolling DeploymentConfig `name` with one container `c`, triggered by `tag` when given. */
export async function createConfig(lab: Lab, project: string, name: string, tag?: string): Promise<void> {
  const imageChangeParams = {
    automatic: true,
    containerNames: ['c'],
    from: { kind: 'ImageStreamTag', name: tag },
  };
  const triggers =
    tag === undefined ? [] : [{ type: 'ConfigChange' }, { type: 'ImageChange', imageChangeParams }];
  await lab.call(
    DESTINATION,
    'alice',
    'POST',
    `/apis/apps.openshift.io/v1/namespaces/${project}/deploymentconfigs`,
    {
      apiVersion: 'apps.openshift.io/v1',
      kind: 'DeploymentConfig',
      metadata: { name },
      spec: {
        replicas: 1,
        selector: { app: name },
        strategy: { type: 'Rolling', rollingParams: { timeoutSeconds: 60 } },
        triggers,
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: 'c', image: tag === undefined ? 'x/y:1' : ' ' }] },
        },
      },
    },
  );
}
