import type { AccountName } from '../../core/ports/inspection.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { parseObject } from '../api/failure.ts';
import { objectAt, objectsAt, textAt } from '../api/json-fields.ts';
import { lookUpObject } from '../api/look-up.ts';

/**
 * The hosts for which pods have credentials: the pull secrets of the account and those of the pods (openshift-api.md §8).
 * Only names of hosts are kept of the secrets.
 * @returns undefined when the account or one of the secrets may not be read
 */
export async function readPullHosts(
  api: Api,
  { project, name }: AccountName,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const account = await lookUpObject(api, namespacedPath('v1', project, 'serviceaccounts', name), signal);
  if (account === undefined) return undefined;
  const ofAccount = objectsAt(account, 'imagePullSecrets').flatMap((secret) => textAt(secret, 'name') ?? []);
  const hosts = new Set<string>();
  for (const secret of new Set([...ofAccount, ...secrets])) {
    const object = await lookUpObject(api, namespacedPath('v1', project, 'secrets', secret), signal);
    if (object === undefined) return undefined;
    for (const host of hostsOf(objectAt(object, 'data'))) hosts.add(host);
  }
  return hosts;
}

function hostsOf(data: Readonly<Record<string, unknown>>): readonly string[] {
  const read = (key: string): Readonly<Record<string, unknown>> => {
    const value = data[key];
    if (typeof value !== 'string') return {};
    return parseObject(Buffer.from(value, 'base64').toString('utf8').trim()) ?? {};
  };
  const modern = read('.dockerconfigjson')['auths'];
  const entries = { ...read('.dockercfg'), ...(isJsonObject(modern) ? modern : {}) };
  // docker writes its own host as a URL
  return Object.keys(entries).map((key) => key.replace(/^https?:\/\//, '').split('/')[0] ?? '');
}
