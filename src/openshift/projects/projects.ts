import { PromoteError, type Problem } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { NewProject, Projects, ProjectState } from '../../core/ports/projects.ts';
import { requireOk, type Api } from '../api/api.ts';
import { apiPath, namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import type { Failure } from '../api/failure.ts';
import { objectsAt, textAt, valueAt } from '../api/json-fields.ts';

const GROUP = ['apis', 'project.openshift.io', 'v1'] as const;
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** How long the rights of a new project may take: its request returns before every authorizer has seen its bindings (openshift-api.md §5). */
const RIGHTS_MS = 30_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 2_000;
const MAX_LIST_BYTES = 4 * 1024 * 1024;

export function createProjects(api: Api, clock: Clock): Projects {
  return {
    find: (project, signal) => findProject(api, project, signal),
    async list(limit, signal) {
      const request = {
        method: 'GET',
        path: apiPath(...GROUP, 'projects'),
        maxBodyBytes: MAX_LIST_BYTES,
      } as const;
      const reply = await api.send({ ...request, query: { limit } }, signal);
      // servers may ignore the limit
      return objectsAt(requireOk(reply), 'items')
        .slice(0, limit)
        .flatMap((item) => textAt(item, 'metadata', 'name') ?? []);
    },
    whyNotRequest: (project, signal) => whyNotRequest(api, project, signal),
    async request(project, signal) {
      await requestProject(api, project, signal);
      await waitForRights(api, clock, project.name, signal);
    },
  };
}

/** A missing project and a hidden one are rejected with the same words (captures 02j, 02k). */
export async function findProject(api: Api, project: string, signal: AbortSignal): Promise<ProjectState> {
  const reply = await api.send({ method: 'GET', path: apiPath(...GROUP, 'projects', project) }, signal);
  if (!reply.ok && (reply.failure.status === 404 || isHidden(reply.failure.message))) return 'absent';
  return textAt(requireOk(reply), 'status', 'phase') === 'Terminating' ? 'terminating' : 'active';
}

function isHidden(message: string): boolean {
  return / cannot get resource "projects" /.test(message) && !/system:anonymous|scopes \[/.test(message);
}

/** The list verb says whether the account may create, and creates nothing; a dry run would (openshift-api.md §5, captures 02g, 02h, 44zzb). */
async function whyNotRequest(api: Api, project: string, signal: AbortSignal): Promise<Problem | undefined> {
  const reply = await api.send({ method: 'GET', path: apiPath(...GROUP, 'projectrequests') }, signal);
  if (reply.ok) return undefined;
  if (reply.failure.status !== 403) throw explain(reply.failure);
  return refused(api, project, reply.failure);
}

function refused(api: Api, project: string, { message }: Failure): Problem {
  return {
    code: 'ACCESS_DENIED',
    message: `the ${api.side} account may not create project ${project} on ${api.server}: ${message}`,
    hint: `ask an administrator to create it: oc new-project ${project}, then oc policy add-role-to-user edit USER -n ${project}; or let a cluster administrator allow it: oc adm policy add-cluster-role-to-user self-provisioner USER`,
  };
}

async function requestProject(
  api: Api,
  { name, displayName }: NewProject,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    kind: 'ProjectRequest',
    apiVersion: 'project.openshift.io/v1',
    metadata: { name },
    ...(displayName === undefined ? {} : { displayName }),
  };
  const reply = await api.send({ method: 'POST', path: apiPath(...GROUP, 'projectrequests'), body }, signal);
  if (reply.ok) return;
  const where = { side: api.side, host: api.host, request: reply.failure.request };
  switch (reply.failure.status) {
    case 409:
      return requireOurs(api, name, signal);
    case 403:
      throw new PromoteError({ ...refused(api, name, reply.failure), where });
    default:
      throw explain(reply.failure);
  }
}

/** The name is taken: created in parallel, still terminating, or owned by other users (capture 02c). */
async function requireOurs(api: Api, project: string, signal: AbortSignal): Promise<void> {
  const where = { side: api.side, host: api.host };
  switch (await findProject(api, project, signal)) {
    case 'active':
      return;
    case 'terminating':
      throw new PromoteError({
        code: 'PROJECT_NOT_FOUND',
        message: `project ${project} on ${api.server} is being deleted, so it cannot be created yet`,
        hint: `wait until it is deleted, then run the promotion again: oc wait --for=delete project/${project} --timeout=5m`,
        where,
      });
    case 'absent':
      throw new PromoteError({
        code: 'PROJECT_NOT_FOUND',
        message: `project ${project} on ${api.server} exists already, but the ${api.side} account cannot see it`,
        hint: `ask its administrator: oc policy add-role-to-user edit USER -n ${project}; or choose another name`,
        where,
      });
  }
}

/** Waits until the account may write images and the default service account exists. */
async function waitForRights(api: Api, clock: Clock, project: string, signal: AbortSignal): Promise<void> {
  const deadlineMs = clock.nowMs() + RIGHTS_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    if ((await mayPush(api, project, signal)) && (await hasDefaultAccount(api, project, signal))) return;
    if (clock.nowMs() >= deadlineMs) break;
    await clock.sleep(pauseMs, signal);
  }
  throw new PromoteError({
    code: 'TIMED_OUT',
    message: `project ${project} was created on ${api.server}, but the ${api.side} account has no rights in it after ${RIGHTS_MS / 1000} s`,
    hint: `look at its role bindings: oc get rolebindings -n ${project}; the project template of the cluster may grant them to another account`,
    where: { side: api.side, host: api.host },
  });
}

async function mayPush(api: Api, project: string, signal: AbortSignal): Promise<boolean> {
  const attributes = { verb: 'create', group: 'image.openshift.io', resource: 'imagestreams' };
  const body = {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    spec: { resourceAttributes: { namespace: project, ...attributes } },
  };
  const reply = await api.send({ method: 'POST', path: REVIEWS, body, retry: 'repeatable' }, signal);
  // a scoped token may not ask (capture 16c): later requests report a missing right
  if (!reply.ok && reply.failure.status === 403) return true;
  return valueAt(requireOk(reply), 'status', 'allowed') === true;
}

async function hasDefaultAccount(api: Api, project: string, signal: AbortSignal): Promise<boolean> {
  const path = namespacedPath('v1', project, 'serviceaccounts', 'default');
  const reply = await api.send({ method: 'GET', path }, signal);
  return reply.ok;
}
