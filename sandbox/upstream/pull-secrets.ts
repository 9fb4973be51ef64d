import { asString, isObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Secret } from '../state/kinds.ts';
import { listObjects } from '../state/store.ts';
import type { PullCredential } from '../state/upstream.ts';

const EXCLUDED = 'openshift.io/image.excludeSecret';
const KEYS: Readonly<Record<string, string>> = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
};

/** What imports and the registry of a project pull with: every pull secret of it, linked or not (openshift-api.md §3.7, §8). */
export function pullCredentialsOf(state: ClusterState, namespace: string): readonly PullCredential[] {
  return listObjects(state, 'secrets', namespace)
    .filter(({ metadata }) => metadata.annotations?.[EXCLUDED] !== 'true')
    .flatMap(credentialsIn);
}

/** The accounts that one pull secret holds. */
export function credentialsIn(secret: Secret): readonly PullCredential[] {
  const text = secret.data?.[KEYS[secret.type] ?? ''];
  if (text === undefined) return [];
  const parsed = parse(Buffer.from(text, 'base64').toString('utf8'));
  const accounts = secret.type.endsWith('json') ? parsed['auths'] : parsed;
  return Object.entries(isObject(accounts) ? accounts : {}).flatMap(([scope, account]) => {
    if (!isObject(account)) return [];
    const joined = Buffer.from(asString(account['auth']), 'base64').toString('utf8');
    const colon = joined.indexOf(':');
    const username = colon < 0 ? asString(account['username']) : joined.slice(0, colon);
    const password = colon < 0 ? asString(account['password']) : joined.slice(colon + 1);
    return [{ scope: scope.replace(/^https?:\/\//, ''), username, password }];
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The account for an image: the longest scope wins. */
export function credentialFor(
  credentials: readonly PullCredential[],
  host: string,
  path: string,
): PullCredential | undefined {
  const name = `${host}/${path}`;
  return [...credentials]
    .filter(
      ({ scope }) => scope === host || scope === name || name.startsWith(`${scope.replace(/\/$/, '')}/`),
    )
    .sort((one, other) => other.scope.length - one.scope.length)[0];
}
