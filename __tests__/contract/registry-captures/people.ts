// Who may do what on the two recorded clusters (openshift-observed.md §1).
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { find } from '../../../sandbox/state/store.ts';
import { parseServiceAccount } from '../../../sandbox/state/identity.ts';
import { seedProject, seedRole, seedServiceAccount } from '../../../sandbox/seeds.ts';

/** Projects with their admin. */
const SOURCE_PROJECTS: Readonly<Record<string, string>> = {
  probe1: 'clusteradmin',
  'promo-src': 'alice',
  'promo-other': 'alice',
  bobspace: 'bob',
};
const DESTINATION_PROJECTS =
  'promo-dst elsewhere more-sa more-rbac more-rbac-prod more-is more-reg more-reg2 more-limit more-limit3 more-limit4';

export function settleSource(cluster: SandboxCluster): void {
  for (const [project, admin] of Object.entries(SOURCE_PROJECTS)) seedProject(cluster, project, admin);
  seedRole(cluster, 'promo-src', 'registry-editor', 'promoter');
  seedRole(cluster, 'promo-src', 'system:image-puller', 'puller');
  seedRole(cluster, 'promo-other', 'system:image-pusher', 'bob');
  giveTokens(cluster);
}

export function settleDestination(cluster: SandboxCluster): void {
  for (const project of DESTINATION_PROJECTS.split(' ')) seedProject(cluster, project, 'alice');
  giveTokens(cluster);
}

/** Valid tokens by the words that stand for them in the captures, and whose they are. */
export const TOKENS: Readonly<Record<string, { readonly token: string; readonly username: string }>> = {
  ...Object.fromEntries(
    ['alice', 'bob', 'promoter', 'puller', 'clusteradmin', 'short2'].map((user) => [
      `<token of ${user}>`,
      { token: opaque(user), username: user },
    ]),
  ),
  '<token of sa-default>': {
    token: webToken('default', 898),
    username: 'system:serviceaccount:promo-src:default',
  },
  '<token of ServiceAccount more-sa/promo>': {
    token: webToken('promo', 888),
    username: 'system:serviceaccount:more-sa:promo',
  },
  '<token of ServiceAccount more-rbac-prod/default>': {
    token: webToken('prod', 888),
    username: 'system:serviceaccount:more-rbac-prod:default',
  },
};

/** As long as the real ones were, since they count in Content-Length. */
function opaque(user: string): string {
  return `sha256~${user.padEnd(43, '-')}`;
}

function webToken(user: string, length: number): string {
  return `JWT.${user}.`.padEnd(length, '-');
}

/** Tokens of accounts that are not there are worth nothing. */
function accountUid(cluster: SandboxCluster, account: { namespace: string; name: string }): string {
  if (find(cluster.state, 'namespaces', undefined, account.namespace) === undefined) return '';
  seedServiceAccount(cluster, account.namespace, account.name);
  return find(cluster.state, 'serviceaccounts', account.namespace, account.name)?.metadata.uid ?? '';
}

function giveTokens(cluster: SandboxCluster): void {
  const { state } = cluster;
  for (const { token, username } of Object.values(TOKENS)) {
    const account = parseServiceAccount(username);
    const groups =
      account === undefined
        ? ['system:authenticated:oauth']
        : ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
    state.tokens.set(token, {
      username,
      uid: account === undefined ? username : accountUid(cluster, account),
      groups: [...groups, 'system:authenticated'],
      scopes: [],
      extra: {},
      expiresAtMs: undefined,
      deleted: false,
      firstUsedAtMs: undefined,
    });
  }
}
