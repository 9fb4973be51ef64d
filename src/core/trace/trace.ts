import { createHash } from 'node:crypto';
import { isDigest, shortDigest, type Digest } from '../image/digest.ts';
import { cleanServerText } from '../text/server-text.ts';

/** What a promotion leaves on a tag that it moved, and on a workload that it rolled out. JSON-safe. */
export interface Trace {
  /** the image that was promoted */
  readonly digest: Digest;
  /** pull spec of the source image, by digest */
  readonly source: string;
  /** ISO 8601 */
  readonly time: string;
  /** tag of the source image, if the promotion named one */
  readonly version?: string | undefined;
  /** URL of the run, or its name where it has none */
  readonly run?: string | undefined;
  readonly actor?: string | undefined;
  /** outcome of the policy; absent without one */
  readonly policy?: string | undefined;
  /** the image that the tag pointed to before */
  readonly previous?: Digest | undefined;
  /** `rollback`: the tag returned to an earlier image; absent: a promotion */
  readonly action?: 'rollback' | undefined;
  /** on tags: when the tag came to point to the image, as the history of its stream says (RFC 3339) */
  readonly since?: string | undefined;
  /** true: something in it was changed after it was written */
  readonly isEdited?: true | undefined;
}

/** The traces of a tag. */
export interface TagTraces {
  /** undefined: there is none, or it cannot be read */
  readonly latest: Trace | undefined;
  /** of earlier promotions, newest first */
  readonly earlier: readonly Trace[];
  /** some of it is not as a promotion writes it: another client has edited it */
  readonly isEdited: boolean;
}

const PREFIX = 'openshift-promote.github.io/';
const HISTORY = `${PREFIX}history`;
/** `kubectl rollout history` shows it for each revision. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const FIELDS = [
  ...(['digest', 'source', 'time', 'version', 'run', 'actor', 'policy', 'previous', 'action'] as const),
  'since',
] as const;
const CHECK = 'check';
const MAX_FIELD_LENGTH = 300;
const MAX_EARLIER = 10;
// all annotations of an object together may have 256 KiB (apimachinery pkg/api/validation/objectmeta.go)
const MAX_HISTORY_LENGTH = 16 * 1024;

type Annotations = Readonly<Record<string, string>>;

/**
 * Annotations for a tag: the trace, and up to ten earlier ones.
 * @param before the annotations that the tag has
 * @returns null for an annotation to remove, as in a JSON merge patch
 */
export function tagAnnotations(trace: Trace, before: Annotations): Readonly<Record<string, string | null>> {
  const { latest, earlier } = readTraces(before);
  const known = [...(latest === undefined ? [] : [latest]), ...earlier];
  // promoted again without having moved: one entry of the stream's history has one trace
  const others = known.filter(({ digest, since }) => digest !== trace.digest || since !== trace.since);
  const past = others.slice(0, MAX_EARLIER).map(storedFields);
  while (JSON.stringify(past).length > MAX_HISTORY_LENGTH) past.pop();
  // a rollback names a digest, and the trace of the promotion that brought it names the version
  const version = trace.version ?? known.find(({ digest }) => digest === trace.digest)?.version;
  return {
    ...fieldsOf({ ...trace, version }),
    [HISTORY]: past.length === 0 ? null : JSON.stringify(past),
  };
}

/**
 * Annotations for a workload; the change cause is one line for people.
 * @param promoted the images of its revision, each with its tag, such as `prod/app:live`
 */
export function workloadAnnotations(
  promoted: readonly { readonly trace: Trace; readonly tag: string }[],
): Readonly<Record<string, string | null>> {
  const [first] = promoted;
  if (first === undefined) return {};
  const causes = promoted.map(({ trace: { digest, version, action }, tag }) => {
    const image = version === undefined ? shortDigest(digest) : `${version} (${shortDigest(digest)})`;
    return `${tag} ${action === 'rollback' ? 'rolled back' : 'promoted'} to ${image}`;
  });
  const { actor, run } = first.trace;
  const cause = `${causes.join('; ')}${actor === undefined ? '' : ` by ${actor}`}${run === undefined ? '' : `, ${run}`}`;
  return { ...fieldsOf(first.trace), [CHANGE_CAUSE]: bounded(cause) };
}

function fieldsOf(trace: Trace): Readonly<Record<string, string | null>> {
  const stored = storedFields(trace);
  return Object.fromEntries([...FIELDS, CHECK].map((field) => [`${PREFIX}${field}`, stored[field] ?? null]));
}

/** The fields that there are, with their checksum. One that was edited keeps a wrong one. */
function storedFields(trace: Trace): Readonly<Record<string, string>> {
  const fields = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = trace[field];
      return value === undefined ? [] : [[field, bounded(value)] as const];
    }),
  );
  return { ...fields, [CHECK]: trace.isEdited === true ? 'edited' : checksumOf(fields) };
}

/** Shows an edit, not a forgery: whoever may write the annotations can compute it as well. */
function checksumOf(fields: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(FIELDS.map((field) => fields[field] ?? null));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function bounded(text: string): string {
  return cleanServerText(text, MAX_FIELD_LENGTH);
}

/** Reads the traces in the annotations of a tag. Anybody who may write to the stream may have edited them. */
export function readTraces(annotations: Annotations): TagTraces {
  const fields = [...FIELDS, CHECK].map((field) => [field, annotations[`${PREFIX}${field}`]] as const);
  const given = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  const isGiven = Object.keys(given).length > 0;
  const latest = isGiven ? toTrace(given) : undefined;
  const history = listOf(annotations[HISTORY]);
  const earlier = (history ?? []).slice(0, MAX_EARLIER).flatMap((entry) => toTrace(entry) ?? []);
  const isEdited =
    (isGiven && latest === undefined) ||
    history === undefined ||
    earlier.length !== history.slice(0, MAX_EARLIER).length ||
    [latest, ...earlier].some((trace) => trace?.isEdited === true);
  return { latest, earlier, isEdited };
}

function listOf(text: string | undefined): readonly unknown[] | undefined {
  if (text === undefined) return [];
  if (text.length > 2 * MAX_HISTORY_LENGTH) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toTrace(value: unknown): Trace | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const textOf = (field: (typeof FIELDS)[number]): string | undefined => {
    const text = given[field];
    return typeof text === 'string' && text !== '' ? bounded(text) : undefined;
  };
  const { digest, previous } = given;
  const [source, time] = [textOf('source'), textOf('time')];
  if (!isDigest(digest) || source === undefined || Number.isNaN(Date.parse(time ?? ''))) return undefined;
  return {
    ...{ digest, source, time: time ?? '' },
    ...{ version: textOf('version'), run: textOf('run'), actor: textOf('actor'), policy: textOf('policy') },
    previous: isDigest(previous) ? previous : undefined,
    ...(given['action'] === 'rollback' ? { action: 'rollback' } : {}),
    ...(textOf('since') === undefined ? {} : { since: textOf('since') }),
    ...(given[CHECK] === checksumOf(given) ? {} : { isEdited: true }),
  };
}
