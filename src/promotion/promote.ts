import { describeAttachments } from '../core/attachment-text.ts';
import { formatBytes } from '../core/byte-text.ts';
import { formatDuration } from '../core/duration-text.ts';
import { shortDigest } from '../core/digest.ts';
import type { PromoteOptions } from '../core/options.ts';
import type { PromotionPlan } from '../core/plan.ts';
import type { PromotionReport } from '../core/report.ts';
import { carryAttachments, requireCarried, type CarriedAttachments } from './attachments/carry.ts';
import { describeFound, findAttachments } from './attachments/find.ts';
import { check, type PlannedRollout } from './check.ts';
import { allOrFirstError } from './concurrency.ts';
import { connect } from './connect.ts';
import { move, type MovedImage } from './move.ts';
import { phaseRunner, type PhaseTime } from './phase.ts';
import { describePlan } from './plan-text.ts';
import { actionFor, planPromotion } from './plan.ts';
import { report } from './record.ts';
import { resolve } from './resolve.ts';
import type { CopiedImage, ResolvedImage } from './resolved-image.ts';
import { rollOut, type DoneRollout } from './roll-out.ts';
import { afterRollBack, rollBack } from './roll-back.ts';
import { backUp, readTagsBefore, type TagBefore } from './tag-before.ts';
import { tag } from './tag.ts';
import { verify } from './verify.ts';
import type { World } from './world.ts';

/** How a promotion ended. Also a failed one reports what it did before it failed. */
export interface PromotionOutcome {
  readonly report: PromotionReport;
  /** undefined: it failed before there was one */
  readonly plan: PromotionPlan | undefined;
  /** undefined: success */
  readonly failure: { readonly error: unknown } | undefined;
}

/** What the phases have left behind so far. */
interface Progress {
  images: readonly ResolvedImage[];
  planned: readonly PlannedRollout[];
  plan: PromotionPlan | undefined;
  moved: readonly MovedImage[];
  attachments: readonly CarriedAttachments[];
  /** of every tag that may have moved */
  tagsBefore: readonly TagBefore[];
  tagged: readonly ResolvedImage[];
  rollouts: readonly DoneRollout[];
}

/**
 * Promotes every image: connect, resolve, check; then, unless it is a dry run, move, tag, roll out, verify.
 * Nothing changes before the plan is complete. Never rejects: a failure is part of the outcome.
 */
export async function promote(
  options: PromoteOptions,
  world: World,
  signal: AbortSignal,
): Promise<PromotionOutcome> {
  const startedAt = world.clock.date();
  const startedMs = world.clock.nowMs();
  const phases: PhaseTime[] = [];
  const progress: Progress = {
    images: [],
    planned: [],
    plan: undefined,
    moved: [],
    attachments: [],
    tagsBefore: [],
    tagged: [],
    rollouts: [],
  };
  let failure: PromotionOutcome['failure'];
  let rolledBack = false;
  try {
    await runPhases(options, world, progress, phases, signal);
  } catch (error) {
    failure = { error };
    if (options.rollbackOnFailure === true && progress.tagsBefore.length > 0) {
      const problem = await rollEverythingBack(options, world, progress, phases, signal);
      failure = { error: afterRollBack(error, problem) };
      rolledBack = problem === undefined;
      if (rolledBack) progress.tagged = [];
    }
  }
  const durationMs = world.clock.nowMs() - startedMs;
  const done = report({ ...progress, startedAt, durationMs, phases }, options);
  const failedRollout = failure !== undefined && phases.some(({ phase }) => phase === 'roll out');
  return {
    report: {
      ...done,
      rolledBack,
      rolloutStatus: rolledBack ? 'rolled-back' : failedRollout ? 'failed' : done.rolloutStatus,
    },
    plan: progress.plan,
    failure,
  };
}

async function runPhases(
  options: PromoteOptions,
  world: World,
  progress: Progress,
  phases: PhaseTime[],
  signal: AbortSignal,
): Promise<void> {
  const phase = phaseRunner(world, phases, signal);
  const connection = await phase('connect', () => connect(options, world, signal));
  progress.images = await phase('resolve', async () => {
    const images = await resolve(options, connection, world, signal);
    for (const { source, root } of images) {
      world.reporter.info(`${source.host}/${source.name} is ${root.digest}`);
    }
    return images;
  });
  const active = progress.images.filter((image) => actionFor(image, options.onExistingTag) !== 'skip');
  progress.planned = await phase('check', async () => {
    const planned = await check(active, options, world, signal);
    progress.plan = planPromotion(progress.images, planned, options.onExistingTag);
    for (const line of describePlan(progress.plan)) world.reporter.info(line);
    if (options.dryRun && options.signatures !== 'never') {
      for (const line of describeFound(await findAttachments(active.filter(isCopied), signal)))
        world.reporter.info(line);
    }
    return planned;
  });
  if (options.dryRun) return;
  await changeDestination(options, world, active, progress, phase, signal);
}

async function changeDestination(
  options: PromoteOptions,
  world: World,
  active: readonly ResolvedImage[],
  progress: Progress,
  phase: ReturnType<typeof phaseRunner>,
  signal: AbortSignal,
): Promise<void> {
  await phase('move', () => moveEverything(options, world, active, progress, signal));
  await phase('tag', async () => {
    for (const image of active) {
      if (options.rollbackOnFailure === true) {
        progress.tagsBefore = [...progress.tagsBefore, ...(await readTagsBefore(image, world, signal))];
      }
      await backUp(image, options.backupTag, world, signal);
      await tag(image, world, signal);
      progress.tagged = [...progress.tagged, image];
    }
  });
  const cluster = world.clusters.destination;
  if (cluster === undefined || progress.planned.length === 0) return;
  const onDone = (rollout: DoneRollout): void => {
    progress.rollouts = [...progress.rollouts, rollout];
  };
  await phase('roll out', () => rollOut(progress.planned, options, cluster, world, onDone, signal));
  if (!options.verifyPods || !options.wait) return;
  progress.rollouts = await phase('verify', () => verify(progress.rollouts, cluster, world, signal));
}

// A cancelled job is killed seconds later: the tags and the start of the way back must fit in.
const CANCELLED_MS = 7_000;

/** @returns what went wrong with it; undefined: nothing */
async function rollEverythingBack(
  options: PromoteOptions,
  world: World,
  { tagsBefore, planned }: Progress,
  phases: PhaseTime[],
  cancellation: AbortSignal,
): Promise<unknown> {
  const signal = cancellation.aborted ? AbortSignal.timeout(CANCELLED_MS) : cancellation;
  const started = phases.some(({ phase }) => phase === 'roll out') || triggersMayHaveActed(planned);
  const rollouts = started ? planned.map(({ plan }) => plan) : [];
  try {
    await phaseRunner(
      world,
      phases,
      signal,
    )('roll back', () => rollBack(tagsBefore, rollouts, options.timeoutMs, world, signal));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A tag that has moved starts them by itself. */
function triggersMayHaveActed(planned: readonly PlannedRollout[]): boolean {
  return planned.some(({ plan }) => plan.method === 'trigger');
}

/** Content, and meanwhile the search for what is attached to it; that may only follow the content. */
async function moveEverything(
  options: PromoteOptions,
  world: World,
  active: readonly ResolvedImage[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { signatures } = options;
  const startedMs = world.clock.nowMs();
  const copied = active.filter(isCopied);
  const [moved, found] = await allOrFirstError(
    [
      (inner) => move(copied, options, world, inner),
      (inner) => findAttachments(signatures === 'never' ? [] : copied, inner),
    ],
    signal,
  );
  for (const result of moved) world.reporter.info(describeMoved(result));
  const bytes = moved.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  const durationMs = world.clock.nowMs() - startedMs;
  if (bytes > 0) {
    const rate = `${formatBytes((bytes * 1000) / durationMs)}/s`;
    world.reporter.info(`moved ${formatBytes(bytes)} in ${formatDuration(durationMs)} (${rate})`);
  }
  progress.attachments = await carryAttachments(found, world, signal);
  for (const { image, reports } of progress.attachments) {
    const text = describeAttachments(reports) ?? 'nothing';
    world.reporter.info(`attached to ${shortDigest(image.root.digest)}: ${text}`);
  }
  requireCarried(progress.attachments, signatures, world);
  progress.moved = moved;
}

function isCopied(image: ResolvedImage): image is CopiedImage {
  return image.strategy === 'copy';
}

function describeMoved({ image, blobsCopied, blobsSkipped, bytesCopied }: MovedImage): string {
  const name = `${image.destination.host}/${image.destination.name}`;
  if (image.graph === undefined) return `${name} has ${shortDigest(image.root.digest)} already`;
  return `${name}: ${blobsCopied} blobs copied (${formatBytes(bytesCopied)}), ${blobsSkipped} there already`;
}
