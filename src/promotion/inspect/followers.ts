import type { Finding } from '../../core/finding.ts';
import type { Follower } from '../../core/ports/inspection.ts';
import { workloadText } from '../../core/progress-text.ts';
import { isChanging, type Inspected } from './inspected.ts';

/** Who is rolled out by a moved tag without being asked to. */
export async function inspectFollowers(
  { images, options, cluster }: Inspected,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { request } of images.filter(isChanging)) {
    const { destination, extraTags } = request;
    if (destination.kind !== 'stream') continue;
    const { project, stream } = destination;
    const tags = [destination.tag, ...extraTags];
    const followers = await cluster.inspection.followers({ project, stream, tags }, signal);
    const named = new Set(options.rollouts.map(keyOf));
    const unnamed = followers.filter(
      ({ workload, isAutomatic }) => isAutomatic && !named.has(keyOf(workload)),
    );
    findings.push(...unnamed.map((follower) => fires(follower, stream)));
  }
  return findings;
}

function keyOf({ project, kind, name }: Follower['workload']): string {
  return `${project}/${kind}/${name}`;
}

function fires({ workload, tag }: Follower, stream: string): Finding {
  const name = workloadText(workload);
  return {
    topic: 'triggers',
    level: 'note',
    code: 'ROLLOUT_FAILED',
    message: `${name} in ${workload.project} has an image trigger for ${stream}:${tag} and rolls out by itself; nobody waits for it`,
    hint: `name it in "rollout" to have it waited for and verified, or stop it: oc set triggers ${name} --manual -n ${workload.project}`,
  };
}
