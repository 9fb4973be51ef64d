import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import type { PullAccess, PullGrant, PullSecretLink } from '../../core/ports/projects.ts';

const RBAC = 'rbac.authorization.k8s.io';
const ROLE = 'system:image-puller';
const MAX_NAMES = 20;
const MAX_CONFLICTS = 5;
const PULL_SECRET_TYPES: ReadonlySet<string> = new Set([
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/dockercfg',
]);

/** Pull access on one cluster (openshift-api.md §7.1, §8). */
export function createPullAccess(api: Api): PullAccess {
  return {
    isGranted: (grant, signal) => isGranted(api, grant, signal),
    grant: (grant, signal) => grantPull(api, grant, signal),
    isLinked: async (link, signal) => {
      await requirePullSecret(api, link, signal);
      return hasLink(await readAccount(api, link, signal), link);
    },
    link: (link, signal) => linkSecret(api, link, signal),
  };
}

/** The group of all service accounts of a project; the project need not exist. */
function groupOf({ forProject }: PullGrant): string {
  return `system:serviceaccounts:${forProject}`;
}

function bindingsPath({ project }: PullGrant): string {
  return namespacedPath(`${RBAC}/v1`, project, 'rolebindings');
}

async function isGranted(api: Api, grant: PullGrant, signal: AbortSignal): Promise<boolean> {
  const reply = await api.send({ method: 'GET', path: bindingsPath(grant) }, signal);
  // even `edit` may not read role bindings (captures 46k, 46l)
  if (!reply.ok) throw explainGrant(api, grant, explain(reply.failure));
  const list = reply.body;
  return objectsAt(list, 'items').some(
    (binding) =>
      textAt(binding, 'roleRef', 'kind') === 'ClusterRole' &&
      textAt(binding, 'roleRef', 'name') === ROLE &&
      objectsAt(binding, 'subjects').some(
        (subject) => textAt(subject, 'kind') === 'Group' && textAt(subject, 'name') === groupOf(grant),
      ),
  );
}

/** As `oc policy add-role-to-group` does: the binding is named after the role, with a number if that name is taken. */
async function grantPull(api: Api, grant: PullGrant, signal: AbortSignal): Promise<void> {
  if (await isGranted(api, grant, signal)) return;
  for (let count = -1; count < MAX_NAMES; count += 1) {
    const name = count < 0 ? ROLE : `${ROLE}-${count}`;
    const body = {
      kind: 'RoleBinding',
      apiVersion: `${RBAC}/v1`,
      metadata: { name, namespace: grant.project },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: ROLE },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: groupOf(grant) }],
    };
    const reply = await api.send({ method: 'POST', path: bindingsPath(grant), body }, signal);
    if (reply.ok) return;
    if (reply.failure.status === 409) continue;
    throw explainGrant(api, grant, explain(reply.failure));
  }
  throw new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `no free name for a role binding of ${ROLE} in ${grant.project} on ${api.server}`,
    hint: grantHint(grant),
  });
}

function explainGrant(api: Api, grant: PullGrant, error: PromoteError): PromoteError {
  if (error.code !== 'ACCESS_DENIED') return error;
  return new PromoteError({
    code: error.code,
    message: `the ${api.side} account may not let the service accounts of ${grant.forProject} pull from ${grant.project}: ${error.message}`,
    hint: grantHint(grant),
    cause: error,
    where: error.where,
  });
}

/** The command for an administrator of the project to run instead. */
function grantHint(grant: PullGrant): string {
  return `have an administrator of ${grant.project} do it: oc policy add-role-to-group ${ROLE} ${groupOf(grant)} -n ${grant.project}`;
}

async function requirePullSecret(
  api: Api,
  { project, secret }: PullSecretLink,
  signal: AbortSignal,
): Promise<void> {
  const reply = await api.send(
    { method: 'GET', path: namespacedPath('v1', project, 'secrets', secret) },
    signal,
  );
  const create = `create it: oc create secret docker-registry ${secret} --docker-server=HOST --docker-username=NAME --docker-password=TOKEN -n ${project}`;
  if (!reply.ok && reply.failure.status === 404)
    throw unusable(api, `secret ${secret} in ${project} does not exist`, create);
  const type = textAt(requireOk(reply), 'type') ?? '';
  if (PULL_SECRET_TYPES.has(type)) return;
  throw unusable(api, `secret ${secret} in ${project} is of type ${type}, which is no pull secret`, create);
}

function unusable(api: Api, message: string, hint: string): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message,
    hint,
    where: { side: api.side, host: api.host },
  });
}

async function readAccount(api: Api, link: PullSecretLink, signal: AbortSignal): Promise<JsonObject> {
  const { project, serviceAccount } = link;
  const reply = await api.send({ method: 'GET', path: accountPath(link) }, signal);
  if (!reply.ok && reply.failure.status === 404) {
    throw unusable(
      api,
      `service account ${serviceAccount} in ${project} does not exist`,
      `create it: oc create serviceaccount ${serviceAccount} -n ${project}`,
    );
  }
  return requireOk(reply);
}

function accountPath({ project, serviceAccount }: PullSecretLink): string {
  return namespacedPath('v1', project, 'serviceaccounts', serviceAccount);
}

function hasLink(account: JsonObject, { secret }: PullSecretLink): boolean {
  return objectsAt(account, 'imagePullSecrets').some((entry) => textAt(entry, 'name') === secret);
}

/**
 * As `oc secrets link --for=pull` does: reads and writes the whole object. A patch would replace the list and drop the
 * secret of the integrated registry for a while (captures 45zd–45zf).
 */
async function linkSecret(api: Api, link: PullSecretLink, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const account = await readAccount(api, link, signal);
    if (hasLink(account, link)) return;
    const imagePullSecrets = [...objectsAt(account, 'imagePullSecrets'), { name: link.secret }];
    const reply = await api.send(
      { method: 'PUT', path: accountPath(link), body: { ...account, imagePullSecrets } },
      signal,
    );
    if (reply.ok) return;
    if (reply.failure.status !== 409 || tries >= MAX_CONFLICTS) throw explain(reply.failure);
  }
}
