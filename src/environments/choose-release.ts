import { compare, parse, Range, type SemVer } from 'semver';
import type { PromotionRequest } from '../core/options.ts';
import { formatReference, isTag, type StreamReference } from '../core/image/reference.ts';
import type { Digest } from '../core/image/digest.ts';
import type { Streams, TagHistory } from '../core/ports/streams.ts';
import type { Repository } from '../core/ports/registry.ts';
import type { ReleaseChoice } from '../core/release-choice.ts';
import { staysOf } from '../core/tag-stays.ts';
import { PromoteError } from '../core/text/errors.ts';
import { ageText } from '../core/text/time.ts';

/** Where tags are read, and what is required beyond the choice. */
export interface Choosing {
  readonly choice: ReleaseChoice;
  /** undefined: the source is no cluster */
  readonly streams: Streams | undefined;
  readonly repository: (host: string, name: string) => Pick<Repository, 'listTags'>;
  readonly soakMs: number;
  /** tags that images must have been under for `soakMs`, by `project/stream` */
  readonly soakedTags: Readonly<Record<string, string>>;
  /** whether the destination gets a tag for the version, too */
  readonly carriesVersion: boolean;
  readonly now: Date;
  readonly log: (line: string) => void;
}

const MAX_TAG_PAGES = 20;

/** @throws PromoteError INPUT_INVALID when the range is none */
export function checkChoice({ select }: ReleaseChoice): void {
  if (select.kind !== 'semver' || rangeOf(select.range) !== undefined) return;
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: '"release" has a range that is none',
    hint: 'write a range of versions as npm has them: semver:^1.4, semver:1.x, semver:>=1.4 <2',
  });
}

/**
 * Chooses the image of each promotion and pins it by digest, so that what was looked at is what is promoted.
 * @throws PromoteError IMAGE_NOT_FOUND when no tag fits, NOT_SOAKED, ACCESS_DENIED, …
 */
export async function chooseRelease(
  request: PromotionRequest,
  choosing: Choosing,
  signal: AbortSignal,
): Promise<PromotionRequest> {
  const { source } = request;
  if (source.kind === 'registry') return chooseFromRegistry(request, choosing, signal);
  if (choosing.streams === undefined) return unlessTimed(request, choosing);
  const histories = await choosing.streams.readHistory(source, signal);
  if (histories === undefined) {
    // the promotion says more about a stream that is missing
    if (choosing.choice.select.kind === 'given') return request;
    throw nothingFits(formatReference(source), choosing.choice, []);
  }
  return chooseFromStream({ ...request, source }, histories, choosing);
}

function chooseFromStream(
  request: PromotionRequest & { readonly source: StreamReference },
  histories: readonly TagHistory[],
  choosing: Choosing,
): PromotionRequest {
  const { source } = request;
  const { choice, log } = choosing;
  const isGiven = choice.select.kind === 'given';
  if (source.digest !== undefined) return chooseDigest(request, source.digest, histories, choosing);
  const candidates = isGiven
    ? histories.filter(({ tag }) => tag === source.tag)
    : inOrder(choice, histories, ({ tag }) => tag, sinceOf);
  const [first] = candidates;
  // a tag that does not exist: the promotion says more about it
  if (first === undefined && isGiven) return request;
  const passedOver: string[] = [];
  for (const history of candidates) {
    const digest = history.events[0]?.digest;
    // the tag refers to an image elsewhere, which the promotion resolves
    if (digest === undefined && isGiven) return unlessTimed(request, choosing);
    const problem =
      digest === undefined
        ? { why: 'it refers to an image elsewhere', hint: undefined }
        : refusalOf(history, digest, histories, source, choosing);
    if (digest !== undefined && problem === undefined) {
      if (!isGiven) log(chosenText(source, history.tag, choice, passedOver));
      return pinned(request, history.tag, digest, histories, choosing);
    }
    const why = `${history.tag}: ${problem?.why ?? ''}`;
    if (isGiven)
      throw new PromoteError({
        code: 'NOT_SOAKED',
        message: `${formatReference(source)} (${String(digest)}) cannot be promoted yet: ${problem?.why ?? ''}`,
        hint: problem?.hint,
        where: { side: 'source' },
      });
    passedOver.push(why);
  }
  throw nothingFits(
    `${source.project}/${source.stream}`,
    choice,
    passedOver.length > 0 ? passedOver : histories.map(({ tag }) => tag),
  );
}

/** What has no history can be promoted only where none is asked for. @throws PromoteError NOT_SOAKED */
function unlessTimed(request: PromotionRequest, { choice, soakMs }: Choosing): PromotionRequest {
  if (choice.minimumAgeMs === 0 && soakMs === 0) return request;
  throw new PromoteError({
    code: 'NOT_SOAKED',
    message: `how long ${formatReference(request.source)} has been there is not known: only image streams keep a history`,
    hint: 'promote from an image stream that holds the image itself',
    where: { side: 'source' },
  });
}

/** An image that is given by its digest: any tag that has pointed to it for long enough will do. */
function chooseDigest(
  request: PromotionRequest & { readonly source: StreamReference },
  digest: Digest,
  histories: readonly TagHistory[],
  choosing: Choosing,
): PromotionRequest {
  const refusals = histories.map((history) =>
    refusalOf(history, digest, histories, request.source, choosing),
  );
  if (refusals.includes(undefined)) return request;
  if (choosing.choice.minimumAgeMs === 0 && choosing.soakMs === 0) return request;
  const [refusal] = refusals;
  throw new PromoteError({
    code: 'NOT_SOAKED',
    message: `${formatReference(request.source)} cannot be promoted yet: ${refusal?.why ?? 'no tag has pointed to it'}`,
    hint: refusal?.hint,
    where: { side: 'source' },
  });
}

function pinned(
  request: PromotionRequest & { readonly source: StreamReference },
  tag: string,
  digest: Digest,
  histories: readonly TagHistory[],
  { carriesVersion }: Choosing,
): PromotionRequest {
  const version = carriesVersion ? versionOf(tag, digest, histories) : undefined;
  const { source, destination, extraTags } = request;
  return {
    ...request,
    source: { ...source, tag: version ?? tag, digest },
    extraTags:
      version === undefined || version === destination.tag || extraTags.includes(version)
        ? extraTags
        : [...extraTags, version],
  };
}

/** The tag that names the version of an image: the highest of those that point to it. */
function versionOf(tag: string, digest: Digest, histories: readonly TagHistory[]): string | undefined {
  if (parse(tag, true) !== null) return tag;
  return histories
    .filter(({ events }) => events[0]?.digest === digest)
    .flatMap((each) => {
      const version = parse(each.tag, true);
      return version === null ? [] : [{ tag: each.tag, version }];
    })
    .sort((one, other) => compare(other.version, one.version))[0]?.tag;
}

interface Refusal {
  readonly why: string;
  readonly hint: string | undefined;
}

function refusalOf(
  history: TagHistory,
  digest: Digest,
  histories: readonly TagHistory[],
  source: StreamReference,
  { choice, soakMs, soakedTags, now }: Choosing,
): Refusal | undefined {
  if (choice.minimumAgeMs > 0) {
    const refusal = tooShort(history, digest, choice.minimumAgeMs, now, 'has pointed to it');
    if (refusal !== undefined) return refusal;
  }
  const tag = soakedTags[`${source.project}/${source.stream}`];
  if (soakMs === 0) return undefined;
  if (tag === undefined)
    return {
      why: `${source.project}/${source.stream} is not where the environment gets its images from`,
      hint: 'remove the source image, so that the environment before is promoted',
    };
  const soaked = histories.find((each) => each.tag === tag) ?? { tag, events: [] };
  return tooShort(soaked, digest, soakMs, now, 'was it');
}

/** undefined: long enough */
function tooShort(
  history: TagHistory,
  digest: Digest,
  neededMs: number,
  now: Date,
  verb: string,
): Refusal | undefined {
  const stays = staysOf(history, digest, now);
  const known = stays.flatMap((stay) => ('durationMs' in stay ? [stay.durationMs] : []));
  if (known.some((durationMs) => durationMs >= neededMs)) return undefined;
  const [problem] = stays.flatMap((stay) => ('problem' in stay ? [stay.problem] : []));
  if (known.length === 0)
    return { why: problem ?? `${history.tag} has never pointed to it`, hint: 'let it run there first' };
  const longestMs = Math.max(...known);
  const isCurrent = history.events[0]?.digest === digest;
  const possible = new Date(now.getTime() + neededMs - (known[0] ?? 0));
  return {
    why: `${history.tag} ${verb} for ${ageText(longestMs)}, and ${ageText(neededMs)} are required`,
    hint: isCurrent ? `wait until ${possible.toISOString()}` : `tag it ${history.tag} again, and wait`,
  };
}

async function chooseFromRegistry(
  request: PromotionRequest,
  { choice, repository, soakMs, log }: Choosing,
  signal: AbortSignal,
): Promise<PromotionRequest> {
  const { source } = request;
  if (source.kind !== 'registry') return request;
  if (choice.minimumAgeMs > 0 || soakMs > 0)
    throw new PromoteError({
      code: 'NOT_SOAKED',
      message: `how long ${formatReference(source)} has been there is not known: registries keep no history of their tags`,
      hint: 'promote from an image stream, or remove minimum-age',
      where: { side: 'source' },
    });
  if (choice.select.kind === 'given') return request;
  const list = await repository(source.host, source.repository).listTags(MAX_TAG_PAGES, signal);
  const names = [...(list?.tags ?? [])];
  const tags = inOrder(
    choice,
    names,
    (tag) => tag,
    () => '',
  );
  const [tag] = tags;
  if (tag === undefined || !isTag(tag))
    throw nothingFits(`${source.host}/${source.repository}`, choice, names);
  if (list?.isComplete === false) log(`${source.repository} has more tags than were read`);
  log(chosenText(source, tag, choice, []));
  return { ...request, source: { ...source, tag } };
}

/** Those that fit, the best first. Without times, tags that were moved last have the highest names. */
function inOrder<Entry>(
  { select }: ReleaseChoice,
  entries: readonly Entry[],
  tagOf: (entry: Entry) => string,
  timeOf: (entry: Entry) => string,
): readonly Entry[] {
  if (select.kind === 'semver') {
    const range = rangeOf(select.range);
    return entries
      .flatMap((entry) => {
        const version = parse(tagOf(entry), true);
        return version !== null && range?.test(version) === true ? [{ entry, version }] : [];
      })
      .sort((one, other) => byVersion(one, other) || tagOf(one.entry).localeCompare(tagOf(other.entry)))
      .map(({ entry }) => entry);
  }
  const pattern = select.kind === 'newest' ? patternOf(select.pattern) : /^/;
  return entries
    .filter((entry) => pattern.test(tagOf(entry)))
    .sort(
      (one, other) =>
        Date.parse(timeOf(other) || '1970-01-01') - Date.parse(timeOf(one) || '1970-01-01') ||
        tagOf(other).localeCompare(tagOf(one), 'en', { numeric: true }),
    );
}

function byVersion(one: { readonly version: SemVer }, other: { readonly version: SemVer }): number {
  return compare(other.version, one.version);
}

function rangeOf(text: string): Range | undefined {
  try {
    return new Range(text, true);
  } catch {
    return undefined;
  }
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

function sinceOf({ events }: TagHistory): string {
  return events[0]?.since ?? '';
}

const MAX_SHOWN = 5;

function choiceText({ select }: ReleaseChoice): string {
  if (select.kind === 'semver') return `the highest version in ${select.range}`;
  return select.kind === 'newest' ? `the newest of ${select.pattern}` : 'the given one';
}

function chosenText(
  source: PromotionRequest['source'],
  tag: string,
  choice: ReleaseChoice,
  passedOver: readonly string[],
): string {
  const chosen = `chose ${formatReference({ ...source, tag, digest: undefined })}: ${choiceText(choice)}`;
  const shown = passedOver.slice(0, MAX_SHOWN).join('; ');
  return passedOver.length === 0 ? chosen : `${chosen} that may be promoted; passed over ${shown}`;
}

function nothingFits(name: string, choice: ReleaseChoice, tags: readonly string[]): PromoteError {
  const shown = tags.slice(0, MAX_SHOWN).join('; ');
  return new PromoteError({
    code: 'IMAGE_NOT_FOUND',
    message: `${name} has no tag that is ${choiceText(choice)} and may be promoted`,
    hint: tags.length === 0 ? 'look at its tags: openshift-promote tags' : `there are ${shown}`,
    where: { side: 'source' },
  });
}
