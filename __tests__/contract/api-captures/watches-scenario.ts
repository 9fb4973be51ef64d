import { seedProject } from '../../../sandbox/seeds.ts';
import { pushRecorded, putTag } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { createConfig, createDeployment } from './workloads.ts';

const PROJECT = 'more-watch';
const V1 = 'sha256:f254ec11d7fe7c23dbf3ec851569016ea54e5f22392b39d80ed184cc74665802';
const V2 = 'sha256:ef455b6a09f4d74e97b74c5de47c8c70aa3049bf9ebe50b1d420b70e40149edf';
const V3 = 'sha256:2ee4a6d86284589ae87937d647dac0b43a2c1c5380b5268f3ca552077858f378';

function point(lab: Lab, digest: string): void {
  const from = { kind: 'ImageStreamImage', name: `app@${digest}` };
  putTag(lab.sandbox.destination, PROJECT, 'app', 'prod', { from });
}

/** `resourceVersion=3424` is that of the lists before: the newest there is. */
const MOVE = [
  '43c-watch-deployment-tag-move',
  '43d-watch-dc-tag-move',
  '43e-watch-imagestream-tag-move',
  '43f-watch-rcs-tag-move',
  '43r-watch-pods',
];
/** These were open at the same time, but for less of it. */
const MOVE_CUT_SHORT = [
  '43b-watch-deployment-no-rv',
  '43g-watch-imagestream-no-rv',
  '43h-watch-dc-no-rv',
  '43p-watch-single-deprecated-path',
];

/** Lists, watches, bookmarks, versions that are too old or too new. */
export const WATCHES: Scenario = {
  title: 'watches tell what was recorded',
  groups: ['43'],
  port: 27440,
  looseVersions: true,
  settleExcept: [],
  prepare: async (lab) => {
    seedProject(lab.sandbox.destination, PROJECT);
    [V1, V2, V3].forEach((digest, index) =>
      pushRecorded(lab.sandbox.destination, PROJECT, 'app', String(index + 1), digest),
    );
    point(lab, V1);
    await createConfig(lab, PROJECT, 'app', 'app:prod');
    await createDeployment(lab, PROJECT, { name: 'web', image: 'placeholder', tag: 'app:prod' });
  },
  together: [
    {
      captures: [...MOVE_CUT_SHORT, ...MOVE],
      act: async (lab) => {
        point(lab, V2);
        await lab.settle();
      },
    },
    {
      captures: ['43x-watch-delete-events'],
      act: async (lab) => {
        const path = `/apis/apps/v1/namespaces/${PROJECT}/deployments/web`;
        await lab.call(27440, 'alice', 'DELETE', path, {});
      },
    },
    {
      captures: ['43y-watch-imagestream-delete-tag-and-stream'],
      requests: ['43z-istag-delete', '43za-imagestream-delete'],
    },
  ],
  cutShort: MOVE_CUT_SHORT,
  // names that sort behind `app-1-deploy`, as the recorded ones did: the pages of 43u and 43v depend on it
  options: { chance: () => 0.5 + Math.random() / 5 },
};
