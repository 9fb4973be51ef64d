import { PromoteError } from '../../../core/text/errors.ts';
import type { RolloutResult } from '../../../core/ports/rollouts.ts';
import type { JsonObject } from '../../../core/text/strict-json.ts';
import type { ApiRequest } from '../../api/api.ts';
import { noContainer } from '../../containers/container-errors.ts';
import { alongside, withDeadline } from '../../api/deadline.ts';
import { latestVersionOf, podsOfVersion, readDeploymentConfig, selectVersions } from './deployment-config.ts';
import { isPaused } from '../deployment-status.ts';
import { notDelivered, watchOwner } from '../delivery.ts';
import { explainRollout } from '../diagnosis.ts';
import { watchUntil } from '../../api/watch-objects.ts';
import { imagesText, templateNames, templateRuns } from '../../workloads/pod-template.ts';
import {
  errorPlace,
  pausedError,
  resultOf,
  say,
  startedResult,
  watchPods,
  workloadPlace,
  type RolloutOutcome,
  type RolloutRun,
} from '../rollout-run.ts';
import { workloadPath } from '../../api/api-path.ts';
import { startVersion } from './version-start.ts';
import { readVersions, versionStatus, type VersionStatus } from './version-status.ts';

/** The state of the versions that was last seen. */
interface Sight {
  status: VersionStatus;
}

/**
 * Rolls a DeploymentConfig out to the digest and waits until the version that runs it is complete.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT, ROLLOUT_PAUSED
 */
export async function rollOutDeploymentConfig(run: RolloutRun, signal: AbortSignal): Promise<RolloutResult> {
  const { timeoutMs } = run.options;
  const sight: Sight = { status: { kind: 'absent' } };
  const outcome = await withDeadline<RolloutOutcome>(
    run.context.clock,
    timeoutMs,
    signal,
    async (inner) => {
      const { workload } = run.plan;
      const config = await readDeploymentConfig(run.context.api, workload, inner);
      if (isPaused(config)) throw pausedError(run.context.api, workload);
      if (run.wanted.size === 0)
        throw noContainer(workload, config, run.targets, errorPlace(run.context.api));
      const { delivery } = run;
      // with a delivery, any version may be the one
      const version = delivery === undefined ? await startVersion(run, config, inner) : 1;
      const followBeside = (): Promise<RolloutOutcome> =>
        alongside(
          inner,
          () => follow(run, version, sight, inner),
          (beside) => watchPods(run, beside),
        );
      return delivery === undefined
        ? followBeside()
        : alongside(inner, followBeside, (beside) => watchOwner(run, delivery, beside));
    },
    () => ({ kind: 'timed out' }),
  );
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'failed':
      throw await explainFailure(run, 'ROLLOUT_FAILED', outcome.what, signal);
    case 'timed out': {
      const { status } = sight;
      const images = status.kind === 'other-image' ? imagesText(status.images) : undefined;
      if (run.delivery?.isThere === false) throw notDelivered(run, run.delivery, images);
      const what = `not complete after ${Math.round(timeoutMs / 1000)} s (${sightText(run, sight.status)})`;
      throw await explainFailure(run, 'ROLLOUT_TIMED_OUT', what, signal);
    }
  }
}

/** Waits for the outcome of `version`, or of a newer one that also runs the digest. */
function follow(
  run: RolloutRun,
  version: number,
  sight: Sight,
  signal: AbortSignal,
): Promise<RolloutOutcome> {
  const { workload } = run.plan;
  const judge = async (controllers: readonly JsonObject[]): Promise<RolloutOutcome | undefined> => {
    const { delivery } = run;
    const runs = delivery === undefined ? templateRuns : templateNames;
    const status = versionStatus(readVersions(controllers), version, run.wanted, runs);
    sight.status = status;
    if (delivery !== undefined) delivery.isThere = status.kind !== 'other-image' && status.kind !== 'absent';
    if (status.kind !== 'absent') run.pods = podsOfVersion(workload, status.version);
    switch (status.kind) {
      case 'absent':
        if (!run.options.wait) return { kind: 'done', result: startedResult(run, String(version)) };
        say(run, `waiting for version ${version}`);
        return undefined;
      case 'other-image':
        if (delivery !== undefined) return undefined;
        throw displaced(run, status.version, status.images);
      case 'progressing':
        if (!run.options.wait) return { kind: 'done', result: startedResult(run, String(status.version)) };
        say(run, status.message);
        return undefined;
      case 'failed':
        if (!status.isCancelled || !(await isSuperseded(run, status.version, signal))) {
          return { kind: 'failed', what: status.message };
        }
        say(run, `version ${status.version} was cancelled in favour of a newer one`);
        return undefined;
      case 'complete':
        return { kind: 'done', result: resultOf(run, String(status.version)) };
    }
  };
  return watchUntil(run.context, selectVersions(workload), judge, signal);
}

/**
 * A second image change cancels the version in progress before its successor exists. If the successor runs the digest too,
 * wait for it instead.
 */
async function isSuperseded(run: RolloutRun, version: number, signal: AbortSignal): Promise<boolean> {
  const { workload } = run.plan;
  const config = await readDeploymentConfig(run.context.api, workload, signal);
  return latestVersionOf(config) > version && templateRuns(config, run.wanted);
}

function displaced(run: RolloutRun, version: number, images: readonly string[]): PromoteError {
  const { workload } = run.plan;
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(workload)}: version ${version} runs ${imagesText(images)}, not the promoted image`,
    hint: `another client rolled it out at the same time: oc rollout history dc/${workload.name} -n ${workload.project}`,
    where: errorPlace(run.context.api),
  });
}

function sightText(run: RolloutRun, status: VersionStatus): string {
  switch (status.kind) {
    case 'absent':
      return run.said ?? 'the new version has not been created';
    case 'progressing':
      return status.message;
    case 'other-image':
    case 'failed':
    case 'complete':
      return `version ${status.version}`;
  }
}

async function explainFailure(
  run: RolloutRun,
  code: 'ROLLOUT_FAILED' | 'ROLLOUT_TIMED_OUT',
  what: string,
  signal: AbortSignal,
): Promise<PromoteError> {
  const { workload } = run.plan;
  const version = run.pods?.revision;
  const config = await readOrNothing(run, signal);
  const log: ApiRequest | undefined =
    version === undefined
      ? undefined
      : { method: 'GET', path: `${workloadPath(workload)}/log`, query: { version, tailLines: 20 } };
  const look =
    version === undefined
      ? `oc describe dc/${workload.name} -n ${workload.project}`
      : `oc logs dc/${workload.name} --version=${version} -n ${workload.project}; oc describe rc/${workload.name}-${version} -n ${workload.project}`;
  const suspect = { code, what, object: config, controller: run.pods?.owner, log, look };
  return explainRollout(run, suspect, signal);
}

async function readOrNothing(run: RolloutRun, signal: AbortSignal): Promise<JsonObject | undefined> {
  try {
    return await readDeploymentConfig(run.context.api, run.plan.workload, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return undefined;
  }
}
