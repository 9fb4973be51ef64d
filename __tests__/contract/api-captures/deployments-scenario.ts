import { seedProject } from '../../../sandbox/seeds.ts';
import { pushRecorded, putTag } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { createDeployment, patch, triggerAnnotations } from './workloads.ts';

const PROJECT = 'more-deploy';
const FIRST = 'sha256:c41862c757171d2c1e4b08564d06d35cf817a496e5b0ac74d474bfe0c6b74b64';
const SECOND = 'sha256:734696670a647b6e1ea351f25a84cfea74d1ac0b5618e75ecf5d74fdd47cb3ab';
const THIRD = 'sha256:dd7e37fd7035b435d18a2c4dc2ec4b0518c4cd4d1908867af9093290ff4db175';
const REGISTRY = `image-registry.openshift-image-registry.svc:5000/${PROJECT}/app`;

const STAND_IN = 'no kubelet wrote the recorded status';

const deployment = (name: string): string => `/apis/apps/v1/namespaces/${PROJECT}/deployments/${name}`;

async function setImage(lab: Lab, name: string, image: string): Promise<void> {
  await patch(lab, deployment(name), {
    spec: { template: { spec: { containers: [{ name: 'c', image }] } } },
  });
}

async function setTriggers(lab: Lab, paused: unknown): Promise<void> {
  await patch(lab, deployment('web'), { metadata: { annotations: triggerAnnotations('app:prod', paused) } });
}

/** Deployments: image triggers and their races, set image, restart, undo, deadlines, pause, scale. */
export const DEPLOYMENTS: Scenario = {
  title: 'deployments answer as recorded',
  groups: ['41'],
  port: 27440,
  looseVersions: true,
  settleExcept: [
    '41b-deployment-get-right-after-create',
    '41e-deployment-get-right-after-tag-move',
    '41h-deployment-get-right-after-set-image',
  ],
  prepare: async (lab) => {
    seedProject(lab.sandbox.destination, PROJECT);
    [FIRST, SECOND, THIRD].forEach((digest, index) =>
      pushRecorded(lab.sandbox.destination, PROJECT, 'app', String(index + 1), digest),
    );
    const from = { kind: 'ImageStreamImage', name: `app@${FIRST}` };
    putTag(lab.sandbox.destination, PROJECT, 'app', 'prod', { from });
    await createDeployment(lab, PROJECT, {
      name: 'bad',
      image: 'x/y:1',
      failing: true,
      progressDeadlineSeconds: 10,
    });
    await createDeployment(lab, PROJECT, { name: 'plain2', image: 'x/y:1', progressDeadlineSeconds: 10 });
    await lab.settle();
  },
  except: {
    '41h-deployment-get-right-after-set-image': {
      'metadata.annotations.deployment.kubernetes.io/revision':
        'a race: the recorded controller had seen both templates already, here it has seen none',
    },
    '41q-deployment-bad-pods': {
      'items[0].status.conditions**': STAND_IN,
      'items[0].status.containerStatuses[0].state.waiting.message': STAND_IN,
      'items[0].status.containerStatuses[0].imageID': STAND_IN,
      'items[0].status.containerStatuses[0].containerID': STAND_IN,
    },
  },
  before: {
    '41p-deployment-bad-at-deadline': (lab) => lab.wait(30),
    '41u-deployment-set-image-with-trigger-paused': (lab) => setImage(lab, 'web', `${REGISTRY}@${THIRD}`),
    '41v-deployment-trigger-unpaused': (lab) => setTriggers(lab, undefined),
    '41w-deployment-trigger-paused-string-tag-moved': async (lab) => {
      await lab.settle();
      await setTriggers(lab, 'true');
      const from = { kind: 'ImageStreamImage', name: `app@${THIRD}` };
      putTag(lab.sandbox.destination, PROJECT, 'app', 'prod', { from });
    },
    '41x-deployment-plain2-failed-after-good': async (lab) => {
      const labels = { 'lab/fail': 'true' };
      const containers = [{ name: 'c', image: 'x/y:1' }];
      await patch(lab, deployment('plain2'), {
        spec: { template: { metadata: { labels }, spec: { containers } } },
      });
      await lab.settle();
      lab.wait(30);
    },
    '41zb-deployment-plain-after-undo': async (lab) => {
      await createDeployment(lab, PROJECT, { name: 'plain', image: `${REGISTRY}@${FIRST}` });
      await lab.settle();
      await setImage(lab, 'plain', `${REGISTRY}@${SECOND}`);
      await lab.settle();
      await setImage(lab, 'plain', `${REGISTRY}@${FIRST}`);
    },
    '41zk-deployment-resumed-get': (lab) => patch(lab, deployment('paused'), { spec: { paused: null } }),
  },
};
