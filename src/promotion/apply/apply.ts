import { describeObject, isSameObject, objectText, type ObjectPlan } from '../../core/ports/apply.ts';
import { errorOfProblems } from '../../core/text/errors.ts';
import type { ApplyContext } from './plan-apply.ts';
import { applyRequest } from './plan-apply.ts';
import type { Run } from '../run/run.ts';
import { destinationImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { AppliedObject } from '../../core/ports/objects.ts';
import { isDenied } from '../run/stream-tag.ts';

/** The image streams that images are promoted to and that the applied objects create. */
export function streamsToCreate(
  objects: readonly ObjectPlan[],
  images: readonly ResolvedImage[],
): readonly ObjectPlan[] {
  return objects.filter(
    ({ kind, action, project, name }) =>
      kind === 'ImageStream' &&
      action === 'create' &&
      images.some(
        ({ request: { destination } }) =>
          destination.kind === 'stream' && destination.project === project && destination.stream === name,
      ),
  );
}

/**
 * Creates image streams as their manifests say. The first push to a stream that does not exist would create it with defaults that
 * belong to the registry, so applying the manifest afterwards would be a conflict.
 */
export async function createStreams(
  { ports, state, signal }: Run,
  context: Omit<ApplyContext, 'newProjects'>,
  streams: readonly ObjectPlan[],
): Promise<void> {
  const { request, problems } = await applyRequest(
    { ...context, newProjects: new Set() },
    'source',
    destinationImageOf,
    ports,
    signal,
  );
  if (problems.length > 0) throw errorOfProblems('CHECK_FAILED', problems);
  const onApplied = (applied: AppliedObject): void => {
    const { object } = applied;
    ports.reporter.info(describeObject(object, 'done'));
    // someone else created it since it was planned, so it is not removed
    if (object.action !== 'create') return;
    state.createdStreams = [...state.createdStreams, applied];
    const remove = async (later: AbortSignal): Promise<boolean> => {
      const stream = { project: object.project, stream: object.name };
      const tags = await context.cluster.streams.readTags(stream, later);
      if (tags !== undefined && tags.names.length > 0) return false;
      await applied.undo(later);
      return true;
    };
    state.made = [...state.made, { name: objectText(object), goes: 'on failure', remove }];
  };
  await context.cluster.objects.apply({ ...request, only: streams }, onApplied, signal);
}

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
      const created = state.createdStreams.find(({ object }) => isSameObject(object, applied.object));
      state.applied = [...state.applied, created ?? applied];
      if (created !== undefined)
        state.made = state.made.filter(({ name }) => name !== objectText(created.object));
      if (created === undefined) ports.reporter.info(describeObject(applied.object, 'done'));
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
