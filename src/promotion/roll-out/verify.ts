import { PromoteError } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { RunningPod } from '../../core/ports/rollouts.ts';
import type { WorkloadKind } from '../../core/ports/workload-kinds.ts';
import { workloadText } from '../../core/progress-text.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { rolloutTarget } from '../run/rollout-target.ts';
import type { Run } from '../run/run.ts';
import type { DoneRollout } from '../run/run-state.ts';

/**
 * Verifies that the ready pods of every new revision run the promoted digest or, for an index, one of its children, and records
 * them with their rollouts. A workload with no desired pods cannot be verified, and the log says so.
 * @throws PromoteError VERIFICATION_FAILED naming pod, container and the digest found
 */
export async function verify({ ports, state, signal }: Run, cluster: Cluster): Promise<void> {
  state.rollouts = await allOrFirstError(
    state.rollouts.map((rollout) => async (inner: AbortSignal) => {
      const pods = await cluster.rollouts.listPods(rollout.result, inner);
      ports.reporter.info(proofText(rollout, verifyPods(rollout, pods)));
      return { ...rollout, pods };
    }),
    signal,
  );
}

const MAX_ASKED = 5;

/** The address of the first workload that has one; few are asked. */
export async function findUrl({ ports, state, signal }: Run, cluster: Cluster): Promise<string | undefined> {
  for (const { result } of state.rollouts.slice(0, MAX_ASKED)) {
    const url = await cluster.workloads.findUrl(result.workload, signal);
    if (url === undefined) continue;
    ports.reporter.info(`${workloadText(result.workload)} is at ${url}`);
    return url;
  }
  return undefined;
}

/** Why a complete rollout has no pod. */
const WITHOUT_PODS = {
  deployment: 'scaled to 0',
  statefulset: 'scaled to 0, or its partition leaves no pod for the new revision',
  daemonset: 'no node is to run it',
  deploymentconfig: 'scaled to 0, or a test deployment whose pods have ended',
} as const satisfies Readonly<Record<Exclude<WorkloadKind, 'cronjob'>, string>>;

function proofText({ result: { workload } }: DoneRollout, count: number): string {
  const name = workloadText(workload);
  if (workload.kind === 'cronjob') return `${name}: its next job runs the promoted image`;
  if (count === 0) return `${name}: not verified: ${WITHOUT_PODS[workload.kind]}`;
  return `${name}: ${count} ready ${count === 1 ? 'pod runs' : 'pods run'} the promoted image`;
}

function verifyPods(rollout: DoneRollout, pods: readonly RunningPod[]): number {
  const ready = pods.filter((pod) => pod.ready);
  // an empty list proves nothing: at least one pod is required unless none is desired
  if (ready.length === 0 && rollout.plan.replicas > 0) {
    throw failedVerification(rollout, `${workloadText(rollout.result.workload)} has no ready pod`);
  }
  for (const pod of ready) requirePromotedImage(rollout, pod);
  return ready.length;
}

/** Checks each container, including init containers, against its own image. */
function requirePromotedImage(rollout: DoneRollout, pod: RunningPod): void {
  const targets = rollout.images.map(rolloutTarget);
  const workload = workloadText(rollout.result.workload);
  for (const [container, name] of Object.entries(rollout.plan.images)) {
    const target = targets.find((each) => each.name === name);
    const found = pod.imageDigests[container];
    if (found !== undefined && target?.acceptedDigests.has(found) === true) continue;
    throw failedVerification(
      rollout,
      `container ${container} of pod ${pod.name} of ${workload} runs ${found ?? 'an unknown image'}, not ${target?.digest ?? name}`,
    );
  }
}

function failedVerification(rollout: DoneRollout, message: string): PromoteError {
  const { workload } = rollout.result;
  return new PromoteError({
    code: 'VERIFICATION_FAILED',
    message,
    hint: `look at what set its image: oc get ${workloadText(workload)} -n ${workload.project} -o yaml; the workload must use the destination tag, by image trigger or by name`,
    where: { side: 'destination' },
  });
}
