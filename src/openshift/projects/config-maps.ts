import type { Api } from '../api/api.ts';
import { requireOk } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { textMapAt } from '../api/json-fields.ts';

/**
 * The texts of a ConfigMap by key; undefined: there is no such ConfigMap, or no such project.
 * @throws PromoteError ACCESS_DENIED, …
 */
export async function readConfigMap(
  api: Api,
  { project, name }: { readonly project: string; readonly name: string },
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  const path = namespacedPath('v1', project, 'configmaps', name);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return textMapAt(requireOk(reply), 'data');
}
