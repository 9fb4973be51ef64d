import { seedProject } from '../../../src/sandbox/seeds.ts';
import { requireCapture } from './capture.ts';
import { pushRecorded, putTag } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const FIRST = 'sha256:734e96fe6e798b8d985fd4872ead2c35f7e4c81dc083624009861fb2b14863c5';
const SECOND = 'sha256:6b360acbd007ea61755fd2d5c293c0be11338dc897e5ff10db587ce475780f5b';

const APPLY = 'server-side apply';
const IMPORT = 'imagestreamimports';
const UNKNOWN_FIELDS = 'fields that the API does not know are not looked for';

const image = (digest: string): object => ({ from: { kind: 'ImageStreamImage', name: `app@${digest}` } });

/** Creates what the recording created by server-side apply. */
async function create(lab: Lab, capture: string): Promise<void> {
  const { target, body } = requireCapture(capture);
  const collection = target.slice(0, target.lastIndexOf('/'));
  await lab.call(27440, 'alice', 'POST', collection, JSON.parse(body) as object);
}

/** Bodies and types the API refuses, and what `dryRun` does. */
export const REQUESTS: Scenario = {
  title: 'bad requests and dry runs answer as recorded',
  groups: ['44'],
  port: 27440,
  looseVersions: true,
  prepare: async (lab) => {
    seedProject(lab.sandbox.destination, 'more-ssa');
    pushRecorded(lab.sandbox.destination, 'more-ssa', 'app', '1', FIRST);
    pushRecorded(lab.sandbox.destination, 'more-ssa', 'app', '2', SECOND);
    await create(lab, '44a-ssa-deployment-create');
    await create(lab, '44p-ssa-imagestream');
    await create(lab, '44u-ssa-dc');
    // dc-1 waits for its deployer
    lab.sandbox.destination.advance(4);
  },
  before: {
    '44t-mp-imagestreamtag-from': (lab) =>
      putTag(lab.sandbox.destination, 'more-ssa', 'ssa', 'prod', image(SECOND)),
    '44zl-istag-put-dryrun-move': (lab) =>
      putTag(lab.sandbox.destination, 'more-ssa', 'app', 'mv', image(FIRST)),
    '44zz-dc-get-after-instantiate-dryrun': (lab) => {
      lab.sandbox.destination.advance(6);
    },
  },
  skip: {
    '44a*': APPLY,
    '44b*': APPLY,
    '44c*': APPLY,
    '44d*': APPLY,
    '44e*': APPLY,
    '44f*': APPLY,
    '44g*': APPLY,
    '44h*': APPLY,
    '44i*': APPLY,
    '44j-post-unknown-field-strict': UNKNOWN_FIELDS,
    '44k-post-unknown-field-warn': UNKNOWN_FIELDS,
    '44l*': APPLY,
    '44m*': APPLY,
    '44n*': APPLY,
    '44o*': APPLY,
    '44p*': APPLY,
    '44q*': APPLY,
    '44r*': APPLY,
    '44s*': APPLY,
    '44u*': APPLY,
    '44v*': APPLY,
    '44w*': APPLY,
    '44x-smp-route': 'routes',
    '44z-ssa-conflict-with-client-side-apply': APPLY,
    '44zf-accept-protobuf-istag': 'protobuf',
    '44zv-imagestreamimport-dryrun': IMPORT,
    '44zw-imagestream-get-after-import-dryrun': IMPORT,
  },
};
