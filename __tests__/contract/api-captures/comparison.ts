// Compares what was recorded with what the sandbox answers: everything but what differs from run to run.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Names that differ from run to run and must correspond one to one: uids, and resourceVersions where asked for. */
export class Correspondence {
  readonly #forward = new Map<string, string>();
  readonly #backward = new Map<string, string>();

  /** false: one of the two already stands for something else */
  match(recorded: string, actual: string): boolean {
    const known = this.#forward.get(recorded);
    if (known === undefined && !this.#backward.has(actual)) {
      this.#forward.set(recorded, actual);
      this.#backward.set(actual, recorded);
      return true;
    }
    return known === actual;
  }

  /** what a recorded name is called here */
  translate(recorded: string): string | undefined {
    return this.#forward.get(recorded);
  }
}

export interface ComparisonOptions {
  readonly uids: Correspondence;
  readonly versions: Correspondence;
  /** resourceVersions must be equal where they were equal, and differ where they differed */
  readonly strictVersions: boolean;
  /** ports and hosts of the recording → those of the sandbox */
  readonly hosts: readonly (readonly [recorded: string, actual: string])[];
  /** paths (`items[0].status`; `*` stands for any index or key, `**` for anything) that need not be equal */
  readonly ignored: readonly string[];
  /** a watch: later events than the recorded ones do not count */
  readonly cutShort: boolean;
}

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| \+0000 UTC)$/;
/** generated names: the template hash of a ReplicaSet, the suffix of a pod, of a dockercfg secret, of an event */
const GENERATED =
  /-(?:[bcdfghjklmnpqrstvwxz2456789]{8,10}(?:-[bcdfghjklmnpqrstvwxz2456789]{5})?|[bcdfghjklmnpqrstvwxz2456789]{5})(?=$|["'/ -])/g;
const UNORDERED = new Set(['resourceRules', 'nonResourceRules', 'groups']);

/** Every difference as a sentence; empty when the answers agree. */
export function differences(
  recorded: unknown,
  actual: unknown,
  options: ComparisonOptions,
  path = '',
): readonly string[] {
  if (options.ignored.some((pattern) => matchesPath(pattern, path))) return [];
  if (isObject(recorded) && isObject(actual)) return objectDifferences(recorded, actual, options, path);
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    const [left, right] = inComparableOrder(recorded, actual, path);
    if (left.length !== right.length) {
      return [
        `${path}: ${left.length} items recorded, ${right.length} here: ${brief(right)} instead of ${brief(left)}`,
      ];
    }
    return left.flatMap((item, index) => differences(item, right[index], options, `${path}[${index}]`));
  }
  if (typeof recorded === 'string' && typeof actual === 'string') {
    return textDifferences(recorded, actual, options, path);
  }
  return Object.is(recorded, actual) ? [] : [`${path}: ${brief(actual)} instead of ${brief(recorded)}`];
}

/** Lists that are sorted by generated names, and those whose order means nothing. */
function inComparableOrder(
  recorded: readonly unknown[],
  actual: readonly unknown[],
  path: string,
): readonly [readonly unknown[], readonly unknown[]] {
  if (UNORDERED.has(path.split('.').at(-1) ?? '')) return [sorted(recorded), sorted(actual)];
  return path === 'items' ? [inOrder(recorded), inOrder(actual)] : [recorded, actual];
}

/** Items by revision and by name without what is generated: lists of image stream tags come in any order (capture 43t). */
function inOrder(items: readonly unknown[]): readonly unknown[] {
  const key = (item: unknown): string => {
    const { metadata, revision: number } = item as {
      metadata?: { name?: string; annotations?: Record<string, string> };
      revision?: number;
    };
    const revision = metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? String(number ?? '');
    return `${revision.padStart(4, '0')} ${withoutGenerated(metadata?.name ?? '')}`;
  };
  return [...items].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

function objectDifferences(
  recorded: Record<string, unknown>,
  actual: Record<string, unknown>,
  options: ComparisonOptions,
  path: string,
): readonly string[] {
  const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
  keys.delete('managedFields');
  return [...keys].flatMap((key) => {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!(key in recorded))
      return unlessIgnored(options, inner, `${inner}: ${brief(actual[key])} was not recorded`);
    if (!(key in actual))
      return unlessIgnored(options, inner, `${inner}: missing, recorded is ${brief(recorded[key])}`);
    return differences(recorded[key], actual[key], options, inner);
  });
}

function unlessIgnored(options: ComparisonOptions, path: string, text: string): readonly string[] {
  return options.ignored.some((pattern) => matchesPath(pattern, path)) ? [] : [text];
}

function textDifferences(
  recorded: string,
  actual: string,
  options: ComparisonOptions,
  path: string,
): readonly string[] {
  const key = path.split('.').at(-1) ?? '';
  const differs = [`${path}: ${brief(actual)} instead of ${brief(recorded)}`];
  if (/pod-template-hash$|controller-revision-hash$|controller\.kubernetes\.io\/hash$/.test(path))
    return options.uids.match(recorded, actual) ? [] : differs;
  if (path.endsWith('podIP') || path.endsWith('.ip')) return [];
  if (key === 'uid') return options.uids.match(recorded, actual) ? [] : differs;
  if (key === 'resourceVersion') {
    const matches = options.versions.match(recorded, actual);
    return matches || !options.strictVersions ? [] : differs;
  }
  if (key === 'continue') return [];
  if (TIME.test(recorded) && TIME.test(actual)) return [];
  if (recorded.startsWith('{"') && actual.startsWith('{"')) {
    return differences(JSON.parse(recorded), JSON.parse(actual), options, path);
  }
  return comparable(recorded, options, 0) === comparable(actual, options, 1) ? [] : differs;
}

/** A text with hosts, generated names, versions and uids taken out. */
function comparable(text: string, options: ComparisonOptions, side: 0 | 1): string {
  let result = text;
  for (const [index, pair] of options.hosts.entries())
    result = result.replaceAll(pair[side], `<host ${index}>`);
  return result
    .replace(GENERATED, '-<generated>')
    .replace(/\.[0-9a-f]{16}$/, '.<generated>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/(resource version(?: to|:)) \d+(?:(, current:) \d+| \(\d+\))?/g, '$1 <version>$2')
    .replace('lab-anyuid', 'anyuid')
    .replace(/s0:c\d+,c\d+/, '<level>')
    .replace(/sha256~[\w-]+|%7E[\w-]+/g, '<token>')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/g, '<time>');
}

/** A name without its generated part. */
export function withoutGenerated(name: string): string {
  return name.replace(GENERATED, '-<generated>');
}

function sorted(items: readonly unknown[]): readonly unknown[] {
  const text = (item: unknown): string => JSON.stringify(item, (_, value: unknown) => sortKeys(value));
  return [...items].sort((left, right) => (text(left) < text(right) ? -1 : 1));
}

function sortKeys(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? 'nothing' : text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

function matchesPath(pattern: string, path: string): boolean {
  const expression = pattern
    .split(/(\*\*?)/)
    .map((part) =>
      part === '**' ? '.*' : part === '*' ? '[^.]*' : part.replace(/[.[\]()\\/^$+?{}|]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${expression}$`).test(path);
}
