import { describeObject } from '../../core/ports/apply.ts';
import { errorOfProblems } from '../../core/text/errors.ts';
import type { ApplyContext } from './plan-apply.ts';
import { applyRequest } from './plan-apply.ts';
import type { RunState } from '../run/run-state.ts';
import { destinationImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import { isDenied, streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';

/** Applies what the plan lists, now that the tags are what the objects may ask for. */
export async function apply(
  context: ApplyContext,
  ports: Ports,
  progress: Pick<RunState, 'applied'>,
  signal: AbortSignal,
): Promise<void> {
  const cluster = ports.clusters.destination;
  if (cluster === undefined) throw new TypeError('there is no cluster to apply to');
  const specs = new Map<ResolvedImage, string>();
  for (const image of context.images) specs.set(image, await pullSpecOf(image, ports, signal));
  const { request, problems } = await applyRequest(
    { ...context, newProjects: new Set() },
    'destination',
    (image) => specs.get(image) ?? destinationImageOf(image),
    ports,
    signal,
  );
  if (problems.length > 0) throw errorOfProblems('CHECK_FAILED', problems);
  await cluster.objects.apply(
    request,
    (applied) => {
      progress.applied = [...progress.applied, applied];
      ports.reporter.info(describeObject(applied.object, 'done'));
    },
    signal,
  );
}

/** As pods of the cluster name it: by the host the registry has inside. */
async function pullSpecOf(image: ResolvedImage, ports: Ports, signal: AbortSignal): Promise<string> {
  const { destination } = image.request;
  const cluster = ports.clusters.destination;
  if (destination.kind !== 'stream' || cluster === undefined) return destinationImageOf(image);
  try {
    const tag = await cluster.getStreamTag(streamTagName(destination), signal);
    return tag?.digest === image.root.digest ? tag.pullSpec : destinationImageOf(image);
  } catch (error) {
    if (isDenied(error)) return destinationImageOf(image);
    throw error;
  }
}
