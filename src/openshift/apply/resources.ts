import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { apiPath, namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt, textsAt, valueAt } from '../api/json-fields.ts';

/** What one kind is called in paths. */
export interface Resource {
  readonly apiVersion: string;
  /** such as `deployments` */
  readonly name: string;
}

/** Finds the resource of a kind. @throws PromoteError INPUT_INVALID when it is not one that a promotion applies */
export type FindResource = (apiVersion: string, kind: string, signal: AbortSignal) => Promise<Resource>;

/** Asks the cluster for each group and version once (openshift-api.md §6.2). */
export function createResources(api: Api): FindResource {
  const lists = new Map<string, Promise<readonly JsonObject[] | undefined>>();
  return async (apiVersion, kind, signal) => {
    const list = lists.get(apiVersion) ?? listResources(api, apiVersion, signal);
    lists.set(apiVersion, list);
    return chooseResource(api, await list, apiVersion, kind);
  };
}

/** undefined: the cluster does not serve that group or version. */
async function listResources(
  api: Api,
  apiVersion: string,
  signal: AbortSignal,
): Promise<readonly JsonObject[] | undefined> {
  const path = apiVersion.includes('/')
    ? apiPath('apis', ...apiVersion.split('/'))
    : apiPath('api', apiVersion);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return objectsAt(requireOk(reply), 'resources');
}

function chooseResource(
  api: Api,
  list: readonly JsonObject[] | undefined,
  apiVersion: string,
  kind: string,
): Resource {
  if (list === undefined) {
    throw inputProblem(
      `${api.host} does not know ${apiVersion}, of which ${kind} shall be`,
      'list its resources: oc api-resources; a capability or an operator of the cluster may be missing',
    );
  }
  const found = list.find(
    (entry) => textAt(entry, 'kind') === kind && textAt(entry, 'name')?.includes('/') === false,
  );
  const name = textAt(found, 'name');
  if (found === undefined || name === undefined) {
    throw inputProblem(
      `${api.host} knows no ${kind} in ${apiVersion}`,
      `list its resources: oc api-resources`,
    );
  }
  if (valueAt(found, 'namespaced') !== true) {
    throw inputProblem(
      `${kind} belongs to the whole cluster, and a promotion only writes to the destination's project`,
      'ask a cluster administrator to apply it, and remove it from the manifests',
    );
  }
  // tags cannot be applied server-side (captures 44s, 44s2), and requests such as TokenRequest are not stored objects
  if (kind === 'ImageStreamTag' || !textsAt(found, 'verbs').includes('patch')) {
    throw inputProblem(
      `${kind} cannot be applied`,
      kind === 'ImageStreamTag'
        ? 'the promotion sets the tags: see "destination-tags"'
        : 'take it out of the manifests',
    );
  }
  return { apiVersion, name };
}

/** Path of one object. */
export function objectPath({ apiVersion, name }: Resource, project: string, object: string): string {
  return namespacedPath(apiVersion, project, name, object);
}

/** Something about what shall be applied. */
export function inputProblem(message: string, hint: string): PromoteError {
  return new PromoteError({ code: 'INPUT_INVALID', message, hint, where: { side: 'destination' } });
}
