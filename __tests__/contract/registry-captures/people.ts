// Who may do what on the two recorded clusters (README of the captures): enough for the registry.
import type { Access } from '../../support/memory-backend.ts';

/** Grants of the moment; `admin` may do everything in a namespace. */
export type Role = 'admin' | 'editor' | 'pusher' | 'puller';
export type Grants = Map<string, Role>;

const VERBS: Readonly<Record<Role, readonly string[]>> = {
  admin: ['get imagestreams/layers', 'update imagestreams/layers', 'create imagestreams'],
  editor: ['get imagestreams/layers', 'update imagestreams/layers', 'create imagestreams'],
  pusher: ['get imagestreams/layers', 'update imagestreams/layers'],
  puller: ['get imagestreams/layers'],
};

/** Keys are `user namespace`. */
export const SOURCE_GRANTS: Readonly<Record<string, Role>> = {
  'alice promo-src': 'admin',
  'alice promo-other': 'admin',
  'bob bobspace': 'admin',
  'bob promo-other': 'pusher',
  'promoter promo-src': 'editor',
  'puller promo-src': 'puller',
};

const ALICES = ['promo-dst', 'more-is', 'more-reg', 'more-reg2', 'more-limit', 'more-limit3', 'more-limit4'];
export const DESTINATION_GRANTS: Readonly<Record<string, Role>> = {
  ...Object.fromEntries(ALICES.map((namespace) => [`alice ${namespace}`, 'admin' as const])),
  'system:serviceaccount:more-sa:promo more-sa': 'puller',
};

export function mayWith(grants: Grants): (username: string | undefined, access: Access) => boolean {
  return (username, { verb, resource, subresource, namespace }) => {
    if (username === undefined) return false;
    if (username === 'clusteradmin') return true;
    const role = grants.get(`${username} ${namespace}`);
    const wanted = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    return role !== undefined && VERBS[role].includes(wanted);
  };
}

/** As long as the real ones were, since they count in Content-Length. */
function opaque(user: string): string {
  return `sha256~${user.padEnd(43, '-')}`;
}

function webToken(user: string, length: number): string {
  return `JWT.${user.replaceAll(':', '.')}.`.padEnd(length, '-');
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
