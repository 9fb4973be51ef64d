import { pushRecorded, storeRecorded } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const APP_1_0 = 'sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b';
const APP_1_1 = 'sha256:6016f73122488d7b23783610857635d6fcf5426537732a86775b6896de2e1c5e';
const MOCI = 'sha256:fd9c7207077e75f15d36a8239ce829cd6b4f89afd470bd6094853692199f7677';

const push = (lab: Lab, stream: string, tag: string, digest: string): void =>
  pushRecorded(lab.sandbox.destination, 'promo-dst', stream, tag, digest);

const FASTER = 'here the image trigger is faster than the DeploymentConfig controller';

/** Pushes into the other cluster, what they start there, and a rollout that fails. */
export const DESTINATION: Scenario = {
  title: 'the destination cluster answers as the recorded one did',
  groups: ['22', '24'],
  port: 27440,
  looseVersions: true,
  settleExcept: [
    '22c-dst-deployment-create',
    '24b-dc-failing-instantiate',
    '24d-dc-failing-instantiate-while-running',
  ],
  prepare: () => undefined,
  before: {
    '22d-dst-dc-after-push': (lab) => push(lab, 'app', 'prod', APP_1_0),
    '22f-dst-istag': (lab) => {
      storeRecorded(lab.sandbox.destination, MOCI);
      push(lab, 'moci', '1', MOCI);
    },
    '22h-dst-dc-after-second-push': async (lab) => {
      // the deployer of the recording lacked a right; here the pods fail
      lab.sandbox.destination.failures.push({ kind: 'NeverReady', workload: 'app' });
      push(lab, 'app', 'prod', APP_1_1);
      await lab.settle();
      lab.wait(61);
    },
    '24b-dc-failing-instantiate': (lab) => lab.settle(),
    '24e-dc-failed': (lab) => lab.wait(30),
    '22k-dst-dc-after-third-push': (lab) => {
      lab.sandbox.destination.failures.pop();
      push(lab, 'app', 'prod', APP_1_0);
    },
  },
  except: {
    '22i-dst-rcs': {
      'items[0].metadata.annotations.openshift.io/encoded-deployment-config.status**': FASTER,
      'items[0].metadata.annotations.kubectl.kubernetes.io/original-replicas':
        'the recorded deployer failed before it wrote this',
      'items[1].metadata.**': 'the recorded deployer failed before it scaled anything',
      'items[1].status.observedGeneration': 'the recorded deployer failed before it scaled anything',
    },
    '22k-dst-dc-after-third-push': {
      'status.conditions[1].reason': 'recorded while the deployer waited after its last step',
      'status.conditions[1].message': 'recorded while the deployer waited after its last step',
    },
  },
};
