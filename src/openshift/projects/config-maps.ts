import type { Api } from '../api/api.ts';
import { requireOk } from '../api/api.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { explain } from '../api/explain.ts';
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
  if (!reply.ok && reply.failure.status === 403) {
    const { code, message, hint, where } = explain(reply.failure);
    const alone = `for this ConfigMap alone: oc create role ${name} --verb=get --resource=configmaps --resource-name=${name} -n ${project}, bound to the account with oc create rolebinding`;
    throw new PromoteError({
      code,
      message: `the ConfigMap ${project}/${name} cannot be read: ${message}`,
      hint: hint === undefined ? alone : `${hint}; ${alone}`,
      where,
    });
  }
  return textMapAt(requireOk(reply), 'data');
}
