import type { Finding } from '../../../core/finding.ts';
import type { QuotaLimit, Surge, WorkloadFacts } from '../../../core/ports/inspection.ts';
import type { WorkloadName } from '../../../core/ports/rollouts.ts';
import { workloadText } from '../../../core/progress-text.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import type { Inspected } from '../../run/inspected.ts';
import { lookAt, quotaText } from '../../rights/limits.ts';
import { inspectPulls } from './pulls.ts';

/** The workloads to roll out as they are: already failing, without room for more pods, without a way to the image. */
export async function inspectWorkloads(
  { images, options, cluster }: Inspected,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const found = await allOrFirstError(
    options.rollouts.map((workload) => async (inner: AbortSignal) => {
      const facts = await cluster.inspection.workload(workload, inner);
      if (facts === undefined) return [];
      const { quotas } = await cluster.inspection.limits(workload.project, inner);
      return [
        ...troubles(workload, facts),
        ...lacks(workload, facts, quotas),
        ...(await inspectPulls(images, workload, facts, cluster, inner)),
      ];
    }),
    signal,
  );
  return found.flat();
}

function troubles(workload: WorkloadName, { trouble }: WorkloadFacts): readonly Finding[] {
  if (trouble === undefined) return [];
  const name = workloadText(workload);
  return [
    {
      topic: 'workloads',
      level: 'warning',
      code: 'ROLLOUT_FAILED',
      message: `${name} in ${workload.project} does not run as it should even before the promotion: ${trouble}`,
      hint: `look why: oc describe ${name} -n ${workload.project}; there may be no good revision to roll back to`,
    },
  ];
}

/** What quotas call the same thing (Kubernetes, "Resource Quotas"). */
const NAMES: Readonly<Record<string, string>> = {
  cpu: 'requests.cpu',
  memory: 'requests.memory',
  'count/pods': 'pods',
};

/** Pods that are started before old ones stop must fit into what the quotas leave. */
function lacks(
  workload: WorkloadName,
  { surge }: WorkloadFacts,
  quotas: readonly QuotaLimit[],
): readonly Finding[] {
  // of a DeploymentConfig also the pod that rolls it out
  const deployers = workload.kind === 'deploymentconfig' ? 1 : 0;
  return quotas
    .filter(({ isScoped }) => !isScoped)
    .flatMap((quota): readonly Finding[] => {
      const left = quota.hard - quota.used;
      const key = NAMES[quota.resource] ?? quota.resource;
      const needed = amountOf(key, surge, deployers);
      if (needed <= left) return [];
      const isSure = surge?.isNeeded === true || (key === 'pods' && deployers > left);
      return [
        {
          topic: 'limits',
          level: isSure ? 'problem' : 'warning',
          code: 'QUOTA_EXCEEDED',
          message: `${quotaText(quota)} of project ${workload.project} allows ${quota.hardText} ${quota.resource} and ${quota.usedText} are used, so ${workloadText(workload)} cannot start new pods beside the old ones`,
          hint: `${lookAt(quota, workload.project)}; ask for more, or let pods go first: oc patch ${workloadText(workload)} -n ${workload.project} --type merge -p '${allowUnavailable(workload)}'`,
        },
      ];
    });
}

function amountOf(key: string, surge: Surge | undefined, deployers: number): number {
  if (key === 'pods') return (surge?.pods ?? 0) + deployers;
  return surge?.amounts[key] ?? 0;
}

function allowUnavailable({ kind }: WorkloadName): string {
  const params = kind === 'deploymentconfig' ? 'rollingParams' : 'rollingUpdate';
  return JSON.stringify({ spec: { strategy: { [params]: { maxSurge: 0, maxUnavailable: 1 } } } });
}
