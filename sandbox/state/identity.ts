/** Who makes a request. */
export interface Identity {
  readonly username: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export const ANONYMOUS: Identity = {
  username: 'system:anonymous',
  uid: undefined,
  groups: ['system:unauthenticated'],
  scopes: [],
  extra: {},
};

export function serviceAccountName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** `{ namespace, name }` of `system:serviceaccount:NAMESPACE:NAME`. */
export function parseServiceAccount(username: string): { namespace: string; name: string } | undefined {
  const match = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { namespace: match[1], name: match[2] };
}
