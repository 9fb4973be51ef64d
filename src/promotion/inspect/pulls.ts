import type { Finding } from '../../core/finding.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { WorkloadFacts } from '../../core/ports/inspection.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { ResolvedImage } from '../resolved-image.ts';

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
  const findings: Finding[] = [];
  const account = { project: workload.project, name: facts.serviceAccount };
  for (const { request, destination } of images) {
    if (request.destination.kind === 'stream' && destination.name === nameOf(request.destination)) {
      const { project, stream } = request.destination;
      const may = await cluster.inspection.mayPull(account, { project, stream }, signal);
      if (may === false) findings.push(notGranted(workload, account, project, stream));
      continue;
    }
    const hosts = await cluster.inspection.pullHosts(account, facts.pullSecrets, signal);
    if (hosts?.has(destination.host) === false) {
      findings.push(noSecret(workload, account, destination.host));
    }
  }
  return findings;
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
