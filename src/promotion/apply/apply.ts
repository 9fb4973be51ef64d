import { describeObject } from '../../core/ports/apply.ts';
import { errorOfProblems } from '../../core/text/errors.ts';
import type { ApplyContext } from './plan-apply.ts';
import { applyRequest } from './plan-apply.ts';
import type { Run } from '../run/run.ts';
import { destinationImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import { isDenied } from '../run/stream-tag.ts';

/** Applies the planned objects. Runs after the tags have moved, because the objects may refer to them. */
export async function apply(
  { ports, state, signal }: Run,
  context: Omit<ApplyContext, 'newProjects'>,
): Promise<void> {
  const specs = new Map<ResolvedImage, string>();
  for (const image of context.images) specs.set(image, await pullSpecOf(image, signal));
  const { request, problems } = await applyRequest(
    { ...context, newProjects: new Set() },
    'destination',
    (image) => specs.get(image) ?? destinationImageOf(image),
    ports,
    signal,
  );
  if (problems.length > 0) throw errorOfProblems('CHECK_FAILED', problems);
  await context.cluster.objects.apply(
    request,
    (applied) => {
      state.applied = [...state.applied, applied];
      ports.reporter.info(describeObject(applied.object, 'done'));
    },
    signal,
  );
}

/** The pull spec that pods use, with the internal host of the registry. */
async function pullSpecOf(image: ResolvedImage, signal: AbortSignal): Promise<string> {
  if (image.stream === undefined) return destinationImageOf(image);
  const { cluster, project, stream } = image.stream;
  try {
    const name = { project, stream, tag: image.request.destination.tag };
    const tag = await cluster.streams.getTag(name, signal);
    return tag?.digest === image.root.digest ? tag.pullSpec : destinationImageOf(image);
  } catch (error) {
    if (isDenied(error)) return destinationImageOf(image);
    throw error;
  }
}
