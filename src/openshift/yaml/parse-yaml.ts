import {
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  EVENT_ID,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  SCALAR_STYLE,
  Schema,
  strTag,
  YAMLException,
  type Event,
  type TagDefinition,
} from 'js-yaml';
import { keyText, resolveScalar, type ScalarType } from './scalars.ts';

/** Why a text was rejected. Quotes at most one key: the rest of the text may be secret. */
export interface YamlProblem {
  /** continues a sentence that begins with the name of the text: `is not YAML (line 3)` */
  readonly what: string;
  /** undefined: no specific advice */
  readonly advice: string | undefined;
}

export type YamlReading =
  | { readonly ok: true; readonly documents: readonly unknown[] }
  | { readonly ok: false; readonly problem: YamlProblem };

const PREFIX = 'tag:yaml.org,2002:';
const MAX_DEPTH = 100;
// API servers reject manifests of this size
const MAX_GROWTH_MIB = 4;
// far deeper than any real manifest
const DEEP = 1000;
const MAX_MERGED_KEYS = 100_000;

/**
 * Parses YAML, and JSON as its subset, into the values that kubectl and oc read: docs/adr/0018-yaml-as-kubectl-reads-it.md.
 * Documents hold JSON values, except that integers beyond 2^53 are bigints. Aliases are not copied: the same object
 * can appear in several places.
 */
export function parseYaml(text: string): YamlReading {
  const sizes: Sizes = new WeakMap();
  const maxSize = text.length + MAX_GROWTH_MIB * 1024 * 1024;
  try {
    const { source, events } = parseLeniently(text.replace(/^\uFEFF/gm, ''));
    refuseLateDocuments(source, events);
    refuseRepeatedMerges(source, events);
    const documents = constructFromEvents(events, {
      source,
      schema: kubernetesSchema(sizes, maxSize),
      maxTotalMergeKeys: MAX_MERGED_KEYS,
    });
    const total = documents.reduce<number>((sum, document) => sum + sizeOf(document, sizes).size, 0);
    if (total > maxSize) throw new YAMLException(REASONS.size);
    return { ok: true, documents };
  } catch (error) {
    return { ok: false, problem: problemOf(error, text) };
  }
}

const MAX_REPAIRED_CHARACTERS = 64 * 1024 * 1024;

/**
 * Go's parser accepts two things that js-yaml rejects in accordance with YAML 1.2. Flow collections may be indented less than
 * their parent, such as a `]` below the key of a list; leading blanks have no meaning there, so they are added. JSON objects
 * may follow one another, as `jq` prints them; each is a document of its own, so each gets a `---`.
 */
function parseLeniently(text: string): { readonly source: string; readonly events: Event[] } {
  let source = text;
  for (let parsed = source.length; ; parsed += source.length) {
    try {
      return { source, events: parseEvents(source, { maxDepth: MAX_DEPTH }) };
    } catch (error) {
      const repair = error instanceof YAMLException ? repairOf(error, source) : undefined;
      if (repair === undefined || parsed > MAX_REPAIRED_CHARACTERS) throw error;
      source = source.slice(0, repair.at) + repair.insert + source.slice(repair.at);
    }
  }
}

function repairOf(
  { reason, mark }: YAMLException,
  source: string,
): { readonly at: number; readonly insert: string } | undefined {
  if (mark === undefined) return undefined;
  const at = mark.position - mark.column;
  if (reason === 'deficient indentation') return { at, insert: ' '.repeat(DEEP) };
  const isNextObject = reason.startsWith('end of the stream') && source.trimStart().startsWith('{');
  return isNextObject && source[mark.position] === '{' && mark.column === 0
    ? { at, insert: '--- ' }
    : undefined;
}

/** The size of a value with its aliases expanded: characters and nodes, and levels of nesting. */
interface Size {
  readonly size: number;
  readonly depth: number;
}
type Sizes = WeakMap<object, Size>;

function sizeOf(value: unknown, sizes: Sizes): Size {
  if (typeof value === 'object' && value !== null) return sizes.get(value) ?? { size: 1, depth: 0 };
  return { size: typeof value === 'string' ? value.length + 1 : 1, depth: 0 };
}

function kubernetesSchema(sizes: Sizes, maxSize: number): Schema {
  const measured = <Result extends object>(
    result: Result,
    keys: readonly string[],
    values: readonly unknown[],
  ) => {
    let [size, depth] = [1, 0];
    for (const key of keys) size += key.length + 1;
    for (const value of values) {
      const child = sizeOf(value, sizes);
      size += child.size;
      depth = Math.max(depth, child.depth);
    }
    if (size > maxSize) throw new Error(REASONS.size);
    if (depth >= MAX_DEPTH) throw new Error(REASONS.depth);
    sizes.set(result, { size, depth: depth + 1 });
    return result;
  };
  return new Schema([
    strTag,
    mergeTag,
    scalarTag('null', ['', '~', 'n', 'N']),
    scalarTag('bool', [...'yYnNtTfFoO']),
    scalarTag('int', [...'+-0123456789']),
    scalarTag('float', [...'+-.0123456789']),
    binaryTag,
    ...['seq', undefined].map((name) => sequenceTag(name, measured)),
    ...['map', undefined].map((name) => mappingTag(name, measured)),
    // Go ignores tags that it does not know
    defineScalarTag('', { matchByTagPrefix: true, resolve: (source) => source, identify: () => false }),
  ]);
}

function scalarTag(type: Exclude<ScalarType, 'str'>, implicitFirstChars: readonly string[]): TagDefinition {
  return defineScalarTag(`${PREFIX}${type}`, {
    implicit: true,
    implicitFirstChars,
    identify: () => false,
    resolve(source, isExplicit) {
      const scalar = resolveScalar(source);
      const fits = scalar.type === type || (isExplicit && type === 'float' && scalar.type === 'int');
      if (!fits) return NOT_RESOLVED;
      if (typeof scalar.value === 'number' && !Number.isFinite(scalar.value))
        throw new YAMLException(REASONS.number);
      return scalar.value;
    },
  });
}

const binaryTag = defineScalarTag(`${PREFIX}binary`, {
  identify: () => false,
  resolve(source) {
    const text = source.replace(/[\r\n]/g, '');
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return NOT_RESOLVED;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
    } catch {
      throw new YAMLException(REASONS.binary);
    }
  },
});

type Measured = <Result extends object>(
  result: Result,
  keys: readonly string[],
  values: readonly unknown[],
) => Result;

/** @param name undefined: any other tag */
function sequenceTag(name: string | undefined, measured: Measured): TagDefinition {
  return defineSequenceTag(name === undefined ? '' : `${PREFIX}${name}`, {
    matchByTagPrefix: name === undefined,
    create: (): unknown[] => [],
    addItem(carrier, item) {
      carrier.push(item);
    },
    identify: () => false,
    // js-yaml rejects an alias to an unfinished sequence, so this one cannot contain itself
    finalize: (carrier) => measured(carrier, [], carrier),
  });
}

/** A mapping that is being read. */
interface OpenMapping {
  readonly entries: Map<string, unknown>;
  /** keys added by the last merge; every other key overrides them */
  readonly merged: Set<string>;
}

/** A value that `<<` copies from one mapping into another. */
class MergedValue {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** @param name undefined: any other tag */
function mappingTag(name: string | undefined, measured: Measured): TagDefinition {
  return defineMappingTag(name === undefined ? '' : `${PREFIX}${name}`, {
    matchByTagPrefix: name === undefined,
    create: (): OpenMapping => ({ entries: new Map(), merged: new Set() }),
    // Called before a key is merged: true keeps the existing value. In a list of mappings the first one wins, but all of them
    // override a key that precedes the `<<`. Duplicate keys are detected in addPair.
    has: ({ merged }, key) => typeof key === 'string' && merged.has(key),
    addPair({ entries, merged }, key, value) {
      const text = keyText(key);
      if (text === undefined) return REASONS.key;
      if (value instanceof MergedValue) {
        entries.set(text, value.value);
        merged.add(text);
        return '';
      }
      if (entries.has(text) && !merged.has(text)) return `${REASONS.repeated}${text}`;
      entries.set(text, value);
      merged.delete(text);
      return '';
    },
    keys: (result: Readonly<Record<string, unknown>>) => Object.keys(result),
    get: (result, key) => new MergedValue(result[String(key)]),
    identify: () => false,
    finalize: ({ entries }) =>
      measured(Object.fromEntries(entries), [...entries.keys()], [...entries.values()]),
  });
}

/** kubectl ignores what follows `...` and other readers do not, so such a text is rejected. */
function refuseLateDocuments(text: string, events: readonly Event[]): void {
  let isFirst = true;
  for (const [index, event] of events.entries()) {
    if (event.type !== EVENT_ID.DOCUMENT) continue;
    if (!isFirst && !event.explicitStart)
      YAMLException.throwAt(text, positionOf(events, index), REASONS.late);
    isFirst = false;
  }
}

/** With two `<<` in one mapping, Go uses the last and other readers the first. */
function refuseRepeatedMerges(text: string, events: readonly Event[]): void {
  const open: { isMapping: boolean; expectsKey: boolean; merges: boolean }[] = [];
  for (const event of events) {
    const parent = open.at(-1);
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    if (parent?.isMapping === true) {
      if (parent.expectsKey && isMergeKey(text, event)) {
        if (parent.merges) YAMLException.throwAt(text, startOf(event), `${REASONS.repeated}<<`);
        parent.merges = true;
      }
      parent.expectsKey = !parent.expectsKey;
    }
    if (event.type === EVENT_ID.MAPPING) open.push({ isMapping: true, expectsKey: true, merges: false });
    else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.DOCUMENT)
      open.push({ isMapping: false, expectsKey: false, merges: false });
  }
}

function isMergeKey(text: string, event: Event): boolean {
  return (
    event.type === EVENT_ID.SCALAR &&
    event.style === SCALAR_STYLE.PLAIN &&
    text.slice(event.valueStart, event.valueEnd) === '<<'
  );
}

/** Where the content of a document starts. */
function positionOf(events: readonly Event[], document: number): number {
  const event = events[document + 1];
  return event === undefined ? 0 : startOf(event);
}

function startOf(event: Event): number {
  if ('valueStart' in event) return Math.max(event.valueStart, 0);
  return 'start' in event ? event.start : 0;
}

const REASONS = {
  size: 'too large',
  depth: 'too deep',
  number: 'not a JSON number',
  binary: 'not text',
  key: 'not a key',
  repeated: 'repeated: ',
  late: 'late document',
} as const;

/** Error reasons, from here and from js-yaml, in the user's terms: what is wrong and how to fix it. */
const WORDS: readonly (readonly [reason: RegExp, what: string, advice?: string])[] = [
  [
    /^too large|^merge keys exceeded/,
    `grows by more than ${MAX_GROWTH_MIB} MiB when its aliases are written out`,
    'write it with fewer aliases (*name)',
  ],
  [/^too deep|^nesting exceeded/, `is nested deeper than ${MAX_DEPTH} levels`],
  [
    /^recursive alias/,
    'has an alias that contains itself',
    'write the value out where the alias (*name) stands',
  ],
  [
    /^unidentified alias/,
    'has an alias without an anchor',
    'put a value that begins with * in quotes; an anchor (&name) has to stand before its alias, in the same document',
  ],
  [/^not a JSON number/, 'has a number that is infinite or none, which JSON cannot hold', 'put it in quotes'],
  [/^not text/, 'has a !!binary value that is no text', 'write the base64 text without !!binary'],
  [/^cannot resolve a node/, 'has a value that does not fit its tag', 'leave the tag (!!name) out'],
  [/^not a key/, 'has a key that is no text, number or boolean', 'put the key in quotes'],
  [
    /^cannot merge/,
    'merges (<<) something that is no mapping',
    'give << an alias of a mapping, or a list of them',
  ],
  [
    /^late document/,
    'has content after ..., which kubectl does not read',
    'start each document with --- on its own line',
  ],
  [/tab characters/, 'is not YAML: a tab is part of the indentation', 'indent with spaces'],
  [
    /^bad indentation/,
    'is not YAML',
    'look at the indentation there, and put a value in quotes when it holds ": " or " #", or begins with one of @ ` % [ { ] } ,',
  ],
];

function problemOf(error: unknown, text: string): YamlProblem {
  if (!(error instanceof YAMLException)) throw error;
  const { reason, mark } = error;
  // a key that is a collection has no position
  const place = mark === undefined || mark.position === 0 ? '' : ` (line ${mark.line + 1})`;
  if (reason.startsWith(REASONS.repeated)) {
    const key = JSON.stringify(reason.slice(REASONS.repeated.length, REASONS.repeated.length + 80));
    return {
      what: `has the key ${key} twice in one mapping${place}`,
      advice: 'keep one of them: kubectl and oc take the last without a word, other tools the first',
    };
  }
  const [, what = 'is not YAML', advice] = WORDS.find(([pattern]) => pattern.test(reason)) ?? [];
  const isHelm = /\{\{-?\s*[.\w]/.test(text);
  return {
    what: `${what}${place}`,
    advice: isHelm ? 'it looks like a template of Helm: give what "helm template" prints' : advice,
  };
}
