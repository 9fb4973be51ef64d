import type { PromoteOptions } from '../../core/options.ts';
import {
  describeChange,
  type CommitPlan,
  type DesiredImage,
  type GitOpsOptions,
} from '../../core/ports/gitops.ts';
import { formatReference } from '../../core/image/reference.ts';
import { problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';
import type { Run } from '../run/run.ts';

/** The registry as pods of its cluster reach it, under the names of its service (openshift-api.md §2.2). */
const SERVICE = 'image-registry.openshift-image-registry.svc';
const SERVICE_HOSTS = [`${SERVICE}:5000`, `${SERVICE}.cluster.local:5000`];

/** What a commit would change, or why it cannot be made. */
export async function planDesiredState(
  images: readonly ResolvedImage[],
  { gitops }: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<{ readonly commit: CommitPlan | undefined; readonly problems: readonly Problem[] }> {
  if (gitops === undefined || ports.gitops === undefined || images.length === 0)
    return { commit: undefined, problems: [] };
  try {
    return { commit: await ports.gitops.plan(gitops, images.map(desiredImage), signal), problems: [] };
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    return { commit: undefined, problems: error.problems.length > 0 ? error.problems : problemsOf(error) };
  }
}

/** Commits the digests. Runs after the destination has the images. */
export async function commitDesiredState(
  { ports, state, signal }: Run,
  gitops: GitOpsOptions,
  images: readonly ResolvedImage[],
): Promise<void> {
  if (ports.gitops === undefined) return;
  const commit = await ports.gitops.commit(gitops, images.map(desiredImage), signal);
  state.commit = commit;
  const { sha, branch, pushed, changes } = commit;
  if (changes.length === 0) ports.reporter.info(`branch ${branch} names these digests already (${sha})`);
  else {
    for (const change of changes) ports.reporter.info(describeChange(change));
    ports.reporter.info(`${pushed ? 'pushed' : 'committed'} ${sha} on branch ${branch}`);
  }
}

function desiredImage(image: ResolvedImage): DesiredImage {
  const { source, destination } = image.request;
  const { host, name } = image.destination;
  const inside = image.stream === undefined ? [] : SERVICE_HOSTS;
  return {
    source: formatReference(source),
    destination: formatReference(destination),
    repository: name,
    hosts: [host, ...inside],
    pullName: `${inside[0] ?? host}/${name}`,
    tag: destination.tag,
    digest: image.root.digest,
  };
}
