import { objectText } from '../../core/ports/apply.ts';
import { shortDigest, type Digest } from '../../core/image/digest.ts';
import { errorOfProblems, problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';
import type { AppliedObject } from '../../core/ports/objects.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { RolloutPlan, RollbackPlan, WorkloadName } from '../../core/ports/rollouts.ts';
import { formatReference } from '../../core/image/reference.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { pointTag, readDigest } from '../run/destination-tags.ts';
import type { Ports } from '../run/ports.ts';
import type { Run } from '../run/run.ts';
import type { TagBefore } from '../run/run-state.ts';

/**
 * Restores tags and workloads to their state before the run. A failure does not stop the others.
 * @throws PromoteError with every problem
 */
export async function rollBack(
  { options, ports, state, signal }: Run,
  rollouts: readonly RolloutPlan[],
): Promise<void> {
  const problems: Problem[] = [];
  const attempt = async <Result>(body: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await body();
    } catch (error) {
      if (!(error instanceof PromoteError)) throw error;
      problems.push(...problemsOf(error));
      return undefined;
    }
  };
  // planned first, because restoring a tag may renumber the previous revision
  const ways: RollbackPlan[] = [];
  for (const plan of firstOfEach(rollouts)) {
    const way = await attempt(async () => ports.clusters.destination?.rollouts.planRollback(plan, signal));
    if (way !== undefined) ways.push(way);
  }
  for (const before of [...state.tagsBefore].reverse()) {
    await attempt(async () => {
      await returnTag(before, ports, signal);
      // a rollback that fails later reports the rest
      const { image, tag } = before;
      state.movedTags = state.movedTags.filter((moved) => moved.image !== image || moved.tag !== tag);
    });
  }
  for (const each of [...state.applied].reverse()) {
    if (!canGoBack(each, rollouts)) await attempt(() => takeBack(each, ports, signal));
  }
  await allOrFirstError(
    ways.map((way) => async (inner: AbortSignal) => {
      await attempt(async () => {
        await goBack(way, options.timeoutMs, ports, inner);
        state.rollouts = state.rollouts.filter(
          ({ plan }) => workloadKey(plan.workload) !== workloadKey(way.workload),
        );
      });
    }),
    signal,
  );
  if (problems.length > 0) throw errorOfProblems('ROLLOUT_FAILED', problems);
}

/** Whether the object is a rolled-out workload, which is rolled back through the revisions of its controller instead. */
function canGoBack({ object }: AppliedObject, rollouts: readonly RolloutPlan[]): boolean {
  return rollouts.some(
    ({ workload }) =>
      workload.kind === object.kind.toLowerCase() &&
      workload.name === object.name &&
      workload.project === object.project,
  );
}

async function takeBack(applied: AppliedObject, ports: Ports, signal: AbortSignal): Promise<void> {
  const { object } = applied;
  await applied.undo(signal);
  if (object.action === 'create') ports.reporter.info(`${objectText(object)} was removed again`);
  if (object.action === 'change') ports.reporter.info(`${objectText(object)} is restored`);
}

/** Only the first plan of a workload has its previous revision. */
function firstOfEach(rollouts: readonly RolloutPlan[]): readonly RolloutPlan[] {
  const plans = new Map<string, RolloutPlan>();
  for (const plan of rollouts) {
    const key = workloadKey(plan.workload);
    if (!plans.has(key)) plans.set(key, plan);
  }
  return [...plans.values()];
}

function workloadKey({ kind, project, name }: WorkloadName): string {
  return `${project}/${kind}/${name}`;
}

async function returnTag(before: TagBefore, ports: Ports, signal: AbortSignal): Promise<void> {
  const { image, tag, digest, after } = before;
  const name = formatReference({ ...image.request.destination, tag, digest: undefined });
  const current = await readDigest(image, tag, signal);
  if (current === digest) return;
  if (current !== after) throw leftAlone(name, current);
  if (digest !== undefined) {
    const written = await pointTag(image, tag, { expected: after, digest }, signal);
    if (!written.isWritten) throw leftAlone(name, written.digest);
    ports.reporter.info(`${name} is ${shortDigest(digest)} again`);
    return;
  }
  if (image.stream === undefined) {
    throw new PromoteError({
      code: 'ROLLOUT_FAILED',
      message: `${name} did not exist before and stays: registries have no way to remove one tag`,
      hint: 'remove it by hand, or leave it until the next promotion',
    });
  }
  const { cluster, project, stream } = image.stream;
  await cluster.streams.deleteTag({ project, stream, tag }, signal);
  ports.reporter.info(`${name} was removed again`);
}

function leftAlone(name: string, current: Digest | undefined): PromoteError {
  return new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${name} is ${current ?? 'gone'}, moved by another client meanwhile, and is left alone`,
  });
}

async function goBack(
  way: RollbackPlan,
  timeoutMs: number,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const onProgress: Parameters<RollbackPlan['go']>[0]['onProgress'] = (progress) => {
    ports.reporter.rolloutProgress(progress);
  };
  const name = `${workloadText(way.workload)} in ${way.workload.project}`;
  const { revision } = await way.go({ timeoutMs, onProgress }, signal).catch((error: unknown) => {
    if (!(error instanceof PromoteError) || error.code !== 'CANCELLED') throw error;
    throw new PromoteError({
      code: 'CANCELLED',
      message: `${name} was not waited for on its way back, as a cancelled job is ended soon`,
      hint: `see how far it is: oc rollout status ${workloadText(way.workload)} -n ${way.workload.project}`,
    });
  });
  ports.reporter.info(`${name} runs what it ran before (revision ${revision ?? 'unknown'})`);
}

/** Adds the moved tags, and how to restore them, to a failure. */
export function withMovedTags(failure: unknown, moved: readonly TagBefore[]): unknown {
  const [first] = moved;
  if (!(failure instanceof PromoteError) || first === undefined) return failure;
  const { code, message, hint, where, problems } = failure;
  const name = ({ image, tag }: TagBefore): string =>
    formatReference({ ...image.request.destination, tag, digest: undefined });
  const names = moved.map((each) => `${name(each)} (was ${each.digest ?? 'absent'})`).join(', ');
  const back =
    first.digest === undefined || first.image.stream === undefined
      ? undefined
      : `go back with: openshift-promote rollback ${name(first)}; or set "rollback-on-failure" to true`;
  return new PromoteError({
    code,
    message: `${message}; the destination has moved already: ${names}`,
    hint: [hint, back].filter((part) => part !== undefined).join('; ') || undefined,
    cause: failure.cause,
    where,
    problems,
  });
}

/** Adds the result of the rollback to the failure, which keeps its code, exit code and location. */
export function afterRollBack(failure: unknown, rollBackError: unknown): unknown {
  if (!(failure instanceof PromoteError)) return failure;
  const { code, message, hint, where, problems } = failure;
  const reason = rollBackError instanceof Error ? rollBackError.message : String(rollBackError);
  const also = rollBackError instanceof PromoteError ? problemsOf(rollBackError) : [];
  return new PromoteError({
    code,
    message:
      rollBackError === undefined
        ? `${message}; tags and workloads were rolled back`
        : `${message}; the roll back failed too: ${reason}`,
    hint,
    cause: failure.cause,
    where,
    problems: [...problems, ...also],
  });
}
