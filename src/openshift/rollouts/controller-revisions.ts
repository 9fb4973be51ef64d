import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { numberAt, objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';

/** One pod template of a StatefulSet or DaemonSet (capture 42l). */
export interface TemplateRevision {
  readonly name: string;
  /** as `oc rollout history` shows it; a template that is used again gets the next one */
  readonly number: number;
  readonly template: JsonObject;
}

/** The revisions of a StatefulSet or DaemonSet, the present one first. @throws PromoteError ACCESS_DENIED */
export async function readRevisions(
  api: Api,
  workload: WorkloadName,
  object: JsonObject,
  signal: AbortSignal,
): Promise<readonly TemplateRevision[]> {
  const labels = Object.entries(textMapAt(object, 'spec', 'selector', 'matchLabels'));
  const labelSelector =
    labels.length === 0 ? undefined : labels.map(([name, value]) => `${name}=${value}`).join(',');
  const path = namespacedPath('apps/v1', workload.project, 'controllerrevisions');
  const list = requireOk(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
  const uid = textAt(object, 'metadata', 'uid');
  return objectsAt(list, 'items')
    .filter((revision) =>
      // labels can be shared with another workload, the owner cannot
      objectsAt(revision, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid),
    )
    .map((revision) => ({
      name: textAt(revision, 'metadata', 'name') ?? '',
      number: numberAt(revision, 'revision') ?? 0,
      template: withoutDirective(objectAt(revision, 'data', 'spec', 'template')),
    }))
    .sort((one, other) => other.number - one.number);
}

/** It is kept as the patch that brings it back, with `$patch: replace` in it. */
function withoutDirective(template: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(template).filter(([key]) => key !== '$patch'));
}
