import type { ImagePolicyObject, ImagePolicyList } from '../../core/ports/policies.ts';
import type { Api } from '../api/api.ts';
import { apiPath, namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, textsAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'config.openshift.io/v1';

/**
 * The policies by which nodes decide whether they start an image: those of the cluster, and those of the projects (OpenShift 4.20,
 * registry.md §7.3). Few accounts may read them: what cannot be read is named instead.
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
    // it is not for this to fail a promotion: what is not known is named
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
