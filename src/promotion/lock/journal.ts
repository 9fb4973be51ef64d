import { isDigest, type Digest } from '../../core/image/digest.ts';
import { isTag } from '../../core/image/reference.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Journal } from '../../core/ports/locks.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import { planTags } from '../run/destination-tags.ts';
import type { DestinationStream, ResolvedImage } from '../run/resolved-image.ts';

export const JOURNAL_VERSION = 'v1';
/** All annotations of an object may have 256 KiB together: about 1,200 tags. */
const MAX_LENGTH = 240_000;

/** A tag of a stream as a run found it, and as the run wants to leave it. */
export interface JournalTag extends Omit<DestinationStream, 'cluster'> {
  readonly tag: string;
  /** undefined: it did not exist */
  readonly before: Digest | undefined;
  readonly after: Digest;
}

/** The tags of streams that promoting the images moves. */
export function tagsToMove(
  images: readonly ResolvedImage[],
  { onExistingTag }: Pick<PromoteOptions, 'onExistingTag'>,
): readonly JournalTag[] {
  return images.flatMap(({ stream: destination, tags, root }) => {
    if (destination === undefined) return [];
    const { project, stream } = destination;
    return planTags(tags, root.digest, onExistingTag)
      .filter(({ action }) => action === 'create' || action === 'move')
      .map(({ tag, previousDigest }) => ({
        project,
        stream,
        tag,
        before: previousDigest,
        after: root.digest,
      }));
  });
}

export function journalTagText({ project, stream, tag }: Omit<JournalTag, 'before' | 'after'>): string {
  return `${project}/${stream}:${tag}`;
}

/** @returns undefined: an annotation cannot hold that many tags */
export function formatJournal(tags: readonly JournalTag[]): Journal | undefined {
  const entries = tags.map((each) => [journalTagText(each), [each.before ?? null, each.after]]);
  const text = JSON.stringify(Object.fromEntries(entries));
  return text.length > MAX_LENGTH ? undefined : { version: JOURNAL_VERSION, text };
}

/**
 * Reads a journal, which is text that everybody who may edit the Lease may have changed: only tags of `streams` are accepted.
 * @param streams as `project/stream`
 * @param remove the command that removes the journal
 * @throws PromoteError LOCKED when its version is not known, or it is not as this program writes it
 */
export function readJournal(
  { version, text }: Journal,
  streams: ReadonlySet<string>,
  remove: string,
): readonly JournalTag[] {
  if (version !== JOURNAL_VERSION) {
    throw new PromoteError({
      code: 'LOCKED',
      message: `an earlier run has left a journal of version "${cleanServerText(version, 40)}", and this version of openshift-promote reads ${JOURNAL_VERSION}`,
      hint: `run the version that has written it; or check the tags of this set by hand, then remove the journal: ${remove}`,
    });
  }
  const tags = entriesOf(text).map(([name, value]) => journalTag(name, value));
  const valid = tags.filter(
    (tag): tag is JournalTag => tag !== undefined && streams.has(`${tag.project}/${tag.stream}`),
  );
  if (tags.length > 0 && valid.length === tags.length) return valid;
  throw new PromoteError({
    code: 'LOCKED',
    message: 'an earlier run has left a journal that was edited since: it is not a list of tags of this set',
    hint: `check the tags of this set by hand, then remove the journal: ${remove}`,
  });
}

function entriesOf(text: string): readonly [string, unknown][] {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? Object.entries(value) : [];
  } catch {
    return [];
  }
}

function journalTag(name: string, value: unknown): JournalTag | undefined {
  const [, project = '', stream = '', tag = ''] = /^([^/:]+)\/([^/:]+):([^/:]+)$/.exec(name) ?? [];
  if (!isTag(tag) || !Array.isArray(value) || value.length !== 2) return undefined;
  const [before, after] = value as readonly unknown[];
  if (!isDigest(after) || (before !== null && !isDigest(before))) return undefined;
  return { project, stream, tag, before: before ?? undefined, after };
}
