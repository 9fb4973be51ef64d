import type { Finding } from '../../../core/finding.ts';
import type { Cluster } from '../../../core/ports/cluster.ts';
import type { WorkloadFacts } from '../../../core/ports/inspection.ts';
import type { WorkloadName } from '../../../core/ports/rollouts.ts';
import { workloadText } from '../../../core/progress-text.ts';
import type { ResolvedImage } from '../../run/resolved-image.ts';

/**
 * Whether the service account of a workload can pull from where the image will be. Never sure: nodes may have credentials of
 * their own, and other registries let everybody pull.
 */
export async function inspectPulls(
  images: readonly ResolvedImage[],
  workload: WorkloadName,
  facts: WorkloadFacts,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const account = { project: workload.project, name: facts.serviceAccount };
  const findings: Finding[] = [];
  // images may be many, and their projects and registries few
  const hosts = new Set<string>();
  const projects = new Set<string>();
  for (const { request, destination } of images) {
    if (request.destination.kind !== 'stream' || destination.name !== nameOf(request.destination)) {
      hosts.add(destination.host);
      continue;
    }
    const { project, stream } = request.destination;
    if (projects.has(project)) continue;
    const may = await cluster.inspection.mayPull(account, { project, stream }, signal);
    if (may === false) findings.push(notGranted(workload, account, project, stream));
    // whoever may pull one stream of a project may nearly always pull all; and who is not told once is never told
    else projects.add(project);
  }
  if (hosts.size === 0) return findings;
  const known = await cluster.inspection.pullHosts(account, facts.pullSecrets, signal);
  const strange = known === undefined ? [] : [...hosts].filter((host) => !known.has(host));
  return [...findings, ...strange.map((host) => noSecret(workload, account, host))];
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
