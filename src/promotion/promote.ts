import { PromoteError } from '../core/text/errors.ts';
import type { PromoteOptions } from '../core/options.ts';
import type { GateName } from '../core/ports/commands.ts';
import type { PromotionPlan } from '../core/plan.ts';
import { policyLines, type PolicyReport } from '../core/ports/policy-report.ts';
import type { PromotionReport } from '../core/report.ts';
import { describeFound, findAttachments } from './move/attachments/find.ts';
import { check } from './check/check.ts';
import { compareImages } from './compare-images.ts';
import { connect } from './resolve/connect.ts';
import { apply } from './apply/apply.ts';
import { askGate, gatesOf } from './gate/gate.ts';
import { moveImages } from './move/move-images.ts';
import { notify } from './gate/notify.ts';
import { phaseRunner, type RunPhase } from './run/phase.ts';
import { describePlan } from './check/plan-text.ts';
import { actionFor, planPromotion } from './check/plan.ts';
import { prepare, needsPullSecret, preparePull } from './move/prepare.ts';
import { newRunState, type RunState } from './run/run-state.ts';
import { buildReport } from './build-report.ts';
import { resolve } from './resolve/resolve.ts';
import { buildImages } from './move/build-images.ts';
import { removeTemporaryObjects } from './run/temporary-objects.ts';
import { isCopied, sourceDigestOf, type ResolvedImage } from './run/resolved-image.ts';
import { rollOut, waitForRollouts } from './roll-out/roll-out.ts';
import { afterRollBack, withMovedTags } from './undo/roll-back.ts';
import { confirmTags, tagImages } from './tag/tag-images.ts';
import { undo } from './undo/undo.ts';
import { verify } from './roll-out/verify.ts';
import type { Ports } from './run/ports.ts';

/** How a promotion ended. Also a failed one reports what it did before it failed. */
export interface PromotionOutcome {
  readonly report: PromotionReport;
  /** undefined: it failed before there was one */
  readonly plan: PromotionPlan | undefined;
  /** undefined: success */
  readonly failure: { readonly error: unknown } | undefined;
}

/**
 * Promotes every image: connect, resolve, check; then, unless it is a dry run, everything that the plan says. Nothing changes
 * before the plan is complete. Never rejects: a failure is part of the outcome.
 */
export async function promote(
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<PromotionOutcome> {
  const startedAt = ports.clock.date();
  const startedMs = ports.clock.nowMs();
  const progress = newRunState();
  let failure: PromotionOutcome['failure'];
  let rolledBack = false;
  try {
    await runPhases(options, ports, progress, signal);
    if (options.compareImages === true)
      progress.changes = await compareImages(progress.tagged, ports, signal);
  } catch (error) {
    failure = { error };
    const isUndone = options.rollbackOnFailure === true || isHalfDone(error, options, progress);
    if (isUndone && progress.tagsBefore.length > 0) {
      const problem = await undo(options, ports, progress, signal);
      failure = { error: afterRollBack(error, problem) };
      rolledBack = problem === undefined;
      // the report says what is so now: nothing of this run is left
      if (rolledBack) progress.tagged = progress.movedTags = progress.applied = progress.rollouts = [];
    }
    if (!rolledBack) failure = { error: withMovedTags(failure.error, progress.movedTags) };
    await removeTemporaryObjects('on failure', progress, ports, signal);
  }
  const durationMs = ports.clock.nowMs() - startedMs;
  const done = buildReport({ ...progress, startedAt, durationMs }, options);
  return {
    report: {
      ...done,
      rolledBack,
      rolloutStatus: rolledBack
        ? 'rolled-back'
        : isFailedRollout(failure?.error)
          ? 'failed'
          : done.rolloutStatus,
    },
    plan: progress.plan,
    failure,
  };
}

/**
 * Cancelled between two tags, or between the tags and the rollout: they go back even if nobody asked for it, as a release is whole
 * or it is none. Once the rollout has begun, the clusters bring it to its end without us.
 */
function isHalfDone(error: unknown, options: PromoteOptions, progress: RunState): boolean {
  const { code, where } = error instanceof PromoteError ? error : {};
  if (code !== 'CANCELLED' || progress.movedTags.length === 0) return false;
  if (where?.phase === 'tag') return true;
  const isMoreToDo = progress.planned.length > 0 || options.apply !== undefined;
  return isMoreToDo && !progress.phases.some(({ phase }) => phase === 'roll out');
}

/** What comes later, such as a webhook, does not make a rollout a failed one. */
function isFailedRollout(error: unknown): boolean {
  const phase = error instanceof PromoteError ? error.where.phase : undefined;
  return phase === 'roll out' || phase === 'verify';
}

/** The story, phase by phase. */
async function runPhases(
  options: PromoteOptions,
  ports: Ports,
  progress: RunState,
  signal: AbortSignal,
): Promise<void> {
  const phase = phaseRunner(ports, progress.phases, signal);
  const connection = await phase('connect', () => connect(options, ports, signal));
  progress.images = await phase('resolve', async () => {
    const images = await resolve(options, connection, ports, signal);
    for (const image of images) {
      ports.reporter.info(`${image.source.host}/${image.source.name} is ${sourceDigestOf(image)}`);
    }
    return images;
  });
  const active = progress.images.filter((image) => actionFor(image, options.onExistingTag) !== 'skip');
  progress.planned = await phase('check', async () => {
    const onPolicy = (reports: readonly PolicyReport[]): void => {
      progress.policy = reports;
      for (const line of reports.flatMap(policyLines)) ports.reporter.info(line);
    };
    const checked = await check(active, options, ports, onPolicy, signal);
    progress.plan = planPromotion(progress.images, checked, options, progress.policy);
    for (const line of describePlan(progress.plan)) ports.reporter.info(line);
    if (options.dryRun && options.signatures !== 'never') {
      for (const line of describeFound(await findAttachments(active.filter(isCopied), signal)))
        ports.reporter.info(line);
    }
    progress.missing = checked.missing;
    return checked.rollouts;
  });
  if (options.dryRun) return;
  await changeDestination(options, ports, active, progress, phase, signal);
}

/** What the plan says, in its order. From here on a failure may have to be undone. */
async function changeDestination(
  options: PromoteOptions,
  ports: Ports,
  resolved: readonly ResolvedImage[],
  progress: RunState,
  phase: RunPhase,
  signal: AbortSignal,
): Promise<void> {
  let active = resolved;
  const passGate = async (name: GateName): Promise<void> => {
    const gate = gatesOf(options).find((each) => each.name === name);
    if (gate !== undefined && active.length > 0)
      await phase('gate', () => askGate(gate, active, ports, signal));
  };
  await passGate('before-move');
  const cluster = ports.clusters.destination;
  const preparations = progress.plan?.preparations ?? [];
  const needy = active.filter(needsPullSecret);
  if (preparations.length > 0 || needy.length > 0) {
    await phase('prepare', async () => {
      await prepare(preparations, ports, progress, signal);
      await preparePull(needy, ports, progress, signal);
    });
  }
  active = await phase('move', async () => {
    await moveImages(options, ports, resolved, progress, signal);
    return buildImages(resolved, options, ports, progress, signal);
  });
  await phase('tag', async () => {
    if (cluster !== undefined) await waitForRollouts(progress.planned, options, cluster, ports, signal);
    await tagImages(options, ports, active, progress, signal);
    await removeTemporaryObjects('always', progress, ports, signal);
  });
  const { apply: asked, promotions } = options;
  if (asked !== undefined && cluster !== undefined && active.length > 0) {
    const { missing } = progress;
    const context = { images: active, asked, cluster, promotions, newProjects: new Set<string>(), missing };
    await phase('apply', () => apply(context, ports, progress, signal));
  }
  await passGate('before-rollout');
  if (cluster !== undefined && progress.planned.length > 0) {
    await phase('roll out', () => rollOut(options, cluster, ports, progress, signal));
    if (options.verifyPods && options.wait) {
      progress.rollouts = await phase('verify', async () => {
        const verified = await verify(progress.rollouts, cluster, ports, signal);
        await confirmTags(progress.movedTags, ports, signal);
        return verified;
      });
    }
  }
  await passGate('after-rollout');
  // what is applied and what a command does may move a tag away again
  const gates = options.gates;
  const mayHaveMoved =
    options.apply !== undefined || gates?.beforeRollout !== undefined || gates?.afterRollout !== undefined;
  if (mayHaveMoved && progress.movedTags.length > 0)
    await phase('verify', () => confirmTags(progress.movedTags, ports, signal));
  const { webhook } = options;
  if (webhook !== undefined && active.length > 0)
    await phase('notify', () => notify(webhook, active, ports, signal));
}
