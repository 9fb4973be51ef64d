import type { Finding } from '../../core/finding.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { ownerText, type GitOpsOwner, type GitOpsStatus } from '../../core/ports/gitops.ts';
import type { RolloutPlan } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { PlannedRollout } from '../run/run-state.ts';

/**
 * Argo CD and Flux, where workloads show that they deploy them: what would undo this rollout or, if it is theirs, what keeps them
 * from making it. Workloads without such marks cost no request.
 */
export async function inspectControllers(
  rollouts: readonly PlannedRollout[],
  { delivery }: Pick<PromoteOptions, 'delivery'>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await allOrFirstError(
    rollouts.map(({ plan }) => async (inner: AbortSignal) => {
      const { managedBy, workload } = plan;
      // a rollout that changes nothing is not undone
      if (managedBy === undefined || (delivery === undefined && plan.isSet === true)) return [];
      const seen = await cluster.gitops.look(managedBy, workload.project, inner);
      return delivery === undefined ? [conflictOf(plan, managedBy, seen)] : delaysOf(plan, managedBy, seen);
    }),
    signal,
  );
  return found.flat();
}

/** A rollout of a workload that something else deploys. */
function conflictOf(plan: RolloutPlan, owner: GitOpsOwner, seen: GitOpsStatus | string): Finding {
  const { workload } = plan;
  const isReadable = typeof seen !== 'string';
  const name = ownerText(isReadable ? { ...owner, namespace: seen.namespace } : owner);
  const from = isReadable && seen.source !== undefined ? ` from ${seen.source}` : '';
  const deployed = `${workloadText(workload)} in ${workload.project} is deployed by ${name}${from} (${owner.evidence})`;
  const wait = isReadable ? `${kindPrefix(owner)}${seen.namespace}/${seen.name}` : 'its namespace/name';
  return {
    topic: 'workloads',
    level: isReadable && seen.reverts === true ? 'problem' : 'warning',
    code: 'ROLLOUT_FAILED',
    message: `${deployed}, ${consequenceOf(seen)}`,
    hint: `set "gitops" to the files it deploys from, and "rollout" waits for it; if something else commits the digest, set "gitops-application" to ${wait}`,
  };
}

function consequenceOf(seen: GitOpsStatus | string): string {
  if (typeof seen === 'string') return `which may undo this rollout: ${seen}`;
  switch (seen.reverts) {
    case true:
      return 'which undoes this rollout, because it reverts every change made in the cluster';
    case undefined:
      return 'which may undo this rollout: it reverts changes made in the cluster, except for the differences it ignores';
    case false:
      return 'whose next sync undoes this rollout, unless its files name the promoted image';
  }
}

function kindPrefix({ kind }: GitOpsOwner): string {
  return kind === 'Application' ? '' : `${kind.toLowerCase()}/`;
}

/** What keeps the owner from applying the commit, before there is one. */
function delaysOf(
  { workload }: RolloutPlan,
  owner: GitOpsOwner,
  seen: GitOpsStatus | string,
): readonly Finding[] {
  const about = { topic: 'workloads', code: 'ROLLOUT_TIMED_OUT' } as const;
  const place = `${workloadText(workload)} in ${workload.project}`;
  if (typeof seen === 'string')
    return [{ ...about, level: 'note', message: `${place} is deployed by ${owner.tool}: ${seen}` }];
  const name = ownerText({ ...owner, namespace: seen.namespace });
  return seen.obstacles.map(({ message, hint }) => ({
    ...about,
    level: 'warning',
    message: `${place} waits for ${name}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  }));
}
