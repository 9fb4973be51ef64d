import { PromoteError } from '../core/errors.ts';
import { requireOk, type Api } from './api.ts';
import { apiPath } from './api-path.ts';
import { textAt } from './json-fields.ts';

/**
 * @throws PromoteError PROJECT_NOT_FOUND when the project does not exist, is not visible to the account (the API does not
 * tell the two apart, captures 02j, 02k) or is being deleted
 */
export async function requireProject(api: Api, project: string, signal: AbortSignal): Promise<void> {
  const path = apiPath('apis', 'project.openshift.io', 'v1', 'projects', project);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && (reply.failure.status === 404 || isDenied(reply.failure.message))) {
    throw notFound(api, project, 'does not exist or is not visible to the account');
  }
  if (textAt(requireOk(reply), 'status', 'phase') === 'Terminating') {
    throw notFound(api, project, 'is being deleted');
  }
}

function isDenied(message: string): boolean {
  return / cannot get resource "projects" /.test(message) && !/system:anonymous|scopes \[/.test(message);
}

function notFound(api: Api, project: string, what: string): PromoteError {
  return new PromoteError({
    code: 'PROJECT_NOT_FOUND',
    message: `project ${project} on ${api.server} ${what}`,
    hint: `create it: oc new-project ${project}; or ask its administrator: oc policy add-role-to-user edit USER -n ${project}`,
    where: { side: api.side, host: api.host },
  });
}
