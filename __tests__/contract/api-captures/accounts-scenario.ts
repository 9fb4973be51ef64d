import { issueForeignToken } from '../../../sandbox/access/tokens.ts';
import { seedClusterRole, seedProject, seedRole } from '../../../sandbox/seeds.ts';
import { listObjects } from '../../../sandbox/state/store.ts';
import type { ApiCapture } from './capture.ts';
import { pushRecorded } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const RBAC_APP = 'sha256:123cad4157ab481e3d5c620b7a2afd2517652d853b94342e3df76fa09215277a';
const RBAC_EDITED = 'sha256:c01dc3d09448e11c4c81fcb13565065386c6575d93d9d5fc1eeef4f70c277fe8';
const SECRET = 'what is secret was not recorded';
const TOKEN = { 'status.token': SECRET };

/** The pull secret of an account is called otherwise here. */
function ownPullSecret(lab: Lab, account: string): string {
  const secrets = listObjects(lab.sandbox.destination.state, 'secrets', 'more-sa');
  return (
    secrets.find(({ metadata }) => metadata.name.startsWith(`${account}-dockercfg-`))?.metadata.name ?? ''
  );
}

let pullSecret = '';

/** Service accounts, their tokens, secrets. */
export const ACCOUNTS: Scenario = {
  title: 'service accounts and secrets answer as recorded',
  groups: ['45'],
  port: 27440,
  looseVersions: true,
  settleExcept: ['45b-sa-create-exists', '45ze-sa-link-again', '45zp-deleted-sa-token-right-after'],
  prepare: (lab) => seedProject(lab.sandbox.destination, 'more-sa'),
  except: {
    '45e-secrets-list': { 'items[*].data..dockercfg': SECRET },
    '45f-tokenrequest-ok': TOKEN,
    '45g-tokenrequest-no-expiration': TOKEN,
    '45i-tokenrequest-600s': TOKEN,
    '45j-tokenrequest-one-year': TOKEN,
    '45n-tokenrequest-other-audience': TOKEN,
    '45zl-sa-token-secret-get': { 'data.token': SECRET, 'data.ca.crt': 'another authority' },
    '45zm-sa-dockercfg-secret': { 'data..dockercfg': SECRET },
  },
  before: {
    '45q-sa-token-wrong-audience': (lab) => {
      const token = issueForeignToken(lab.sandbox.destination.state, 'more-sa', 'promo', 3600);
      lab.tokens.set('destination more-sa/promo, audience vault', token);
    },
    '45zm-sa-dockercfg-secret': (lab) => {
      pullSecret = ownPullSecret(lab, 'promo');
    },
    '45zq-deleted-sa-token-12s-later': (lab) => lab.wait(12),
  },
  adapt: {
    '45zm-sa-dockercfg-secret': (capture: ApiCapture) => ({
      ...capture,
      target: capture.target.replace('promo-dockercfg-nk2bx', pullSecret),
    }),
  },
};

/** Who may grant what to whom. */
export const GRANTS: Scenario = {
  title: 'role bindings answer as recorded',
  groups: ['46'],
  port: 27440,
  looseVersions: true,
  settleExcept: [],
  prepare: (lab) => {
    for (const project of ['more-rbac', 'more-rbac-prod', 'more-rbac-edit']) {
      seedProject(lab.sandbox.destination, project);
    }
    seedRole(lab.sandbox.destination, 'more-rbac-edit', 'edit', 'bob');
    pushRecorded(lab.sandbox.destination, 'more-rbac', 'app', '1', RBAC_APP);
  },
  before: {
    // a role that grants what it does not hold itself
    '46m-grant-escalation-denied': (lab) => {
      const rules = [
        { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['create'] },
      ];
      seedClusterRole(lab.sandbox.destination, 'binder', rules);
      seedRole(lab.sandbox.destination, 'more-rbac-edit', 'binder', 'puller');
    },
    '46y-registry-editor-istag-get': (lab) =>
      pushRecorded(lab.sandbox.destination, 'more-rbac', 'app', 'ed', RBAC_EDITED),
  },
  skip: { '46v-openshift-rolebindings-list': 'reviews and role bindings of authorization.openshift.io' },
};
