import type { Finding } from '../../../core/finding.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import { isChanging } from '../../run/resolved-image.ts';
import type { Inspected } from '../../run/run.ts';
import { inspectLimits } from '../../rights/limits.ts';
import { inspectWorkloads } from './workloads.ts';
import type { Follower } from '../../../core/ports/inspection.ts';
import { workloadText } from '../../../core/progress-text.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { Cluster } from '../../../core/ports/cluster.ts';
import type { ProjectState } from '../../../core/ports/projects.ts';
import { destinationProjects } from './plan-preparation.ts';
import { formatReference } from '../../../core/image/reference.ts';
import type { ResolvedImage } from '../../run/resolved-image.ts';
import { isDenied, streamTagName } from '../../run/stream-tag.ts';

/** Inspects the destination for everything that a promotion may run into, skipping what the account may not read. */
export async function inspect(inspected: Inspected, signal: AbortSignal): Promise<readonly Finding[]> {
  const { images, newProjects } = inspected;
  const existing = {
    ...inspected,
    images: images.filter(
      ({ request: { destination } }) =>
        destination.kind !== 'stream' || !newProjects.has(destination.project),
    ),
  };
  const found = await allOrFirstError(
    [
      (inner) => inspectProjects(existing, inner),
      (inner) => inspectLimits(existing, inner),
      (inner) => inspectTags(existing, inner),
      (inner) => inspectFollowers(existing, inner),
      (inner) => inspectWorkloads(existing, inner),
    ],
    signal,
  );
  return found.flat();
}

/** Workloads that roll out by themselves when the tag moves, through an image trigger. */
async function inspectFollowers(
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
    message: `${name} in ${workload.project} has an image trigger for ${stream}:${tag} and rolls out by itself; this run does not wait for it`,
    hint: `name it in "rollout" to have it waited for and verified, or stop it: oc set triggers ${name} --manual -n ${workload.project}`,
  };
}

/**
 * A project that is being deleted accepts no new objects. One that cannot be read may still exist, for an account that may push but
 * not read: its permissions show that.
 */
async function inspectProjects(
  { images, options, cluster }: Inspected,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  // with project creation enabled, its plan reports this
  if (options.preparation?.createProject === true) return [];
  const findings: Finding[] = [];
  for (const project of destinationProjects(images.map(({ request }) => request))) {
    if ((await stateOf(cluster, project, signal)) !== 'terminating') continue;
    findings.push({
      topic: 'project',
      level: 'problem',
      code: 'PROJECT_NOT_FOUND',
      message: `project ${project} on ${cluster.server} is being deleted`,
      hint: `wait until it is gone (oc wait --for=delete project/${project} --timeout=5m), then create it again: oc new-project ${project}`,
    });
  }
  return findings;
}

async function stateOf(
  cluster: Cluster,
  project: string,
  signal: AbortSignal,
): Promise<ProjectState | undefined> {
  try {
    return await cluster.projects.find(project, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return undefined;
  }
}

/** Tags that something else will move again, so that a pushed image would be replaced (openshift-api.md §3.5, §3.6). */
async function inspectTags({ images, cluster }: Inspected, signal: AbortSignal): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const image of images.filter(isChanging)) {
    const { destination } = image.request;
    if (destination.kind !== 'stream' || image.previousDigest === undefined) continue;
    const name = streamTagName(destination);
    const overwriter = await overwriterOf(() => cluster.streams.getTag(name, signal));
    if (overwriter === undefined) continue;
    // writing a tag replaces its scheduled import; pushing to it does not
    if (image.strategy !== 'copy') {
      if (!isAskedFor(image, overwriter)) findings.push(endOf(overwriter, formatReference(destination)));
      continue;
    }
    findings.push({
      topic: 'tag',
      level: 'warning',
      code: 'TAG_CONFLICT',
      message: `${formatReference(destination)} will not stay: ${overwriter} moves it again`,
      hint: `promote to another tag, or remove it with what it follows, and its history: oc tag -d ${name.project}/${name.stream}:${name.tag}`,
    });
  }
  return findings;
}

/** It shall follow, and does so already. */
function isAskedFor(image: ResolvedImage, overwriter: string): boolean {
  return image.strategy === 'import' && image.order.scheduled && overwriter.endsWith(` ${image.order.from}`);
}

function endOf(overwriter: string, name: string): Finding {
  return {
    topic: 'tag',
    level: 'note',
    code: 'TAG_CONFLICT',
    message: `${name} is moved by ${overwriter} until now: this promotion ends that`,
  };
}

async function overwriterOf(
  read: () => Promise<{ readonly overwrittenBy?: string | undefined } | undefined>,
): Promise<string | undefined> {
  try {
    return (await read())?.overwrittenBy;
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
