import { PromoteError } from '../../../core/text/errors.ts';
import type { JsonObject } from '../../../core/text/strict-json.ts';
import { requireOk, type ApiReply, type ApiRequest } from '../../api/api.ts';
import { withDeadline } from '../../api/deadline.ts';
import { latestVersionOf, readDeploymentConfig, selectVersions } from './deployment-config.ts';
import { readVersionsNow, untilIdle } from './version-idle.ts';
import { hasConfigChangeTrigger } from '../../workloads/image-triggers.ts';
import { valueAt } from '../../api/json-fields.ts';
import { watchUntil } from '../../api/watch-objects.ts';
import { imagesOf, imagesText, templateRuns } from '../../workloads/pod-template.ts';
import { errorPlace, say, triggerPatienceMs, workloadPlace, type RolloutRun } from '../rollout-run.ts';
import { workloadPath } from '../../api/api-path.ts';
import { setImages } from '../set-image.ts';
import { readVersions, versionStatus } from './version-status.ts';

const MAX_CONFLICTS = 5;

/**
 * Finds the version that runs the digest, or creates one. Returns its number; it may still be in progress.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_PAUSED, ACCESS_DENIED
 */
export async function startVersion(
  run: RolloutRun,
  config: JsonObject,
  signal: AbortSignal,
): Promise<number> {
  const { revisionBefore, method } = run.plan;
  const before = Number(revisionBefore ?? 0);
  const versions = await readVersionsNow(run.context, run.plan.workload, signal);
  const status = versionStatus(versions, Math.max(before, 1), run.wanted);
  switch (status.kind) {
    case 'complete':
    case 'progressing':
      return status.version;
    case 'failed':
      // an existing version failed with the same image: only a new version retries it
      return status.version > before ? status.version : instantiate(run, true, signal);
    case 'absent':
    case 'other-image':
      if (method === 'trigger')
        return (await waitForVersion(run, before + 1, signal)) ?? catchUp(run, before, signal);
      return method === 'set-image' ? changeTemplate(run, config, signal) : instantiate(run, true, signal);
  }
}

/** The number of the version a trigger created; undefined if it does not fire in time. */
async function waitForVersion(
  run: RolloutRun,
  minVersion: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { workload } = run.plan;
  const patienceMs = triggerPatienceMs(run);
  say(run, 'waiting for the trigger to start a new version');
  const started = (controllers: readonly JsonObject[]): number | undefined => {
    const status = versionStatus(readVersions(controllers), minVersion, run.wanted);
    return status.kind === 'absent' || status.kind === 'other-image' ? undefined : status.version;
  };
  return withDeadline<number | undefined>(
    run.context.clock,
    patienceMs,
    signal,
    (inner) => watchUntil(run.context, selectVersions(workload), started, inner),
    () => {
      say(run, `the trigger has not acted in ${Math.round(patienceMs / 1000)} s`);
      return undefined;
    },
  );
}

/** The trigger may have fired while the previous version is still being cancelled: then only its number is known. */
async function catchUp(run: RolloutRun, before: number, signal: AbortSignal): Promise<number> {
  const { workload } = run.plan;
  const config = await readDeploymentConfig(run.context.api, workload, signal);
  const latest = latestVersionOf(config);
  if (latest > before && templateRuns(config, run.wanted)) return latest;
  // not forced: a trigger that fires at the same moment must not cause a second version
  return instantiate(run, false, signal);
}

/** Sets the image in the template. With a ConfigChange trigger this alone creates a version. */
async function changeTemplate(run: RolloutRun, config: JsonObject, signal: AbortSignal): Promise<number> {
  const { workload } = run.plan;
  const { api } = run.context;
  await waitUntilIdle(run, signal);
  const changed = await setImages(api, workloadPath(workload), config, run.wanted, signal);
  if (hasConfigChangeTrigger(config)) {
    const version = await waitForVersion(run, latestVersionOf(changed) + 1, signal);
    if (version !== undefined) return version;
  }
  return instantiate(run, true, signal);
}

/**
 * Requests a new version, as `oc rollout latest` does. Without `force` the server may answer that nothing has changed: 204, or
 * a Status in older versions (capture 19l, openshift-api.md §4.1).
 */
async function instantiate(run: RolloutRun, force: boolean, signal: AbortSignal): Promise<number> {
  const { workload } = run.plan;
  const { api } = run.context;
  await waitUntilIdle(run, signal);
  say(run, 'starting a new version');
  // the server uses the name in the body, and checks rights for the one in the path
  const body = {
    kind: 'DeploymentRequest',
    apiVersion: 'apps.openshift.io/v1',
    name: workload.name,
    latest: true,
    force,
  };
  const request: ApiRequest = { method: 'POST', path: `${workloadPath(workload)}/instantiate`, body };
  let reply = await api.send(request, signal);
  // the server writes the config and its status; a controller may write in between
  for (let tries = 1; isConflict(reply) && tries < MAX_CONFLICTS; tries += 1)
    reply = await api.send(request, signal);
  const answer = requireOk(reply);
  const isNothingToDo = (reply.ok && reply.status === 204) || valueAt(answer, 'kind') === 'Status';
  const config = isNothingToDo ? await readDeploymentConfig(api, workload, signal) : answer;
  if (!templateRuns(config, run.wanted)) throw otherImage(run, config);
  return latestVersionOf(config);
}

function isConflict(reply: ApiReply): boolean {
  return !reply.ok && reply.failure.status === 409;
}

/** A new version cancels one in progress, whose owner would not know why. */
async function waitUntilIdle(run: RolloutRun, signal: AbortSignal): Promise<void> {
  const tell = (text: string): void => {
    say(run, text);
  };
  await untilIdle(run.context, run.plan.workload, tell, signal);
}

function otherImage(run: RolloutRun, config: JsonObject): PromoteError {
  const { workload, containers } = run.plan;
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(workload)} should roll out ${[...run.wanted.values()].map(({ digest }) => digest).join(', ')} but runs ${imagesText(imagesOf(config, containers))}`,
    hint: `another client moved the tag, or its image trigger names another one: oc set triggers dc/${workload.name} -n ${workload.project}`,
    where: errorPlace(run.context.api),
  });
}
