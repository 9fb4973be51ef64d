import { PromoteError, type ErrorCode } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiRequest } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { withDeadline } from '../api/deadline.ts';
import { numberAt, objectsAt, textAt } from '../api/json-fields.ts';
import { troubleText, type PodTrouble } from '../workloads/pods.ts';
import { errorPlace, lookAtPods, workloadPlace, type RolloutRun } from './rollout-run.ts';

/** What is known about a rollout that failed. */
export interface Suspect {
  readonly code: Extract<ErrorCode, 'ROLLOUT_FAILED' | 'ROLLOUT_TIMED_OUT'>;
  /** such as `revision 5 failed: …` */
  readonly what: string;
  /** the live workload, for its conditions */
  readonly object: JsonObject | undefined;
  /** name of the ReplicaSet or ReplicationController of the new revision */
  readonly controller: string | undefined;
  /** log of the deployer pod, if there is one */
  readonly log: ApiRequest | undefined;
  /** the command for a closer look if no pod explains the failure */
  readonly look: string;
}

const MAX_DIAGNOSIS_MS = 20_000;
const MAX_TROUBLES = 5;
const MAX_EVENTS = 5;
const LOG_LINES = 20;
const MAX_LOG_BYTES = 64 * 1024;

/**
 * Builds the error for a failed rollout, with everything that explains it: conditions, why pods do not run, the last log
 * lines of a crashed container, and events. What may not be read is left out.
 */
export async function explainRollout(
  run: RolloutRun,
  suspect: Suspect,
  signal: AbortSignal,
): Promise<PromoteError> {
  const { clock } = run.context;
  const gathered: string[] = conditionsOf(suspect.object);
  const { worst, isThere } = await withDeadline<Culprit>(
    clock,
    MAX_DIAGNOSIS_MS,
    signal,
    async (inner) => gather(run, suspect, gathered, inner),
    () => ({ worst: run.troubles[0], isThere: false }),
  );
  const { workload } = run.plan;
  const reason = worst === undefined ? '' : `; ${troubleText(worst)}`;
  return new PromoteError({
    code: suspect.code,
    message: cleanServerText(`${workloadPlace(workload)}: ${suspect.what}${reason}`),
    hint: hintFor(isThere ? worst : undefined, suspect, workload.project),
    where: errorPlace(run.context.api),
    problems: gathered.map((message) => ({ code: suspect.code, message })),
  });
}

/** The container at fault, if there is one. Pods of a failed version are deleted, so they can no longer be inspected. */
interface Culprit {
  readonly worst: PodTrouble | undefined;
  readonly isThere: boolean;
}

async function gather(
  run: RolloutRun,
  suspect: Suspect,
  gathered: string[],
  signal: AbortSignal,
): Promise<Culprit> {
  const { api } = run.context;
  const { pods, plan } = run;
  const now = pods === undefined ? [] : await orNothing(() => lookAtPods(api, pods, signal), signal);
  const troubles = now.length > 0 ? now : run.troubles;
  gathered.push(...new Set(troubles.slice(0, MAX_TROUBLES).map(troubleText)));
  const crashed = troubles.find(({ hasRun }) => hasRun);
  const { project } = plan.workload;
  if (crashed !== undefined)
    gathered.push(...(await orNothing(() => lastWords(api, project, crashed, signal), signal)));
  const names = [suspect.controller, plan.workload.name].filter((name) => name !== undefined);
  gathered.push(
    ...(await orNothing(() => warningEvents(api, project, names, suspect.controller, signal), signal)),
  );
  const { log } = suspect;
  if (log !== undefined && crashed === undefined) {
    gathered.push(...(await orNothing(() => readLog(api, log, 'the deployer', signal), signal)));
  }
  return { worst: troubles[0], isThere: now.length > 0 };
}

function hintFor(worst: PodTrouble | undefined, suspect: Suspect, project: string): string {
  if (worst === undefined) return `look further: ${suspect.look}`;
  if (!worst.hasRun) return `look further: oc describe pod ${worst.pod} -n ${project}`;
  const container = worst.container === undefined ? '' : ` -c ${worst.container}`;
  return `look further: oc logs ${worst.pod}${container} --previous -n ${project}`;
}

/** The problems a workload itself reports: failing conditions, or pods that cannot be created (quota). */
function conditionsOf(object: JsonObject | undefined): string[] {
  return objectsAt(object, 'status', 'conditions')
    .filter((condition) => {
      const isFailure = textAt(condition, 'type') === 'ReplicaFailure';
      return textAt(condition, 'status') === (isFailure ? 'True' : 'False');
    })
    .map((condition) => {
      const parts = [textAt(condition, 'reason'), textAt(condition, 'message')].filter(
        (part) => part !== undefined,
      );
      return cleanServerText(`condition ${textAt(condition, 'type') ?? ''}: ${parts.join(': ')}`, 400);
    });
}

async function lastWords(
  api: Api,
  project: string,
  { pod, container }: PodTrouble,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = namespacedPath('v1', project, 'pods', pod, 'log');
  const query = { container, tailLines: LOG_LINES, limitBytes: 16 * 1024 };
  const name = `pod ${pod}${container === undefined ? '' : ` container ${container}`}`;
  // of the run that crashed; missing until the container has been restarted
  const previous = await readLog(
    api,
    { method: 'GET', path, query: { ...query, previous: true } },
    name,
    signal,
  );
  return previous.length > 0 ? previous : readLog(api, { method: 'GET', path, query }, name, signal);
}

async function readLog(
  api: Api,
  request: ApiRequest,
  name: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const reply = await api.sendForText(request, MAX_LOG_BYTES, signal);
  if (!reply.ok) return [];
  const lines = reply.text.split('\n').map((line) => cleanServerText(line, 300));
  const last = lines.filter((line) => line !== '').slice(-LOG_LINES);
  return last.map((line) => `log of ${name}: ${line}`);
}

/** The last warning events of the workload, its controller and the controller's pods, including deleted ones. */
async function warningEvents(
  api: Api,
  project: string,
  names: readonly string[],
  controller: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = namespacedPath('v1', project, 'events');
  const query = { fieldSelector: 'type=Warning', limit: 500 };
  const list = requireOk(await api.send({ method: 'GET', path, query }, signal));
  const isOurs = (name: string): boolean =>
    names.includes(name) || (controller !== undefined && name.startsWith(`${controller}-`));
  const events = objectsAt(list, 'items').filter((event) =>
    isOurs(textAt(event, 'involvedObject', 'name') ?? ''),
  );
  const atOf = (event: JsonObject): string =>
    textAt(event, 'lastTimestamp') ??
    textAt(event, 'eventTime') ??
    textAt(event, 'metadata', 'creationTimestamp') ??
    '';
  const latest = [...events].sort((one, other) => atOf(one).localeCompare(atOf(other))).slice(-MAX_EVENTS);
  return latest.map((event) => {
    const count = numberAt(event, 'count') ?? 1;
    const times = count > 1 ? ` (${count} times)` : '';
    const name = textAt(event, 'involvedObject', 'name') ?? '';
    return cleanServerText(
      `event of ${name}: ${textAt(event, 'reason') ?? ''}: ${textAt(event, 'message') ?? ''}${times}`,
      400,
    );
  });
}

/** A diagnosis must not hide the failure it explains: errors while reading are ignored. */
async function orNothing<Entry>(
  read: () => Promise<readonly Entry[]>,
  signal: AbortSignal,
): Promise<readonly Entry[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return [];
  }
}

/** The command that shows the conditions of a workload. */
export function describeCommand(run: RolloutRun): string {
  const { workload } = run.plan;
  return `oc describe ${workloadText(workload)} -n ${workload.project}`;
}
