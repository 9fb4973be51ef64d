import { formatReference } from '../../core/image/reference.ts';
import { workloadText } from '../../core/progress-text.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { allOrFirstError, workers } from '../run/concurrency.ts';
import { sourceDigestOf, sourceImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { Run } from '../run/run.ts';

const AT_ONCE = 8;
const MAX_NAMED = 5;

/**
 * Annotates the tags that this run has moved and the workloads that it has rolled out. A trace that cannot be written never fails
 * the promotion: the log says what was left out.
 */
export async function leaveTraces(run: Run, cluster: Cluster): Promise<void> {
  const { ports, state, signal } = run;
  const written: string[] = [];
  const omitted = new Map<string, string[]>();
  const attempt = (name: string, write: (inner: AbortSignal) => Promise<string | undefined>) => ({
    name,
    write,
  });
  const tags = state.movedTags.flatMap((moved) => {
    const { stream } = moved.image;
    if (stream === undefined) return [];
    const name = { project: stream.project, stream: stream.stream, tag: moved.tag };
    const trace = traceOf(run, moved.image, moved.digest);
    return attempt(`${name.project}/${name.stream}:${name.tag}`, async (inner) =>
      (await cluster.traces.traceTag(name, trace, inner)) ? undefined : 'the tag has moved since',
    );
  });
  const workloads = state.rollouts.flatMap(({ images: [image], plan, result }) => {
    if (image === undefined || result.status === 'unchanged') return [];
    const tag = formatReference({ ...image.request.destination, digest: undefined });
    return attempt(workloadText(result.workload), async (inner) => {
      if (plan.method === 'gitops' || plan.managedBy !== undefined)
        return 'a GitOps controller would remove it';
      await cluster.traces.traceWorkload(
        result.workload,
        traceOf(run, image, image.previousDigest),
        tag,
        inner,
      );
      return undefined;
    });
  });
  const tasks = [...tags, ...workloads].map(({ name, write }) => async (inner: AbortSignal) => {
    const reason = await write(inner).catch((error: unknown) => reasonOf(error, signal));
    if (reason === undefined) written.push(name);
    else omitted.set(reason, [...(omitted.get(reason) ?? []), name]);
  });
  await allOrFirstError(workers(AT_ONCE, [tasks]), signal);
  if (written.length > 0)
    ports.reporter.info(`left on ${listed(written)}: who promoted what, and from where`);
  for (const [reason, names] of omitted) ports.reporter.info(`no trace on ${listed(names)}: ${reason}`);
}

function traceOf({ ports, state }: Run, image: ResolvedImage, previous: Trace['previous']): Trace {
  const { run } = ports;
  const policies = (state.policy ?? []).filter(({ digest }) => digest === sourceDigestOf(image));
  return {
    digest: image.root.digest,
    source: sourceImageOf(image),
    time: ports.clock.date().toISOString(),
    version: image.request.source.tag,
    run: run?.url ?? run?.id,
    actor: run?.actor,
    policy: policies[0]?.outcome,
    previous,
  };
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.toSorted().slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Why a trace was not written. @throws the error when the run was cancelled, or it is a bug */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (!(error instanceof PromoteError) || signal.aborted) throw error;
  return error.message;
}
