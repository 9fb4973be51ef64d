import { issueServiceAccountToken } from '../../access/tokens.ts';
import type { ClusterState } from '../../state/cluster-state.ts';
import type { ServiceAccount } from '../../state/kinds.ts';
import { find, freeName, insert, replace } from '../../state/store.ts';
import { ownKey, type Controller } from '../controller.ts';

const PULL_SECRET = 'openshift.io/internal-registry-pull-secret-ref';

/**
 * Gives every service account a secret to pull from the integrated registry with, and gives it back when a client removes
 * it from `imagePullSecrets` (captures 45c, 45zf, 45zm).
 */
export const ACCOUNT_SECRETS: Controller = {
  name: 'account secrets',
  immediate: false,
  keysOf: (change) =>
    change.resource === 'serviceaccounts' && change.type !== 'DELETED' ? [ownKey(change.object)] : [],
  reconcile: (namespace, name, { state }) => {
    const account = find(state, 'serviceaccounts', namespace, name);
    if (account === undefined) return undefined;
    const known = account.metadata.annotations?.[PULL_SECRET];
    const secret = known ?? createPullSecret(state, account);
    const annotations = { ...account.metadata.annotations, [PULL_SECRET]: secret };
    replace(state, 'serviceaccounts', {
      ...account,
      metadata: { ...account.metadata, annotations },
      secrets: withSecret(account.secrets, secret),
      imagePullSecrets: withSecret(account.imagePullSecrets, secret),
    });
    return undefined;
  },
};

function withSecret(list: ServiceAccount['secrets'], name: string): { name: string }[] {
  const others = list ?? [];
  return others.some((item) => item.name === name) ? others : [...others, { name }];
}

function createPullSecret(state: ClusterState, account: ServiceAccount): string {
  const { name: owner, namespace = '', uid } = account.metadata;
  const name = freeName(state, 'secrets', namespace, `${owner}-dockercfg-`);
  const token = issueServiceAccountToken(state, namespace, owner);
  const auth = Buffer.from(`<token>:${token}`).toString('base64');
  const hosts = [
    state.publicRegistryHost,
    state.internalRegistryHost,
    state.internalRegistryHost.replace('.svc:', '.svc.cluster.local:'),
  ].filter((host) => host !== undefined);
  const config = Object.fromEntries(hosts.map((host) => [host, { auth }]));
  insert(state, 'secrets', {
    metadata: {
      name,
      namespace,
      annotations: {
        'openshift.io/internal-registry-auth-token.binding': 'bound',
        'openshift.io/internal-registry-auth-token.service-account': owner,
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'ServiceAccount', name: owner, uid }],
    },
    data: { '.dockercfg': Buffer.from(JSON.stringify(config)).toString('base64') },
    type: 'kubernetes.io/dockercfg',
  });
  return name;
}
