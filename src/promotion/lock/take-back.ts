import { groupBy } from '../../core/group-by.ts';
import { shortDigest, type Digest } from '../../core/image/digest.ts';
import type { Streams } from '../../core/ports/streams.ts';
import { errorOfProblems, PromoteError, type Problem } from '../../core/text/errors.ts';
import { allOrFirstError, workers } from '../run/concurrency.ts';
import { journalTagText, type JournalTag } from './journal.ts';

/** A tag takes up to three round trips. */
const STREAMS_AT_ONCE = 8;

/**
 * Moves the tags back that a run has moved which ended between its first and its last tag. If it had moved none or all of them,
 * nothing changes.
 * @param remove the command that removes the journal
 * @returns the tags that were moved back, as `project/stream:tag`
 * @throws PromoteError TAG_CONFLICT when some tags were moved and one has an image that is not of that run
 */
export async function takeBack(
  tags: readonly JournalTag[],
  streams: Streams,
  { info, remove }: { readonly info: (line: string) => void; readonly remove: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const now = new Map<JournalTag, Digest | undefined>();
  await eachStream(tags, signal, async (each, inner) => {
    now.set(each, (await streams.getTag(each, inner))?.digest);
  });
  const moved = tags.filter((each) => now.get(each) === each.after);
  const isHalfDone = moved.length > 0 && tags.some((each) => now.get(each) === each.before);
  if (!isHalfDone) return [];
  const others = tags.filter((each) => now.get(each) !== each.after && now.get(each) !== each.before);
  if (others.length > 0) {
    const problems = others.map((each) => movedByOthers(each, now.get(each), remove));
    throw errorOfProblems('TAG_CONFLICT', problems);
  }
  await eachStream(moved, signal, async (each, inner) => {
    await putBack(each, streams, remove, inner);
    const { before } = each;
    info(
      `${journalTagText(each)} ${before === undefined ? 'was removed again' : `is ${shortDigest(before)} again`}`,
    );
  });
  return moved.map(journalTagText);
}

/** The tags of a stream one after the other: each write is a conflict for the others. */
async function eachStream(
  tags: readonly JournalTag[],
  signal: AbortSignal,
  work: (tag: JournalTag, inner: AbortSignal) => Promise<void>,
): Promise<void> {
  const queue = [...groupBy(tags, ({ project, stream }) => `${project}/${stream}`).values()].map(
    (own) => async (inner: AbortSignal) => {
      for (const each of own) await work(each, inner);
    },
  );
  await allOrFirstError(workers(Math.min(STREAMS_AT_ONCE, queue.length), [queue]), signal);
}

async function putBack(
  each: JournalTag,
  streams: Streams,
  remove: string,
  signal: AbortSignal,
): Promise<void> {
  const { project, stream, before, after } = each;
  if (before === undefined) {
    await streams.deleteTag(each, signal);
    return;
  }
  const written = await streams.putTag(each, { project, stream, digest: before }, after, signal);
  if (!written.isWritten) throw new PromoteError(movedByOthers(each, written.digest, remove));
}

function movedByOthers(each: JournalTag, current: Digest | undefined, remove: string): Problem {
  const { project, stream, before, after } = each;
  return {
    code: 'TAG_CONFLICT',
    message: `${journalTagText(each)} is ${current ?? 'gone'}, but a run that ended in the middle of its set was moving it from ${before ?? 'absent'} to ${after}: another client has moved it since, so the set is not taken back`,
    hint: `look at its history: oc describe imagestream ${stream} -n ${project}; set the tags of the set as they should be, then remove the journal: ${remove}`,
  };
}
