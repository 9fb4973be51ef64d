import { authenticate, issueServiceAccountToken, issueUserToken } from '../../../sandbox/access/tokens.ts';
import { seedProject, seedRole } from '../../../sandbox/seeds.ts';
import { failImport, importRecorded, pushRecorded, putTag, storeRecorded } from './images.ts';
import type { Lab } from './lab.ts';
import { recordedUpstream } from './recorded-upstream.ts';
import type { Scenario } from './scenario.ts';

const APP_1_0 = 'sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b';
const APP_1_1 = 'sha256:6016f73122488d7b23783610857635d6fcf5426537732a86775b6896de2e1c5e';
const OVER_PROD = 'sha256:8b5873cc4f7a756f43128c2acb4d3e321b2e18e0c3db34d9e54e8aa6bc936717';
const OCIAPP = 'sha256:29b7d484f0985cb06cdfce836a8db451d0dea9e02561848634688cefa0c27b3e';
const DOCKER_LIST = 'sha256:2def6231c182f1594204da11724e01dc7c572d960e3b4fc7efc8537bc414e845';
const DOCKER_ARM64 = 'sha256:04be2092a7d244a03d4e9182627e474d96302d7de8d0a93929aef0f437f996ad';
const OCI_INDEX = 'sha256:92c8c741243a6263944b3aef8c43180d485b4baf845b6211103b65e16a120ade';
const OCI_ATTESTED = 'sha256:fd9c7207077e75f15d36a8239ce829cd6b4f89afd470bd6094853692199f7677';
const COSIGN = 'sha256:02a24c165af6f61b1d97bad94b97518a44d8eb0ac9211ef1b21ca2239a416b48';
const ARTIFACT = 'sha256:c727e4ab40b78dc4f48a080ddbc664b724fb01baca5d35408a8ee73ff26ef4e0';
const NO_MEDIA_TYPE = 'sha256:12caecd37951ff229cdf7edbfab08c0def2edf27e5927473a3aab3e6ca7d80b0';
const BIG = 'sha256:975cb88388ab3a165273dc4978c5267d9e798141a714cf61dc4ad2b94c98907c';

const push = (lab: Lab, stream: string, tag: string, digest: string, project = 'promo-src'): void =>
  pushRecorded(lab.sandbox.source, project, stream, tag, digest);

const TEAM = '127.0.0.1:26449/team';
const TEAM_1 = 'sha256:4651cda41b628d39ea563b161868c668ca8f25eb0bfc7dff829bdea7f7ef771a';
const TEAM_2 = 'sha256:1cd5d832ec4ce646efa35d662229859b731736a745cb8b830cbc12c2a43d5505';

const OPENSHIFT_REVIEWS = 'reviews and role bindings of authorization.openshift.io';
const NO_DEPLOYER = 'no deployer ran on the recorded cluster yet';

/** The source cluster from its first user to the second push over a tracked tag. */
export const SOURCE: Scenario = {
  title: 'the source cluster answers as the recorded one did',
  groups: ['01', '02', '03', '04', '05', '14', '15', '16', '19', '20', '25', '26', '31', '47', '55'],
  port: 26440,
  prepare: (lab) => {
    const { state } = lab.sandbox.source;
    lab.tokens.set('source short', issueUserToken(state, 'alice', { lifetimeSeconds: 5 }));
    lab.tokens.set('source alice-info', issueUserToken(state, 'alice', { scopes: ['user:info'] }));
  },
  before: {
    '02f-projectrequest-forbidden-serviceaccount': (lab) => {
      lab.tokens.set(
        'source sa-default',
        issueServiceAccountToken(lab.sandbox.source.state, 'promo-src', 'default'),
      );
    },
    '03a-imagestream-create': (lab) => {
      push(lab, 'app', '1.0', APP_1_0);
      push(lab, 'app', '1.1', APP_1_1);
      push(lab, 'ociapp', '1.0', OCIAPP);
    },
    '14a-istag-pushed-docker-list': (lab) => {
      storeRecorded(lab.sandbox.source, DOCKER_ARM64);
      push(lab, 'mdocker', '1', DOCKER_LIST);
      push(lab, 'moci', '1', OCI_INDEX);
      push(lab, 'moci', 'attest', OCI_ATTESTED);
      push(lab, 'app', `${APP_1_0.replace(':', '-')}.sig`, COSIGN);
      push(lab, 'app', 'artifact', ARTIFACT);
      push(lab, 'app', 'nomt', NO_MEDIA_TYPE);
      seedProject(lab.sandbox.source, 'promo-other');
      seedProject(lab.sandbox.source, 'bobspace', 'bob');
      push(lab, 'big', '1', BIG, 'promo-other');
      seedRole(lab.sandbox.source, 'promo-src', 'registry-editor', 'promoter');
      seedRole(lab.sandbox.source, 'promo-src', 'system:image-puller', 'puller');
    },
    '01e-whoami-short-token-expired': (lab) => lab.wait(300),
    '04m4-istag-dockerimage-much-later': (lab) => {
      importRecorded(lab.sandbox.source, 'promo-src', 'web', 'ext', `${TEAM}/app@${TEAM_1}`);
      const from = { kind: 'DockerImage', name: `${TEAM}/app:2` };
      const importPolicy = { insecure: true, scheduled: true };
      putTag(lab.sandbox.source, 'promo-src', 'web', 'ext2', {
        from,
        importPolicy,
        referencePolicy: { type: 'Local' },
      });
      importRecorded(lab.sandbox.source, 'promo-src', 'web', 'ext2', `${TEAM}/app@${TEAM_2}`);
    },
    '04l3-istag-get-fresh': (lab) => {
      importRecorded(lab.sandbox.source, 'promo-src', 'fresh', 'ext', `${TEAM}/app@${TEAM_1}`);
    },
    '04l5-istag-get-failing-import': (lab) => {
      failImport(lab.sandbox.source, 'promo-src', 'fresh', 'bad', {
        reason: 'NotFound',
        message: `dockerimage.image.openshift.io "${TEAM}/none:1" not found`,
      });
    },
    '26c-istag-after-push-over-tracked-tag': (lab) => {
      push(lab, 'app', '1.0', APP_1_0);
      push(lab, 'app', 'prod', OVER_PROD);
    },
    '25b-promoter-import': (lab) => {
      storeRecorded(lab.sandbox.source, TEAM_1);
      lab.sandbox.source.state.upstream = recordedUpstream();
    },
    '25c-promoter-dc-instantiate': (lab) => {
      lab.sandbox.source.state.upstream = undefined;
    },
    '19e-dc-instantiate-ok': (lab) => void lab.sandbox.source.advance(2),
    '19h-dc-instantiate-again-while-running': (lab) => void lab.sandbox.source.advance(1),
    '19p-rcs': (lab) => void lab.sandbox.source.advance(1),
    '31a-expired-but-cached-token-api': (lab) => {
      const { state } = lab.sandbox.source;
      for (const name of ['short2', 'short3', 'rev']) {
        lab.tokens.set(
          `source ${name}`,
          issueUserToken(state, 'bob', { lifetimeSeconds: name === 'rev' ? 600 : 5 }),
        );
      }
      authenticate(state, lab.tokens.get('source short2') ?? '');
      lab.wait(8);
    },
    '31d-revoked-token-api-right-after': (lab) => {
      const { state } = lab.sandbox.source;
      const token = lab.tokens.get('source rev') ?? '';
      authenticate(state, token);
      const record = state.tokens.get(token);
      if (record !== undefined) record.deleted = true;
    },
    '31e-revoked-token-api-60s-later': (lab) => lab.wait(60),
  },
  except: {
    '19p-rcs': {
      'items[0].metadata.annotations.openshift.io/encoded-deployment-config.status**':
        'here the image trigger is faster than the DeploymentConfig controller',
      'items[*].metadata.annotations.openshift.io/deploy**': NO_DEPLOYER,
      'metadata.resourceVersion': NO_DEPLOYER,
    },
    '25d-promoter-project-get': {
      'metadata.annotations.openshift.io/sa.scc.*': 'ranges are given out in the order of projects',
    },
  },
  skip: {
    '16g-openshift-lsar': OPENSHIFT_REVIEWS,
    '55k-openshift-selfsubjectrulesreview': OPENSHIFT_REVIEWS,
    '19q-pods': NO_DEPLOYER,
  },
};
