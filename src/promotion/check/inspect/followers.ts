import type { Finding } from '../../../core/finding.ts';
import type { Follower } from '../../../core/ports/inspection.ts';
import { workloadText } from '../../../core/progress-text.ts';
import { isChanging, type Inspected } from '../../run/inspected.ts';

/** Who is rolled out by a moved tag without being asked to. */
export async function inspectFollowers(
  { images, options, cluster }: Inspected,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const moved = new Map<string, { readonly stream: string; readonly tags: readonly string[] }[]>();
  for (const { request } of images.filter(isChanging)) {
    const { destination, extraTags } = request;
    if (destination.kind !== 'stream') continue;
    const { project, stream, tag } = destination;
    moved.set(project, [...(moved.get(project) ?? []), { stream, tags: [tag, ...extraTags] }]);
  }
  const named = new Set(options.rollouts.map(keyOf));
  const findings: Finding[] = [];
  for (const [project, streams] of moved) {
    const followers = await cluster.inspection.followers(project, streams, signal);
    const unnamed = followers.filter(
      ({ workload, isAutomatic }) => isAutomatic && !named.has(keyOf(workload)),
    );
    findings.push(...unnamed.map(fires));
  }
  return findings;
}

function keyOf({ project, kind, name }: Follower['workload']): string {
  return `${project}/${kind}/${name}`;
}

function fires({ workload, stream, tag }: Follower): Finding {
  const name = workloadText(workload);
  return {
    topic: 'triggers',
    level: 'note',
    code: 'ROLLOUT_FAILED',
    message: `${name} in ${workload.project} has an image trigger for ${stream}:${tag} and rolls out by itself; nobody waits for it`,
    hint: `name it in "rollout" to have it waited for and verified, or stop it: oc set triggers ${name} --manual -n ${workload.project}`,
  };
}
