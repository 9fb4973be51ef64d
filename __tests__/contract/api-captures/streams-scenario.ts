import { seedProject } from '../../../sandbox/seeds.ts';
import { importRecorded, pushRecorded, putTag, storeRecorded } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const IMAGES = [
  'sha256:7e54cb13f611fd0e994541007f1904a9b1e804f02432bef334971b9b6988a04f',
  'sha256:54e4344b2c501e7b556919a1898ba45f91e04249c9f399464514ea1ee363aec5',
  'sha256:ac74ff788033a23bbf4a5a5e09cd56b5f4768084bf0e8744204fb926943477d6',
  'sha256:6a1e3519936a89a5e195224b4fe14737708dbe44ec130f7275d4d6170fd45a9b',
] as const;
const LIST = 'sha256:380144017fb37b52fe1b3fef3054309bd1ade2eacaace15ea6e7e3e1105c971b';
const CHILDREN = [
  'sha256:582146a1952125b0510dbdc63c0325a26d3eb269b66d0286f4e09bae856ffffb',
  'sha256:3f4325414b1cc4ff44b6a444c3ac466cf0f39202ad19f838b3840c236c4aa171',
];
const TEAM_APP = '127.0.0.1:27449/team/app';
const TEAM_1 = `${TEAM_APP}@sha256:4651cda41b628d39ea563b161868c668ca8f25eb0bfc7dff829bdea7f7ef771a`;
const TEAM_2 = `${TEAM_APP}@sha256:1cd5d832ec4ce646efa35d662229859b731736a745cb8b830cbc12c2a43d5505`;

const PROJECT = 'more-is';

function push(lab: Lab, tag: string, digest: string, stream = 'app'): void {
  pushRecorded(lab.sandbox.destination, PROJECT, stream, tag, digest);
}

function imported(lab: Lab, stream: string, reference: string): void {
  importRecorded(lab.sandbox.destination, PROJECT, stream, '1', reference);
}

/** Tag history, the silent no-op, roll back, imagetags, sources in other projects. */
export const STREAMS: Scenario = {
  title: 'image streams and their tags answer as recorded',
  groups: ['49'],
  port: 27440,
  prepare: (lab) => {
    seedProject(lab.sandbox.destination, PROJECT);
    seedProject(lab.sandbox.destination, 'more-is2');
    IMAGES.forEach((digest, index) => push(lab, String(index), digest));
  },
  before: {
    '49b-imagestream-before-rollback': (lab) => {
      for (const digest of IMAGES.slice(0, 3)) {
        const from = { kind: 'ImageStreamImage', name: `app@${digest}` };
        putTag(lab.sandbox.destination, PROJECT, 'app', 'prod', { from });
      }
    },
    '49e-istag-after-push-over': (lab) => push(lab, 'prod', IMAGES[3]),
    '49m-istag-put-from-with-explicit-namespace': (lab) => push(lab, 'prod', IMAGES[2]),
    '49n2-istag-put-reference-policy-changed': (lab) => push(lab, 'prod', IMAGES[3]),
    '49zc-imagetags-get-spec-only': (lab) => {
      const from = { kind: 'ImageStreamTag', name: 'app:later' };
      putTag(lab.sandbox.destination, PROJECT, 'app', 'placeholder', { from });
    },
    '49zj-istag-scheduled-get': (lab) => imported(lab, 'sched', TEAM_1),
    '49zk-istag-local-policy-get': (lab) => imported(lab, 'loc', TEAM_2),
    '49zn-imagestream-after-generation-0': (lab) => imported(lab, 'loc', TEAM_2),
    '49zp-istag-right-after-changed-source': (lab) => imported(lab, 'loc', TEAM_1),
    '49zzc-istag-put-child-of-list': (lab) => {
      for (const digest of CHILDREN) storeRecorded(lab.sandbox.destination, digest);
      push(lab, '1', LIST, 'multi');
    },
  },
};
