// Where policies are stored: a ConfigMap holds the requirements for an image, other objects those of the nodes.
import type { ImagePolicyObject, ImagePolicyList } from '../../core/ports/policies.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { requireOk, type Api } from '../api/api.ts';
import { apiPath, namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectAt, objectsAt, textAt, textMapAt, textsAt } from '../api/json-fields.ts';

/**
 * The values of a ConfigMap by key; undefined: the ConfigMap or its project does not exist.
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

const GROUP_VERSION = 'config.openshift.io/v1';

/**
 * The policies that nodes enforce before they start an image: those of the cluster, and those of projects (OpenShift 4.20,
 * registry.md §7.3). Few accounts may read them: unreadable ones are listed instead.
 * @throws PromoteError when the API cannot be reached
 */
export async function readImagePolicies(
  api: Api,
  projects: readonly string[],
  signal: AbortSignal,
): Promise<ImagePolicyList> {
  const questions = [
    {
      kind: 'ClusterImagePolicy',
      project: undefined,
      path: apiPath('apis', 'config.openshift.io', 'v1', 'clusterimagepolicies'),
    },
    ...projects.map((project) => ({
      kind: 'ImagePolicy',
      project,
      path: namespacedPath(GROUP_VERSION, project, 'imagepolicies'),
    })),
  ];
  const policies: ImagePolicyObject[] = [];
  const unread: string[] = [];
  for (const { kind, project, path } of questions) {
    const reply = await api.send({ method: 'GET', path }, signal);
    // clusters before 4.20 do not have them
    if (!reply.ok && reply.failure.status === 404) continue;
    // an unreadable policy must not fail a promotion: it is listed instead
    if (!reply.ok) {
      unread.push(project === undefined ? kind : `${kind} of project ${project}`);
      continue;
    }
    for (const item of objectsAt(reply.body, 'items')) {
      const name = textAt(item, 'metadata', 'name') ?? '';
      policies.push({
        ...{ kind, name, project },
        scopes: textsAt(item, 'spec', 'scopes'),
        policy: objectAt(item, 'spec', 'policy'),
      });
    }
  }
  return { policies, unread };
}
