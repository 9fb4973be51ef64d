import { collectionPath, workloadPath } from '../api/api-path.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { PromoteError, type ErrorPlace } from '../../core/text/errors.ts';
import type {
  RolloutPlan,
  RolloutProgress,
  RolloutResult,
  RolloutTarget,
  WorkloadName,
} from '../../core/ports/rollouts.ts';
import { workloadRow } from '../../core/ports/workload-kinds.ts';
import { workloadText } from '../../core/progress-text.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { requireOk, type Api } from '../api/api.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import type { Delivery } from './delivery.ts';
import type { WantedImages } from '../workloads/pod-template.ts';
import { readPods, troublesOf, troubleText, type PodSelection, type PodTrouble } from '../workloads/pods.ts';

/** The pods of one revision of a workload or version of a DeploymentConfig. */
export interface RevisionPods extends PodSelection {
  readonly revision: string | undefined;
}

/** The outcome of a rollout. Explaining a failure takes additional time, outside the deadline. */
export type RolloutOutcome =
  | { readonly kind: 'done'; readonly result: RolloutResult }
  | { readonly kind: 'failed'; readonly what: string }
  | { readonly kind: 'timed out' };

/** A rollout in progress, and what was seen of it: container states are lost when a failed version is scaled down. */
export interface RolloutRun {
  readonly context: ClusterContext;
  readonly plan: RolloutPlan;
  readonly wanted: WantedImages;
  readonly targets: readonly RolloutTarget[];
  readonly options: {
    readonly wait: boolean;
    readonly timeoutMs: number;
    readonly onProgress: (progress: RolloutProgress) => void;
  };
  /** the pods of the new revision, as soon as they are known */
  pods: RevisionPods | undefined;
  troubles: readonly PodTrouble[];
  /** set: Argo CD or Flux rolls out, and this program only waits */
  readonly delivery: Delivery | undefined;
  /** the last progress message */
  said: string | undefined;
}

/** How long to wait for an image trigger; the controller fires within milliseconds unless it is overloaded or disabled (41e). */
const TRIGGER_MS = 30_000;
const TROUBLE_EVERY_MS = 5_000;

/** Never more than half of the remaining time: the fallback for the trigger needs time too. */
export function triggerPatienceMs(run: RolloutRun): number {
  return Math.min(TRIGGER_MS, run.options.timeoutMs / 2);
}

/** Logs the progress if it has changed. */
export function say(run: RolloutRun, text: string): void {
  const message = cleanServerText(text, 400);
  if (run.said === message) return;
  run.said = message;
  run.options.onProgress({ workload: run.plan.workload, message });
}

export function resultOf(run: RolloutRun, revision: string | undefined): RolloutResult {
  const { workload, revisionBefore } = run.plan;
  const status = revision !== undefined && revision === revisionBefore ? 'unchanged' : 'complete';
  return { workload, status, revisionBefore, revision };
}

export function startedResult(run: RolloutRun, revision: string | undefined): RolloutResult {
  const { workload, revisionBefore } = run.plan;
  return { workload, status: 'started', revisionBefore, revision };
}

/** Periodically checks why pods of the new revision do not run, and logs it. Ends when the signal is aborted. */
export async function watchPods(run: RolloutRun, signal: AbortSignal): Promise<void> {
  const { api, clock } = run.context;
  for (;;) {
    await clock.sleep(TROUBLE_EVERY_MS, signal);
    if (run.pods === undefined) continue;
    const troubles = await lookAtPods(api, run.pods, signal);
    if (troubles.length === 0) continue;
    run.troubles = troubles;
    const [first] = troubles;
    if (first !== undefined) say(run, troubleText(first));
  }
}

export async function lookAtPods(
  api: Api,
  pods: PodSelection,
  signal: AbortSignal,
): Promise<readonly PodTrouble[]> {
  return (await readPods(api, pods, signal)).flatMap(troublesOf);
}

/** `deployment/web in prod` */
export function workloadPlace(workload: WorkloadName): string {
  return `${workloadText(workload)} in ${workload.project}`;
}

export function errorPlace(api: Api): ErrorPlace {
  return { side: api.side, host: api.host };
}

export function pausedError(api: Api, workload: WorkloadName): PromoteError {
  return new PromoteError({
    code: 'ROLLOUT_PAUSED',
    message: `${workloadPlace(workload)} is paused`,
    hint: `resume it: oc rollout resume ${workloadText(workload)} -n ${workload.project}`,
    where: errorPlace(api),
  });
}

export function missingWorkload(api: Api, workload: WorkloadName): PromoteError {
  const { resource } = workloadRow(workload.kind);
  return new PromoteError({
    code: 'WORKLOAD_NOT_FOUND',
    message: `${workloadPlace(workload)} does not exist on ${api.server}`,
    hint: `look what there is: oc get ${resource} -n ${workload.project}`,
    where: errorPlace(api),
  });
}

/** @throws PromoteError WORKLOAD_NOT_FOUND, ACCESS_DENIED */
export async function readWorkload(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<JsonObject> {
  const reply = await api.send({ method: 'GET', path: workloadPath(workload) }, signal);
  if (!reply.ok && reply.failure.status === 404) throw await explainMissingWorkload(api, workload, signal);
  return requireOk(reply);
}

const MAX_LISTED = 500;
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MAX_NAMED = 5;

/** The error for a workload that does not exist, with the names of those of its kind that do. */
export async function explainMissingWorkload(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<PromoteError> {
  const error = missingWorkload(api, workload);
  const query = { limit: MAX_LISTED };
  const path = collectionPath(workload);
  const reply = await api.send({ method: 'GET', path, query, maxBodyBytes: MAX_LIST_BYTES }, signal);
  if (!reply.ok) return error;
  const names = objectsAt(reply.body, 'items')
    .flatMap((item) => textAt(item, 'metadata', 'name') ?? [])
    .sort();
  const nearest = nearestName(workload.name, names);
  const spell = (name: string): string => workloadText({ ...workload, name: cleanServerText(name, 100) });
  const more = names.length > MAX_NAMED ? ', …' : '';
  const there =
    nearest !== undefined
      ? `did you mean ${spell(nearest)}?`
      : names.length === 0
        ? `project ${workload.project} has no ${workloadRow(workload.kind).resource}`
        : `project ${workload.project} has ${names.slice(0, MAX_NAMED).map(spell).join(', ')}${more}`;
  const { code, message, hint = '', where } = error;
  return new PromoteError({ code, message, hint: `${there}; ${hint}`, where });
}
