import { PromoteError, type Phase } from '../core/text/errors.ts';
import type { PromoteOptions } from '../core/options.ts';
import type { GateName } from '../core/ports/commands.ts';
import type { PromotionPlan, TransferForecast } from '../core/plan.ts';
import type { PromotionReport } from '../core/report.ts';
import { describeFound, findAttachments } from './move/attachments/find.ts';
import { check } from './check/check.ts';
import { compareImages } from './compare-images.ts';
import { connect } from './resolve/connect.ts';
import { apply, createStreams, streamsToCreate } from './apply/apply.ts';
import { commitDesiredState } from './apply/desired-state.ts';
import { askGate, gatesOf } from './gate/gate.ts';
import { moveImages } from './move/move-images.ts';
import { notify } from './gate/notify.ts';
import { allOrFirstError } from './run/concurrency.ts';
import { runPhase, type Run } from './run/run.ts';
import { describePlan } from '../core/plan-text.ts';
import { actionFor, planPromotion } from './check/plan.ts';
import { prepare, needsPullSecret, preparePull } from './move/prepare.ts';
import { newRunState, type SetLock } from './run/run-state.ts';
import { buildReport } from './build-report.ts';
import { resolve } from './resolve/resolve.ts';
import { buildImages } from './move/build-images.ts';
import { removeTemporaryObjects } from './run/temporary-objects.ts';
import { isCopied, sourceDigestOf, type ResolvedImage } from './run/resolved-image.ts';
import { rollOut, waitForRollouts } from './roll-out/roll-out.ts';
import { afterRollBack, withMovedTags } from './undo/roll-back.ts';
import { confirmTags, tagImages } from './tag/tag-images.ts';
import { describeDestination } from './undo/destination-state.ts';
import { undo } from './undo/undo.ts';
import { findUrl, verify } from './roll-out/verify.ts';
import type { Ports } from './run/ports.ts';

/** The outcome of a promotion. A failed one, too, reports what it did before it failed. */
export interface PromotionOutcome {
  readonly report: PromotionReport;
  /** undefined: the run failed before the plan was complete */
  readonly plan: PromotionPlan | undefined;
  /** undefined: success */
  readonly failure: { readonly error: unknown } | undefined;
  /** the state a failed run left the destination in, as one line */
  readonly destination?: string | undefined;
}

/**
 * Promotes every image: connects, resolves, checks and, unless this is a dry run, carries out the plan. Nothing changes at the
 * destination before the plan is complete. Never rejects: a failure is part of the outcome.
 */
export async function promote(
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<PromotionOutcome> {
  const startedAt = ports.clock.date();
  const startedMs = ports.clock.nowMs();
  const state = newRunState();
  const run: Run = { options, ports, state, signal };
  let failure: PromotionOutcome['failure'];
  let rolledBack = false;
  let isTakenBack = false;
  try {
    await runPhases(run, startedAt);
    if (options.compareImages === true) state.changes = await compareImages(run);
  } catch (error) {
    failure = { error };
    const isUndone = (options.rollbackOnFailure === true && isUndoable(error)) || isHalfDone(error, run);
    isTakenBack = isUndone && state.tagsBefore.length > 0;
    if (isTakenBack) {
      const problem = await undo(run);
      failure = { error: afterRollBack(error, problem) };
      rolledBack = problem === undefined;
      // the report describes the destination after the rollback, when no change of this run remains
      if (rolledBack) state.tagged = state.movedTags = state.applied = state.rollouts = [];
    }
    if (!rolledBack) failure = { error: withMovedTags(failure.error, state.movedTags) };
    await removeTemporaryObjects(run, 'on failure');
  }
  if (!isTakenBack && isStanding(failure?.error, run)) await trace(run);
  await state.lock?.release(rolledBack || !(isTakenBack || isFailedIn(failure?.error, 'tag')));
  const durationMs = ports.clock.nowMs() - startedMs;
  const done = buildReport({ ...state, startedAt, durationMs }, options);
  return {
    report: {
      ...done,
      rolledBack,
      rolloutStatus: rolledBack
        ? 'rolled-back'
        : isFailedIn(failure?.error, 'roll out', 'verify')
          ? 'failed'
          : done.rolloutStatus,
    },
    plan: state.plan,
    failure,
    ...(failure === undefined ? {} : { destination: describeDestination(state, rolledBack) }),
  };
}

/**
 * Whether the run failed between two tags, or was cancelled between two tags or between the tags and the rollout. Then the tags are
 * restored even without `rollbackOnFailure`, so that no release is left half done. Once every rollout has started, the cluster
 * completes them itself.
 */
function isHalfDone(error: unknown, { options, state }: Run): boolean {
  const { code, where } = error instanceof PromoteError ? error : {};
  if (state.movedTags.length === 0) return false;
  if (where?.phase === 'tag') return true;
  if (code !== 'CANCELLED') return false;
  // the commit may have been pushed, and the GitOps controller may already be applying it
  if (where?.phase === 'commit' || state.commit !== undefined) return false;
  // everything else has finished
  if (where?.phase === 'attest') return false;
  if (where?.phase === 'roll out') return state.planned.some((planned) => !state.started.includes(planned));
  const isMoreToDo = state.planned.length > 0 || options.apply !== undefined || options.gitops !== undefined;
  return isMoreToDo && !state.phases.some(({ phase }) => phase === 'roll out');
}

/** A promotion without an attestation is complete otherwise, and the next run attests it. */
function isUndoable(error: unknown): boolean {
  return !isFailedIn(error, 'attest');
}

/** Whether tags and workloads are as promoted and stay so, even if that could not be attested or sent to others. */
function isStanding(error: unknown, { options }: Run): boolean {
  if (options.dryRun) return false;
  return error === undefined || isFailedIn(error, 'attest', 'notify');
}

function isFailedIn(error: unknown, ...phases: readonly Phase[]): boolean {
  const phase = error instanceof PromoteError ? error.where.phase : undefined;
  return phase !== undefined && phases.includes(phase);
}

/** Connects, resolves and checks, which change nothing; then, unless this is a dry run, changes the destination. */
async function runPhases(run: Run, startedAt: Date): Promise<void> {
  const { options, ports, state } = run;
  const connection = await runPhase(run, 'connect', async () => {
    const connected = await connect(run);
    state.lock = await lock(run);
    return connected;
  });
  await state.lock?.takeBackLeft();
  state.images = await runPhase(run, 'resolve', async () => {
    const images = await resolve(run, connection);
    for (const image of images) {
      ports.reporter.info(`${image.source.host}/${image.source.name} is ${sourceDigestOf(image)}`);
    }
    return images;
  });
  const active = state.images.filter((image) => actionFor(image, options.onExistingTag) !== 'skip');
  await runPhase(run, 'check', async () => {
    const [checked, forecasts] = await allOrFirstError(
      [(inner) => check({ ...run, signal: inner }, active), (inner) => forecastTransfers(run, active, inner)],
      run.signal,
    );
    state.plan = planPromotion(state.images, checked, options, { policy: state.policy, forecasts });
    for (const line of describePlan(state.plan)) ports.reporter.info(line);
    if (options.dryRun && options.signatures !== 'never') await describeAttached(run, active);
    if (options.dryRun && options.traces !== 'off' && active.some(({ stream }) => stream !== undefined))
      ports.reporter.info('what is promoted will be written to annotations of tags and workloads');
    state.missing = checked.missing;
    state.planned = checked.rollouts;
  });
  if (!options.dryRun) await changeDestination(run, active, startedAt);
}

/** How much has to be sent. Loaded on demand: images that are in place need none of it. */
async function forecastTransfers(
  { options, ports }: Run,
  images: readonly ResolvedImage[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ResolvedImage, TransferForecast> | undefined> {
  if (!images.some((image) => isCopied(image) && image.graph !== undefined)) return undefined;
  const { findMounts } = await import(/* webpackMode: "eager" */ './move/mounts/find-mounts.ts');
  return findMounts(images, options, ports, signal);
}

/** Reports, in a dry run, the signatures and other attachments that would be copied along. */
async function describeAttached({ ports, signal }: Run, images: readonly ResolvedImage[]): Promise<void> {
  const found = await findAttachments(images.filter(isCopied), signal);
  for (const line of describeFound(found)) ports.reporter.info(line);
}

/** Carries out the plan. From here on, a failure may have to be rolled back. */
async function changeDestination(
  run: Run,
  resolved: readonly ResolvedImage[],
  startedAt: Date,
): Promise<void> {
  const { options, ports, state } = run;
  const cluster = ports.clusters.destination;
  await passGate(run, 'before-move', resolved);
  const preparations = state.plan?.preparations ?? [];
  const needy = resolved.filter(needsPullSecret);
  const { apply: asked, promotions, gitops, webhook } = options;
  const streams = streamsToCreate(state.plan?.objects ?? [], resolved);
  if (preparations.length > 0 || needy.length > 0 || streams.length > 0) {
    await runPhase(run, 'prepare', async () => {
      await prepare(run, preparations);
      if (asked !== undefined && cluster !== undefined && streams.length > 0) {
        const context = { images: resolved, asked, cluster, promotions, missing: state.missing };
        await createStreams(run, context, streams);
      }
      await preparePull(run, needy);
    });
  }
  const active = await runPhase(run, 'move', async () => {
    await moveImages(run, resolved);
    return buildImages(run, resolved);
  });
  await runPhase(run, 'tag', async () => {
    if (cluster !== undefined) await waitForRollouts(run, cluster);
    await state.lock?.note(active);
    await tagImages(run, active);
    await removeTemporaryObjects(run, 'always');
  });
  if (asked !== undefined && cluster !== undefined && active.length > 0) {
    const context = { images: active, asked, cluster, promotions, missing: state.missing };
    await runPhase(run, 'apply', () => apply(run, context));
  }
  await passGate(run, 'before-rollout', active);
  if (gitops !== undefined && active.length > 0)
    await runPhase(run, 'commit', () => commitDesiredState(run, gitops, active));
  if (cluster !== undefined && state.planned.length > 0) {
    await runPhase(run, 'roll out', () => rollOut(run, cluster));
    await runPhase(run, 'verify', async () => {
      if (options.verifyPods && options.wait) await verify(run, cluster);
      await confirmTags(run);
      state.url = await findUrl(run, cluster);
    });
  }
  await passGate(run, 'after-rollout', active);
  await confirmAfterCommands(run);
  if (active.length > 0) await attest(run, active, startedAt);
  if (webhook !== undefined && active.length > 0) {
    await runPhase(run, 'notify', () => notify(run, webhook, active));
  }
}

/** Objects with an image stream among them, and commands of the user, may have moved a tag. */
async function confirmAfterCommands(run: Run): Promise<void> {
  const { options, ports, state } = run;
  const { apply: asked, gates } = options;
  const isConfirmed = state.planned.length > 0 && gates?.afterRollout === undefined;
  const mayHaveMoved =
    asked !== undefined || gates?.beforeRollout !== undefined || gates?.afterRollout !== undefined;
  if (!mayHaveMoved || isConfirmed) return;
  await runPhase(run, 'verify', async () => {
    await confirmTags(run);
    ports.reporter.info('the tags are as this promotion left them');
  });
}

/** Several images are a set, which no other run may move at the same time. Loaded on demand. */
async function lock(run: Run): Promise<SetLock | undefined> {
  const { options, ports } = run;
  const cluster = ports.clusters.destination;
  const isSet = options.lock === 'auto' && options.promotions.length > 1;
  const isAskedFor = options.lock === 'wait' || options.lock === 'fail';
  if (cluster === undefined || options.dryRun || !(isSet || isAskedFor)) return undefined;
  const { lockSet } = await import(/* webpackChunkName: "locks" */ './lock/lock-set.ts');
  return lockSet(run, cluster);
}

/** Last, when nothing is taken back any more. Loaded on demand: a promotion that changes nothing leaves no trace. */
async function trace(run: Run): Promise<void> {
  const { options, ports, state } = run;
  const cluster = ports.clusters.destination;
  const isChanged =
    state.movedTags.some(({ image }) => image.stream !== undefined) ||
    state.rollouts.some(({ result }) => result.status !== 'unchanged');
  // a job that is cancelled when everything has moved ends as a promotion
  if (cluster === undefined || options.traces === 'off' || !isChanged || run.signal.aborted) return;
  try {
    await runPhase(run, 'trace', async () => {
      const { leaveTraces } = await import(/* webpackChunkName: "traces" */ './trace/leave-traces.ts');
      await leaveTraces(run, cluster);
    });
  } catch (error) {
    // the promotion is done, whatever happens to its traces
    ports.reporter.info(`no further traces: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** In dist/, the code is in a file of its own, since few promotions are attested. */
async function attest(run: Run, images: readonly ResolvedImage[], startedAt: Date): Promise<void> {
  const { attestor } = run.ports;
  if (attestor === undefined) return;
  await runPhase(run, 'attest', async () => {
    const { attestImages } = await import(/* webpackChunkName: "attest" */ './attest.ts');
    await attestImages(run, attestor, images, startedAt);
  });
}

async function passGate(run: Run, name: GateName, images: readonly ResolvedImage[]): Promise<void> {
  const gate = gatesOf(run.options).find((each) => each.name === name);
  if (gate !== undefined && images.length > 0) await runPhase(run, 'gate', () => askGate(run, gate, images));
}
