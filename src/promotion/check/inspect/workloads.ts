import type { Finding } from '../../../core/finding.ts';
import type { QuotaLimit, Surge, WorkloadFacts } from '../../../core/ports/inspection.ts';
import type { WorkloadName } from '../../../core/ports/rollouts.ts';
import { workloadText } from '../../../core/progress-text.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import type { Inspected } from '../../run/run.ts';
import { lookAt, quotaText } from '../../rights/limits.ts';
import type { Cluster } from '../../../core/ports/cluster.ts';
import type { ResolvedImage } from '../../run/resolved-image.ts';

/** Inspects the workloads to roll out: already failing, over quota with more pods, or unable to pull the image. */
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

/** The synonyms that quotas use (Kubernetes, "Resource Quotas"). */
const NAMES: Readonly<Record<string, string>> = {
  cpu: 'requests.cpu',
  memory: 'requests.memory',
  'count/pods': 'pods',
};

/** Pods that start before the old ones stop must fit into the remaining quota. */
function lacks(
  workload: WorkloadName,
  { surge }: WorkloadFacts,
  quotas: readonly QuotaLimit[],
): readonly Finding[] {
  // a DeploymentConfig also needs its deployer pod
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

/**
 * Whether the service account of a workload can pull the promoted image. Never certain: nodes may have credentials of their own,
 * and other registries may allow anonymous pulls.
 */
async function inspectPulls(
  images: readonly ResolvedImage[],
  workload: WorkloadName,
  facts: WorkloadFacts,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const account = { project: workload.project, name: facts.serviceAccount };
  const findings: Finding[] = [];
  // many images may share few projects
  const elsewhere: string[] = [];
  const projects = new Set<string>();
  for (const { request, destination } of images) {
    if (request.destination.kind !== 'stream' || destination.name !== nameOf(request.destination)) {
      elsewhere.push(`${destination.host}/${destination.name}`);
      continue;
    }
    const { project, stream } = request.destination;
    if (projects.has(project)) continue;
    const may = await cluster.inspection.mayPull(account, { project, stream }, signal);
    if (may === false) findings.push(notGranted(workload, account, project, stream));
    // an account that may pull one stream of a project may nearly always pull all of them
    else projects.add(project);
  }
  // a missing pull secret deserves a warning wherever the image is
  if (elsewhere.length === 0 && facts.pullSecrets.length === 0) return findings;
  const secrets = await cluster.inspection.pullSecrets(account, facts.pullSecrets, signal);
  if (secrets === undefined) return findings;
  const unknown = elsewhere.filter((image) => !secrets.has(image));
  const hosts = new Set(unknown.map((image) => image.split('/', 1)[0] ?? ''));
  return [
    ...findings,
    ...secrets.missing.map((secret) => missingSecret(workload, account, secret)),
    ...[...hosts].map((host) => noSecret(workload, account, host)),
  ];
}

function nameOf({ project, stream }: { readonly project: string; readonly stream: string }): string {
  return `${project}/${stream}`;
}

type Account = Parameters<Cluster['inspection']['mayPull']>[0];

function notGranted(workload: WorkloadName, account: Account, project: string, stream: string): Finding {
  return {
    topic: 'pull secrets',
    level: 'warning',
    code: 'ACCESS_DENIED',
    message: `service account ${account.name} of ${account.project}, which ${workloadText(workload)} runs as, may not pull ${project}/${stream}`,
    hint: `grant it: oc policy add-role-to-user system:image-puller system:serviceaccount:${account.project}:${account.name} -n ${project}`,
  };
}

function missingSecret(workload: WorkloadName, account: Account, secret: string): Finding {
  return {
    topic: 'pull secrets',
    level: 'warning',
    code: 'ACCESS_DENIED',
    message: `pull secret ${secret} of ${workloadText(workload)} or its service account ${account.name} does not exist in ${account.project}`,
    hint: `create it: oc create secret docker-registry ${secret} --docker-server=HOST --docker-username=NAME --docker-password=TOKEN -n ${account.project}; or remove its name from imagePullSecrets`,
  };
}

function noSecret(workload: WorkloadName, account: Account, host: string): Finding {
  const secret = `pull-${host.replace(/[^a-z0-9]+/g, '-')}`;
  return {
    topic: 'pull secrets',
    level: 'warning',
    code: 'ACCESS_DENIED',
    message: `no pull secret of service account ${account.name} in ${account.project}, which ${workloadText(workload)} runs as, is for ${host}`,
    hint: `unless ${host} lets everybody pull: oc create secret docker-registry ${secret} --docker-server=${host} --docker-username=NAME --docker-password=TOKEN -n ${account.project}, then oc secrets link ${account.name} ${secret} --for=pull -n ${account.project}`,
  };
}
