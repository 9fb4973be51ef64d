import { seedProject } from '../../../sandbox/seeds.ts';
import type { ApiCapture } from './capture.ts';
import { pushRecorded, putTag } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { createConfig, patch } from './workloads.ts';

const V1 = 'sha256:7a7801a0783405376b259ff4feeea781d1d1d17c0547da6f4537ae2f89be3ecb';
const V2 = 'sha256:349bcb874f2e0ad4813cec8c0d5a7ead85da50a7eae1f682f745f7df56399b55';
const V3 = 'sha256:a6d4e048213ae180ac8bd7b81cfc30559118cea27c896e7aa542c518429c9df1';
const W1 = 'sha256:003f011b2a1427e1da08c627b0bd6d541666f3fadeb1bbe218065c19770c33e4';
const W2 = 'sha256:ef552059ee5751120147905218503b2eef8a16619d0027ea2c6ef187c754a403';

function point(lab: Lab, project: string, digest: string): void {
  const from = { kind: 'ImageStreamImage', name: `app@${digest}` };
  putTag(lab.sandbox.destination, project, 'app', 'prod', { from });
}

const FASTER = 'here the image trigger is faster than the DeploymentConfig controller';
const ENCODED = {
  'items[0].metadata.annotations.openshift.io/encoded-deployment-config.status**': FASTER,
};

const config = (project: string): string =>
  `/apis/apps.openshift.io/v1/namespaces/${project}/deploymentconfigs/app`;

/** A new version whose pods fail, or work again. */
async function startVersion(
  lab: Lab,
  project: string,
  fails: boolean,
  timeoutSeconds: number,
): Promise<void> {
  const labels = { 'lab/fail': fails ? 'true' : null };
  const strategy = { rollingParams: { timeoutSeconds } };
  await patch(lab, config(project), { spec: { strategy, template: { metadata: { labels } } } });
}

async function rollBack(lab: Lab, project: string): Promise<void> {
  const spec = { from: {}, revision: 0, includeTemplate: true };
  const request = { kind: 'DeploymentConfigRollback', apiVersion: 'apps.openshift.io/v1', name: 'app', spec };
  const rolledBack = await lab.call(27440, 'alice', 'POST', `${config(project)}/rollback`, request);
  await lab.call(27440, 'alice', 'PUT', config(project), rolledBack);
}

function withoutVersion(capture: ApiCapture): ApiCapture {
  return { ...capture, body: capture.body.replace(/"resourceVersion": ?"\d+",/, '') };
}

/** DeploymentConfigs: roll back, cancel, failed versions. */
export const CONFIGS: Scenario = {
  title: 'deployment configs answer as recorded',
  groups: ['40'],
  port: 27440,
  looseVersions: true,
  settleExcept: ['40zm-dc-cancel-patch-on-completed-rc'],
  prepare: async (lab) => {
    for (const [project, digests] of [
      ['more-dc', [V1, V2, V3]],
      ['more-dc2', [W1, W2]],
    ] as const) {
      seedProject(lab.sandbox.destination, project);
      digests.forEach((digest, index) =>
        pushRecorded(lab.sandbox.destination, project, 'app', String(index + 1), digest),
      );
      point(lab, project, digests[0]);
      await createConfig(lab, project, 'app', 'app:prod');
    }
    await createConfig(lab, 'more-dc', 'never');
    await lab.settle();
  },
  before: {
    '40c-dc-before-rollback': async (lab) => {
      for (const digest of [V2, V3]) {
        point(lab, 'more-dc', digest);
        await lab.settle();
      }
    },
    '40t-dc-tag-moved-while-automatic-false': (lab) => point(lab, 'more-dc', V2),
    '40x-dc-after-failed-version-6': async (lab) => {
      await startVersion(lab, 'more-dc', true, 5);
      await lab.settle();
      lab.wait(100);
    },
    '40y-dc-rollback-0-after-failed-previous': (lab) => startVersion(lab, 'more-dc', false, 60),
    '40zj-dc-rolled-back-put-automatic-true-tag-unmoved': async (lab) => {
      point(lab, 'more-dc2', W2);
      await lab.settle();
      await rollBack(lab, 'more-dc2');
    },
    '40zp-dc-running-before-cancel': (lab) => startVersion(lab, 'more-dc2', true, 60),
  },
  adapt: { '40zj-dc-rolled-back-put-automatic-true-tag-unmoved': withoutVersion },
  except: {
    '40d-rcs-before-rollback': ENCODED,
    '40r-rcs-after-rollback': ENCODED,
    '40zm-dc-cancel-patch-on-completed-rc': {
      'metadata.annotations.openshift.io/encoded-deployment-config.status**': FASTER,
    },
    '40zo-rcs-after-cancel': {
      ...ENCODED,
      'items[3].metadata.annotations.openshift.io/encoded-deployment-config.status**': FASTER,
    },
  },
  skip: { '40zf-dc-log': 'no kubelet had the log: 500' },
};
