import { formatReference } from '../../core/image/reference.ts';
import { workloadText } from '../../core/progress-text.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { allOrFirstError, workers } from '../run/concurrency.ts';
import {
  sourceDigestOf,
  sourceImageOf,
  type DestinationStream,
  type ResolvedImage,
} from '../run/resolved-image.ts';
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
  const omit = (reason: string, names: readonly string[]): void => {
    omitted.set(reason, [...(omitted.get(reason) ?? []), ...names]);
  };
  const tags = streamsOf(run).map(({ stream, traces }) => {
    const names = new Map(
      [...traces.keys()].map((tag) => [tag, `${stream.project}/${stream.stream}:${tag}`]),
    );
    return {
      names: [...names.values()],
      write: async (inner: AbortSignal): Promise<void> => {
        const left = await cluster.traces.traceTags(stream, traces, inner);
        for (const [tag, name] of names) {
          const reason = left.get(tag);
          if (reason === undefined) written.push(name);
          else omit(reason, [name]);
        }
      },
    };
  });
  const workloads = state.rollouts.flatMap(({ images, plan, result }) => {
    if (result.status === 'unchanged') return [];
    const promoted = images.map((image) => ({
      trace: traceOf(run, image, image.previousDigest),
      tag: formatReference({ ...image.request.destination, digest: undefined }),
    }));
    const name = workloadText(result.workload);
    const isManaged = plan.method === 'gitops' || plan.managedBy !== undefined;
    const write = async (inner: AbortSignal): Promise<void> => {
      if (isManaged) return omit('a GitOps controller would remove it', [name]);
      await cluster.traces.traceWorkload(result.workload, promoted, inner);
      written.push(name);
    };
    return { names: [name], write };
  });
  const tasks = [...tags, ...workloads].map(({ names, write }) => async (inner: AbortSignal) => {
    await write(inner).catch((error: unknown) => omit(reasonOf(error), names));
  });
  await allOrFirstError(workers(AT_ONCE, [tasks]), signal);
  if (written.length > 0)
    ports.reporter.info(`left on ${listed(written)}: who promoted what, and from where`);
  for (const [reason, names] of omitted) ports.reporter.info(`no trace on ${listed(names)}: ${reason}`);
}

interface TracedStream {
  readonly stream: DestinationStream;
  /** by tag */
  readonly traces: Map<string, Trace>;
}

/** The tags that moved, and those in place whose workloads were rolled out: an earlier run may have failed before its traces. */
function streamsOf(run: Run): readonly TracedStream[] {
  const { movedTags, rollouts } = run.state;
  const rolledOut = rollouts.flatMap(({ images, result }) => (result.status === 'unchanged' ? [] : images));
  const inPlace = [...new Set(rolledOut)].flatMap((image) =>
    image.tags.flatMap(({ tag, digest }) => (digest === image.root.digest ? { image, tag, digest } : [])),
  );
  const streams = new Map<string, TracedStream>();
  for (const { image, tag, digest } of [...inPlace, ...movedTags]) {
    const { stream } = image;
    if (stream === undefined) continue;
    const key = `${stream.project}/${stream.stream}`;
    const traced = streams.get(key) ?? { stream, traces: new Map<string, Trace>() };
    traced.traces.set(tag, traceOf(run, image, digest === image.root.digest ? undefined : digest));
    streams.set(key, traced);
  }
  return [...streams.values()];
}

function traceOf({ options, ports, state }: Run, image: ResolvedImage, previous: Trace['previous']): Trace {
  const { run } = ports;
  const policies = (state.policy ?? []).filter(({ digest }) => digest === sourceDigestOf(image));
  return {
    digest: image.root.digest,
    source: sourceImageOf(image),
    time: ports.clock.date().toISOString(),
    version: image.request.source.tag,
    run: run?.url ?? run?.id,
    actor: run?.actor,
    policy: policies[0] === undefined ? undefined : `${policies[0].outcome}: ${policies[0].policy}`,
    previous,
    ...(options.isRollback === true ? { action: 'rollback' } : {}),
  };
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.toSorted().slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Why a trace was not written, also when the run was cancelled meanwhile. @throws what is a bug */
function reasonOf(error: unknown): string {
  if (!(error instanceof PromoteError)) throw error;
  return error.message;
}
