import { groupBy } from '../../core/group-by.ts';
import type { PromoteOptions } from '../../core/options.ts';
import { errorOfProblems, problemsOf, PromoteError, throwIfCancelled } from '../../core/text/errors.ts';
import { shortDigest, type Digest } from '../../core/image/digest.ts';
import { formatReference } from '../../core/image/reference.ts';
import { explainPush } from '../rights/explain-denial.ts';
import { planTags, pointTag, readDigest, readLatest, readWritten } from '../run/destination-tags.ts';
import { allOrFirstError, withGracePeriod, workers } from '../run/concurrency.ts';
import type { Run } from '../run/run.ts';
import type { TagBefore } from '../run/run-state.ts';
import type { CopiedImage, DestinationStream, ResolvedImage, ImportedImage } from '../run/resolved-image.ts';
import { pushManifest } from '../run/push-manifest.ts';

/** How long a tag that is being written may take when the job is cancelled meanwhile: two seconds are all there is in total. */
const GRACE_MS = 1_500;
/** A tag takes three round trips, and a registry of a cluster asks its API for each of them. */
const REPOSITORIES_AT_ONCE = 16;

/**
 * Moves every tag of every image, several repositories at a time and in each one tag at a time: reads it once more and leaves it
 * alone if it has changed since the plan, saves its old image under the backup tag, writes it and confirms the result. The write of
 * a stream's tag through the API is conditional on what was read; a push cannot be. `signal` takes effect between tags only, so that
 * no single move is interrupted.
 * @throws PromoteError TAG_CONFLICT when something else moved a tag since it was planned
 */
export async function tagImages(run: Run, images: readonly ResolvedImage[]): Promise<void> {
  const { options, ports, state } = run;
  const writing = { ...run, signal: withGracePeriod(run.signal, GRACE_MS) };
  const moveTags = async (image: ResolvedImage, signal: AbortSignal): Promise<void> => {
    const moving = movingTags(image, options);
    state.tagsBefore = [
      ...state.tagsBefore,
      ...image.tags.map(({ tag, digest }) => before(image, tag, digest)),
    ];
    try {
      if (image.strategy === 'import') {
        throwIfCancelled(signal);
        await keepBackups(writing, image, moving);
        await moveTagsByImport(image, moving, writing.signal);
        for (const each of moving) noteMoved(run, each);
      } else {
        for (const each of moving) {
          throwIfCancelled(signal);
          // only a push by tag makes a copied image part of an ImageStream (openshift-api.md §10.3): then the API can set more tags
          const isFirst = image.strategy === 'copy' && each.tag === image.request.destination.tag;
          if (image.stream === undefined || isFirst) await pushTag(writing, image, each, signal);
          else await setTag(writing, image, each);
          noteMoved(run, each);
        }
      }
    } catch (error) {
      // the first tag of a copy is pushed, and what the project limits is refused only then
      throw await explainPush(error, [image], ports.clusters.destination, signal);
    }
    state.tagged = [...state.tagged, image];
  };
  const repositories = groupBy(images, ({ destination }) => `${destination.host}/${destination.name}`);
  const queue = [...repositories.values()].map((group) => async (signal: AbortSignal) => {
    for (const image of group) await moveTags(image, signal);
  });
  await allOrFirstError(workers(Math.min(REPOSITORIES_AT_ONCE, queue.length), [queue]), run.signal);
}

/** The tags to write; a scheduled import includes those that already have the digest. */
function movingTags(
  image: ResolvedImage,
  { onExistingTag }: Pick<PromoteOptions, 'onExistingTag'>,
): readonly TagBefore[] {
  const isWritten = (tag: string, action: string): boolean =>
    image.strategy === 'import' ? image.order.tags.includes(tag) : action === 'create' || action === 'move';
  return planTags(image.tags, image.root.digest, onExistingTag)
    .filter(({ tag, action }) => isWritten(tag, action))
    .map(({ tag, previousDigest }) => before(image, tag, previousDigest));
}

function before(image: ResolvedImage, tag: string, digest: Digest | undefined): TagBefore {
  return { image, tag, digest, after: image.root.digest };
}

function noteMoved({ ports, state }: Run, moved: TagBefore): void {
  const { image, tag, digest, after } = moved;
  if (digest !== after) state.movedTags = [...state.movedTags, moved];
  ports.reporter.info(`${nameOf(image, tag)} is ${shortDigest(after)}`);
}

/** Reads a tag before its backup or a push relies on what it is. Other writes have this condition themselves. */
async function requireAsPlanned(planned: TagBefore, signal: AbortSignal): Promise<void> {
  const { image, tag, digest, after } = planned;
  const current = await readDigest(image, tag, signal);
  if (current !== digest && current !== after) throw movedMeanwhile(planned, current);
}

function movedMeanwhile({ image, tag, digest }: TagBefore, current: Digest | undefined): PromoteError {
  return new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${nameOf(image, tag)} is ${current ?? 'gone'}, but was ${digest ?? 'absent'} when this promotion was planned`,
    hint: 'something else moved this tag meanwhile, and it was left as it is: run the promotion again if it shall move all the same',
    where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
  });
}

/**
 * Saves the old image of a tag under `backup-tag`. If several tags had different images, the first is saved under that name and
 * each further one with its tag appended: `previous`, `previous-live`.
 */
async function keepBackups(
  { options: { backupTag }, ports, state, signal }: Run,
  image: ResolvedImage,
  moving: readonly TagBefore[],
): Promise<void> {
  if (backupTag === undefined) return;
  for (const each of moving) await requireAsPlanned(each, signal);
  for (const { tag, digest } of moving) {
    if (digest === undefined || digest === image.root.digest) continue;
    const kept = state.tagsBefore.filter((each) => each.image === image && isBackup(each.tag, backupTag));
    if (kept.some(({ after }) => after === digest)) continue;
    const name = kept.length === 0 ? backupTag : `${backupTag}-${tag}`;
    const earlier = await readDigest(image, name, signal);
    const backup = { image, tag: name, digest: earlier, after: digest };
    state.tagsBefore = [...state.tagsBefore, backup];
    if (earlier !== digest) {
      const written = await pointTag(image, name, { expected: earlier, digest }, signal);
      if (!written.isWritten) throw movedMeanwhile(backup, written.digest);
      requireDigest(await readWritten(backup, ports.clock, signal), backup);
    }
    ports.reporter.info(`${nameOf(image, name)} keeps ${shortDigest(digest)}`);
  }
}

function isBackup(tag: string, backupTag: string): boolean {
  return tag === backupTag || tag.startsWith(`${backupTag}-`);
}

function nameOf({ request }: ResolvedImage, tag: string): string {
  return formatReference({ ...request.destination, tag, digest: undefined });
}

/**
 * Reads the promoted tags once more, after everything else that could move them has run: those that were moved, and if anything was
 * changed, those that were in place.
 * @throws PromoteError TAG_CONFLICT
 */
export async function confirmTags({ ports, state, signal }: Run): Promise<void> {
  const { movedTags, tagsBefore, rollouts } = state;
  const isChanged = movedTags.length > 0 || rollouts.some(({ result }) => result.status !== 'unchanged');
  const inPlace = tagsBefore.filter(({ image, digest }) => digest === image.root.digest);
  const conflicts: PromoteError[] = [];
  const confirm = async (each: TagBefore, inner: AbortSignal): Promise<void> => {
    const current = await readWritten(each, ports.clock, inner);
    if (current !== each.after) conflicts.push(movedAway(each, current));
  };
  await allOrFirstError(
    (isChanged ? [...movedTags, ...inPlace] : []).map((each) => (inner: AbortSignal) => confirm(each, inner)),
    signal,
  );
  const [first] = conflicts;
  if (first === undefined) return;
  throw conflicts.length === 1 ? first : errorOfProblems('TAG_CONFLICT', conflicts.flatMap(problemsOf));
}

function movedAway({ image, tag, after }: TagBefore, current: Digest | undefined): PromoteError {
  return new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${nameOf(image, tag)} was set to ${after}, but is ${current ?? 'gone'} at the end of this promotion`,
    hint: 'a manifest with this ImageStream among what is applied, a command, or another client moved it: look at its history with oc describe imagestream, and leave its spec.tags out of what is applied',
    where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
  });
}

/** Points a tag of a stream to the promoted digest through the API, which moves it only if it still is the planned image. */
async function setTag(
  run: Run,
  image: Exclude<ResolvedImage, ImportedImage> & { readonly stream: DestinationStream },
  moving: TagBefore,
): Promise<void> {
  const { signal } = run;
  await keepBackups(run, image, [moving]);
  const { cluster, project, stream } = image.stream;
  // a build has pushed to another tag of the stream; no bytes move within a cluster: the registry finds them through either stream
  const from = image.strategy === 'tag' ? image.from : { project, stream };
  const written = await cluster.streams.putTag(
    { project, stream, tag: moving.tag },
    { ...from, digest: image.root.digest },
    moving.digest,
    signal,
  );
  if (!written.isWritten) throw movedMeanwhile(moving, written.digest);
  requireDigest(written.digest, moving);
}

/**
 * Pushes a tag. A push has no condition, so the tag is read right before. If another client wrote it in between, the history of the
 * stream shows that afterwards, and the tag gets that image back. Other registries keep no history.
 */
async function pushTag(run: Run, image: CopiedImage, moving: TagBefore, reading: AbortSignal): Promise<void> {
  const { ports, signal } = run;
  const { tag, digest, after } = moving;
  await keepBackups(run, image, [moving]);
  const before = await readLatest(moving, reading);
  // the history may name an image that no longer exists
  if (before === undefined || (before.current !== digest && before.current !== after))
    await requireAsPlanned(moving, reading);
  throwIfCancelled(reading);
  await pushManifest(image.root, tag, image, ports, signal);
  // a 201 is not proof: an ImageStream may keep another image under the tag (openshift-api.md §3.5)
  const latest = await readLatest(moving, signal);
  requireDigest(
    latest === undefined ? await readWritten(moving, ports.clock, signal) : latest.current,
    moving,
  );
  const overwritten = latest?.previous;
  if (before === undefined || overwritten === undefined || overwritten === before.current) return;
  await pointTag(image, tag, { expected: after, digest: overwritten }, signal);
  throw movedMeanwhile(moving, overwritten);
}

/** Imports all tags at once: the cluster pulls from the source registry itself, and the digest it found is compared. */
async function moveTagsByImport(
  image: ImportedImage,
  moving: readonly TagBefore[],
  signal: AbortSignal,
): Promise<void> {
  const { order } = image;
  if (order.tags.length === 0) return;
  const expected = moving.map(({ digest, after }) => [digest, after] as const);
  for (const imported of await image.stream.cluster.imports.run(order, expected, signal)) {
    const each = moving.find(({ tag }) => tag === imported.tag);
    if (each === undefined) continue;
    if (!imported.isWritten) throw movedMeanwhile(each, imported.digest);
    requireDigest(imported.digest, each);
  }
}

function requireDigest(found: Digest | undefined, { image, tag, after }: Omit<TagBefore, 'digest'>): void {
  if (found === after) return;
  throw new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${nameOf(image, tag)} was set to ${after} but is ${found ?? 'gone'}`,
    hint: `somebody or something else writes this tag: look at its history with oc describe imagestream, then run the promotion again`,
    where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
  });
}
