import { load } from 'js-yaml';
import { seedProject } from '../../../sandbox/seeds.ts';
import { requireCapture, type ApiCapture } from './capture.ts';
import { pushRecorded, putTag } from './images.ts';
import { recordedUpstream } from './recorded-upstream.ts';
import type { Scenario } from './scenario.ts';

const FIRST = 'sha256:734e96fe6e798b8d985fd4872ead2c35f7e4c81dc083624009861fb2b14863c5';
const SECOND = 'sha256:6b360acbd007ea61755fd2d5c293c0be11338dc897e5ff10db587ce475780f5b';

const ADDRESS = { 'spec.clusterIP': 'any', 'spec.clusterIPs': 'any' };

const image = (digest: string): object => ({ from: { kind: 'ImageStreamImage', name: `app@${digest}` } });

/** JSON, which is YAML too: the only YAML the sandbox reads. */
const asJson = (capture: ApiCapture): ApiCapture => ({
  ...capture,
  body: JSON.stringify(load(capture.body)),
});

/** Bodies and types the API refuses, and what `dryRun` does. */
export const REQUESTS: Scenario = {
  title: 'bad requests and dry runs answer as recorded',
  groups: ['44'],
  port: 27440,
  looseVersions: true,
  prepare: (lab) => {
    seedProject(lab.sandbox.destination, 'more-ssa');
    pushRecorded(lab.sandbox.destination, 'more-ssa', 'app', '1', FIRST);
    pushRecorded(lab.sandbox.destination, 'more-ssa', 'app', '2', SECOND);
  },
  except: { '44o-ssa-service': ADDRESS },
  adapt: {
    '44l-ssa-yaml-body': asJson,
    '44m-ssa-configmap-field-removed': asJson,
    '44n-ssa-configmap-bad-type': asJson,
  },
  before: {
    '44zv-imagestreamimport-dryrun': (lab) => {
      lab.sandbox.destination.state.upstream = recordedUpstream();
    },
    // its ReplicaSet exists, its pods do not run yet
    '44b-ssa-deployment-again-same': (lab) => {
      lab.sandbox.destination.advance(2);
    },
    '44z-ssa-conflict-with-client-side-apply': async (lab) => {
      const { body } = requireCapture('44z-ssa-conflict-with-client-side-apply');
      const sent = JSON.parse(body) as { spec: { replicas: number } };
      sent.spec.replicas = 1;
      const target = '/apis/apps/v1/namespaces/more-ssa/deployments?fieldManager=kubectl-client-side-apply';
      await lab.call(27440, 'alice', 'POST', target, sent);
    },
    '44t-mp-imagestreamtag-from': (lab) =>
      putTag(lab.sandbox.destination, 'more-ssa', 'ssa', 'prod', image(SECOND)),
    '44zl-istag-put-dryrun-move': (lab) =>
      putTag(lab.sandbox.destination, 'more-ssa', 'app', 'mv', image(FIRST)),
    // dc-1 waits for its deployer
    '44zy-dc-instantiate-dryrun': (lab) => {
      lab.sandbox.destination.advance(4);
    },
    '44zz-dc-get-after-instantiate-dryrun': (lab) => {
      lab.sandbox.destination.advance(6);
    },
  },
  skip: {
    '44s*': 'server-side apply of image stream tags',
    '44zf-accept-protobuf-istag': 'protobuf',
  },
};
