import { PromoteError } from '../core/errors.ts';
import type { RolloutResult } from '../core/ports/rollouts.ts';
import type { JsonObject } from '../core/strict-json.ts';
import { noContainer } from './container-choice.ts';
import { alongside, withDeadline } from './deadline.ts';
import { deploymentStatus, revisionOf, type DeploymentStatus } from './deployment-status.ts';
import { readDeployment } from './deployment.ts';
import { describeCommand, explainRollout } from './diagnosis.ts';
import { observe, selectOne } from './observe.ts';
import { imagesText, templateRuns } from './pod-template.ts';
import { findReplicaSet, podsOfReplicaSet } from './replica-sets.ts';
import {
  collectionPath,
  errorPlace,
  missingWorkload,
  pausedError,
  resultOf,
  say,
  startedResult,
  triggerPatienceMs,
  watchPods,
  workloadPath,
  workloadPlace,
  type RolloutOutcome,
  type RolloutRun,
} from './rollout-run.ts';
import { restart, setImages } from './set-image.ts';

/** What was seen of the Deployment last. */
interface Sight {
  deployment: JsonObject | undefined;
  status: DeploymentStatus | undefined;
}

/**
 * Makes a Deployment run the digest and waits until the very revision that does is complete.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT, ROLLOUT_PAUSED
 */
export async function rollOutDeployment(run: RolloutRun, signal: AbortSignal): Promise<RolloutResult> {
  const { timeoutMs } = run.options;
  const sight: Sight = { deployment: undefined, status: undefined };
  const outcome = await withDeadline<RolloutOutcome>(
    run.viewer.clock,
    timeoutMs,
    signal,
    async (inner) => {
      const deployment = await readDeployment(run.viewer.api, run.plan.workload, inner);
      const result = await start(run, deployment, inner);
      if (result !== undefined) return { kind: 'done', result };
      return alongside(
        inner,
        () => follow(run, sight, inner),
        (beside) => watchPods(run, beside),
      );
    },
    () => ({ kind: 'timed out' }),
  );
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'failed':
      throw await explainFailure(run, sight, 'ROLLOUT_FAILED', outcome.what, signal);
    case 'timed out': {
      const what = `not complete after ${Math.round(timeoutMs / 1000)} s (${sightText(run, sight)})`;
      throw await explainFailure(run, sight, 'ROLLOUT_TIMED_OUT', what, signal);
    }
  }
}

/** Sets off what does not go by itself. Returns the result when there is nothing to wait for. */
async function start(
  run: RolloutRun,
  deployment: JsonObject,
  signal: AbortSignal,
): Promise<RolloutResult | undefined> {
  const { api, clock } = run.viewer;
  const { workload, containers, method, revisionBefore } = run.plan;
  if (containers.length === 0) throw noContainer(workload, deployment, run.target, errorPlace(api));
  const path = workloadPath(workload);
  const status = deploymentStatus(deployment, containers, run.target.digest);
  switch (status.kind) {
    case 'paused':
      throw pausedError(api, workload);
    case 'complete':
      return status.revision === revisionBefore ? resultOf(run, status.revision) : undefined;
    case 'failed':
      // the failure of a revision from before says nothing about another try
      if (status.revision !== revisionBefore) return undefined;
      say(run, `revision ${status.revision ?? 'unknown'} has failed before: restarting it`);
      await restart(api, path, clock.date(), signal);
      return undefined;
    case 'unobserved':
    case 'progressing':
      return undefined;
    case 'other-image':
      if (method === 'trigger' && (await waitForTrigger(run, signal))) return undefined;
      await setImages(api, path, deployment, containers, run.target, signal);
      return undefined;
  }
}

/** False when the image trigger does not act in time. */
async function waitForTrigger(run: RolloutRun, signal: AbortSignal): Promise<boolean> {
  const { workload, containers } = run.plan;
  const patienceMs = triggerPatienceMs(run);
  say(run, 'waiting for the image trigger');
  return withDeadline(
    run.viewer.clock,
    patienceMs,
    signal,
    async (inner) => {
      for await (const [deployment] of observeDeployment(run, inner)) {
        if (deployment === undefined) throw missingWorkload(run.viewer.api, workload);
        if (templateRuns(deployment, containers, run.target.digest)) return true;
      }
      return false;
    },
    () => {
      say(run, `the image trigger has not acted in ${Math.round(patienceMs / 1000)} s: setting the image`);
      return false;
    },
  );
}

function observeDeployment(run: RolloutRun, signal: AbortSignal): AsyncGenerator<readonly JsonObject[]> {
  const { workload } = run.plan;
  return observe(run.viewer, selectOne(collectionPath(workload), workload.name), signal);
}

/** Waits for the outcome of the revision that runs the digest, and of no other. */
async function follow(run: RolloutRun, sight: Sight, signal: AbortSignal): Promise<RolloutOutcome> {
  const { workload, containers } = run.plan;
  const { api } = run.viewer;
  for await (const [deployment] of observeDeployment(run, signal)) {
    if (deployment === undefined) throw missingWorkload(api, workload);
    const status = deploymentStatus(deployment, containers, run.target.digest);
    sight.deployment = deployment;
    sight.status = status;
    switch (status.kind) {
      case 'other-image':
        throw displaced(run, status.images);
      case 'paused':
        throw pausedError(api, workload);
      case 'unobserved':
        say(run, 'waiting for the controller to see the new image');
        break;
      case 'complete':
        return { kind: 'done', result: resultOf(run, status.revision) };
      case 'failed':
        return { kind: 'failed', what: `revision ${status.revision ?? 'unknown'} failed: ${status.message}` };
      case 'progressing':
        if (!run.options.wait) return { kind: 'done', result: startedResult(run, status.revision) };
        say(run, status.message);
        await findPods(run, deployment, status.revision, signal);
        break;
    }
  }
  throw new TypeError('observing ended by itself');
}

/** Where the pods of the revision are; asked once, the ReplicaSet of a revision does not change. */
async function findPods(
  run: RolloutRun,
  deployment: JsonObject,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (run.pods !== undefined && run.pods.revision === revision) return;
  try {
    const replicaSet = await findReplicaSet(run.viewer.api, run.plan.workload, deployment, revision, signal);
    if (replicaSet === undefined) return;
    run.pods = { ...podsOfReplicaSet(run.plan.workload, replicaSet), revision };
  } catch (error) {
    // the account may not list ReplicaSets, or the API is down: the rollout goes on without explanations
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
  }
}

function displaced(run: RolloutRun, images: readonly string[]): PromoteError {
  const { workload } = run.plan;
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(workload)}: its image was changed to ${imagesText(images)} while it was rolled out`,
    hint: `look at what sets it (an image trigger, an operator, GitOps, another pipeline): oc get deployment/${workload.name} -n ${workload.project} -o yaml --show-managed-fields`,
    where: errorPlace(run.viewer.api),
  });
}

function sightText(run: RolloutRun, { status }: Sight): string {
  switch (status?.kind) {
    case undefined:
      return run.said ?? 'it could not be looked at';
    case 'progressing':
      return status.message;
    case 'unobserved':
      return 'the controller has not seen the new image';
    case 'other-image':
    case 'paused':
    case 'failed':
    case 'complete':
      return status.kind;
  }
}

async function explainFailure(
  run: RolloutRun,
  { deployment }: Sight,
  code: 'ROLLOUT_FAILED' | 'ROLLOUT_TIMED_OUT',
  what: string,
  signal: AbortSignal,
): Promise<PromoteError> {
  if (deployment !== undefined) await findPods(run, deployment, revisionOf(deployment), signal);
  const suspect = { code, what, object: deployment, controller: run.pods?.owner, log: undefined };
  return explainRollout(run, { ...suspect, look: describeCommand(run) }, signal);
}
