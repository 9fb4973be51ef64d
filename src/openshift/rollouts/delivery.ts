import {
  ownerText,
  type DeliveryReport,
  type GitOpsOwner,
  type GitOpsStatus,
} from '../../core/ports/gitops.ts';
import type { RolloutResult } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { createGitOpsControllers } from '../gitops/controllers.ts';
import { errorPlace, say, workloadPlace, type RolloutRun } from './rollout-run.ts';

const EVERY_MS = 5_000;
const LAST_EVERY_MS = 1_000;
const LAST_LOOKS = 5;

/** A rollout that Argo CD or Flux makes. */
export interface Delivery {
  /** undefined: nothing shows who it is */
  readonly owner: GitOpsOwner | undefined;
  /** what the owner said at first, while the image was not there yet */
  first: GitOpsStatus | string | undefined;
  /** what it said last, or why it cannot be read */
  seen: GitOpsStatus | string | undefined;
  /** whether the workload names the promoted images */
  isThere: boolean;
}

/** Reads every few seconds what the owner says, until the signal is aborted. Only reads: the owner acts by itself. */
export async function watchOwner(run: RolloutRun, delivery: Delivery, signal: AbortSignal): Promise<void> {
  for (;;) {
    delivery.seen = await lookAtOwner(run, delivery, signal);
    if (!delivery.isThere) delivery.first ??= delivery.seen;
    if (!delivery.isThere) say(run, `waiting for ${seenText(delivery)}`);
    await run.context.clock.sleep(EVERY_MS, signal);
  }
}

async function lookAtOwner(
  { context: { api }, plan: { workload } }: RolloutRun,
  { owner }: Delivery,
  signal: AbortSignal,
): Promise<Delivery['seen']> {
  return owner === undefined ? undefined : createGitOpsControllers(api).look(owner, workload.project, signal);
}

function seenText({ owner, seen }: Delivery): string {
  if (owner === undefined) return 'Argo CD or Flux';
  if (seen === undefined) return ownerText(owner);
  if (typeof seen === 'string') return `${owner.tool}: ${seen}`;
  const [first] = seen.obstacles;
  const name = ownerText({ ...owner, namespace: seen.namespace });
  return `${name}, which is ${seen.state}${first === undefined ? '' : `: ${first.message}`}`;
}

/**
 * The result together with what the owner says once the workload is complete. It may write that down a little later, so it is
 * given a few seconds for another revision.
 */
export async function withDelivery(
  run: RolloutRun,
  result: RolloutResult,
  signal: AbortSignal,
): Promise<RolloutResult> {
  const { delivery, context } = run;
  if (delivery?.owner === undefined) return result;
  const before = revisionOf(delivery.first);
  let seen = await lookAtOwner(run, delivery, signal);
  for (let look = 1; look < LAST_LOOKS && before !== undefined && revisionOf(seen) === before; look += 1) {
    await context.clock.sleep(LAST_EVERY_MS, signal);
    seen = await lookAtOwner(run, delivery, signal);
  }
  return { ...result, deliveredBy: reportOf(delivery.owner, seen) };
}

function revisionOf(seen: Delivery['seen']): string | undefined {
  return typeof seen === 'object' ? seen.revision : undefined;
}

function reportOf(owner: GitOpsOwner, seen: Delivery['seen']): DeliveryReport {
  if (seen === undefined || typeof seen === 'string') return { owner: ownerText(owner) };
  const { namespace, state, revision } = seen;
  return {
    owner: ownerText({ ...owner, namespace }),
    state,
    ...(revision === undefined ? {} : { revision }),
  };
}

/**
 * The error for an image that did not arrive.
 * @param images that the workload names instead; undefined: it could not be read
 */
export function notDelivered(run: RolloutRun, delivery: Delivery, images: string | undefined): PromoteError {
  const { plan, options, context } = run;
  const seconds = Math.round(options.timeoutMs / 1000);
  const runs = images === undefined ? '' : `, it names ${images}`;
  const { owner, seen } = delivery;
  const obstacles = typeof seen === 'object' ? seen.obstacles : [];
  return new PromoteError({
    code: 'ROLLOUT_TIMED_OUT',
    message: cleanServerText(
      `${workloadPlace(plan.workload)} did not get the promoted image in ${seconds} s${runs}; waited for ${seenText(delivery)}`,
    ),
    hint: hintFor(run, owner, seen),
    where: errorPlace(context.api),
    problems: obstacles.map(({ message, hint }) => ({ code: 'ROLLOUT_TIMED_OUT', message, hint })),
  });
}

function hintFor(run: RolloutRun, owner: GitOpsOwner | undefined, seen: Delivery['seen']): string {
  const { workload } = run.plan;
  if (owner === undefined)
    return `${workloadText(workload)} does not show what deploys it: set "gitops-application" to have its state shown here`;
  if (seen === undefined || typeof seen === 'string')
    return `look at ${ownerText(owner)}: does it deploy from the branch of the commit, and is it synced?`;
  const command = seen.obstacles.find(({ hint }) => hint !== undefined)?.hint;
  if (command !== undefined) return command;
  const { namespace, name, source } = seen;
  const from = source === undefined ? '' : `; it deploys from ${source}: is the commit there?`;
  return `look further: oc get ${resourceOf(owner)} ${name} -n ${namespace} -o yaml${from}`;
}

function resourceOf({ kind }: GitOpsOwner): string {
  switch (kind) {
    case 'Application':
      return 'applications.argoproj.io';
    case 'Kustomization':
      return 'kustomizations.kustomize.toolkit.fluxcd.io';
    case 'HelmRelease':
      return 'helmreleases.helm.toolkit.fluxcd.io';
  }
}
