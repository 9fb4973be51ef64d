import { isSameObject, type ApplyRequest, type ObjectPlan } from '../../core/ports/apply.ts';
import { problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';
import type { Objects } from '../../core/ports/objects.ts';
import { WORKLOAD_KINDS, workloadRow } from '../../core/ports/workload-kinds.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { textAt } from '../api/json-fields.ts';
import { applyObject, undoApplication, type Application } from './apply-object.ts';
import { gatherObjects, type GatherContext, type GatheredObject } from './gather.ts';
import { createResources, objectPath, inputProblem } from './resources.ts';
import type { ReadUrl } from './sources.ts';

/** Applies objects to one cluster by server-side apply. */
export function createObjects(api: Api, readUrl: ReadUrl): Objects {
  const context: GatherContext = { api, readUrl, findResource: createResources(api) };
  return {
    async plan(request, signal) {
      const objects: ObjectPlan[] = [];
      const problems: Problem[] = [];
      const note = (error: unknown): void => {
        if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
        problems.push(...problemsOf(error));
      };
      const gathered = await gatherObjects(request, context, signal).catch((error: unknown) => {
        note(error);
        return [];
      });
      for (const each of sorted(gathered)) {
        try {
          objects.push(await planObject(each, request, context, signal));
        } catch (error) {
          note(error);
        }
      }
      return { objects, problems };
    },
    async apply(request, onApplied, signal) {
      for (const { object, keep } of sorted(await gatherObjects(request, context, signal))) {
        const application = await applicationOf(object, request, context, signal);
        const { named, path } = application;
        if (request.only?.some((one) => isSameObject(one, named)) === false) continue;
        if (keep) {
          onApplied({ object: { ...named, action: 'keep' }, undo: () => Promise.resolve() });
          continue;
        }
        const outcome = await applyObject(api, application, false, signal);
        onApplied({
          object: { ...named, action: outcome.action },
          undo: (inner) => undoApplication(api, path, outcome, inner),
        });
      }
    },
  };
}

function sorted(objects: readonly GatheredObject[]): readonly GatheredObject[] {
  return inKindOrder(objects, ({ object }) => textAt(object, 'kind') ?? '');
}

async function planObject(
  { object, keep }: GatheredObject,
  request: ApplyRequest,
  context: GatherContext,
  signal: AbortSignal,
): Promise<ObjectPlan> {
  const application = await applicationOf(object, request, context, signal);
  const { named } = application;
  if (keep) return { ...named, action: 'keep' };
  if (request.newProjects.has(named.project)) return { ...named, action: 'create' };
  const { action } = await applyObject(context.api, application, true, signal);
  return { ...named, action };
}

/** @throws PromoteError INPUT_INVALID for an object that a promotion does not apply */
async function applicationOf(
  object: JsonObject,
  request: ApplyRequest,
  { findResource }: GatherContext,
  signal: AbortSignal,
): Promise<Application> {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const kind = textAt(object, 'kind') ?? '';
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) {
    throw inputProblem(
      `a ${kind} has no name`,
      'set metadata.name: with generateName each promotion would create a new object',
    );
  }
  const project = textAt(object, 'metadata', 'namespace') ?? request.project;
  const resource = await findResource(apiVersion, kind, signal);
  if (!request.projects.includes(project)) {
    throw inputProblem(
      `${kind} ${name} is of project ${project}, but only ${request.projects.join(', ')} is promoted to`,
      'remove metadata.namespace: objects go to the project of the destination image',
    );
  }
  return {
    named: { apiVersion, kind, project, name },
    path: objectPath(resource, project, name),
    wanted: object,
    force: request.forceConflicts,
  };
}

/** Dependencies first; kinds that are not listed go into the gap. */
const BEFORE: readonly string[] = [
  ...['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'ServiceAccount', 'Secret', 'ConfigMap'],
  ...['PersistentVolumeClaim', 'Role', 'RoleBinding', 'ImageStream', 'Service'],
];
const AFTER: readonly string[] = [
  'BuildConfig',
  ...WORKLOAD_KINDS.map((name) => workloadRow(name).kind),
  ...['Job', 'Pod', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Ingress', 'Route'],
];

/** Sorts by kind; objects of one kind keep their order. */
function inKindOrder<Item>(items: readonly Item[], kindOf: (item: Item) => string): readonly Item[] {
  const rank = (item: Item): number => {
    const before = BEFORE.indexOf(kindOf(item));
    if (before >= 0) return before;
    const after = AFTER.indexOf(kindOf(item));
    return after < 0 ? BEFORE.length : BEFORE.length + 1 + after;
  };
  return [...items].sort((left, right) => rank(left) - rank(right));
}
