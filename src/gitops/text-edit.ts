import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parse,
  visit,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { PromoteError } from '../core/text/errors.ts';
import type { DesiredChange } from '../core/ports/gitops.ts';

/** Characters to replace: `[start, end)` of the text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly change: DesiredChange | undefined;
}

/** A value in a file, by the keys that lead to it. */
export interface Place {
  readonly document: Document;
  /** 0-based */
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly pair: Pair | undefined;
  readonly node: unknown;
}

interface SourceFile {
  /** for messages */
  readonly file: string;
  readonly text: string;
}

/** Replaces the value of a place, in the quotes it has. */
export function replace(place: Place, after: string, { file, text }: SourceFile): readonly TextEdit[] {
  const { node, pair, document } = place;
  const key = keyText(place);
  const where = `${file} ${key}`;
  if (isAlias(node))
    throw failed(
      `${where} is the alias *${node.source}, and its value is shared`,
      'write the value itself there, so that it can be changed alone',
    );
  if (!isScalar(node)) throw failed(`${where} is not a single value`, 'give the key of a text');
  requireOwn(node, aliased(document), where);
  const before = node.value === null ? undefined : sourceText(node);
  if (before === after && typeof node.value === 'string') return [];
  const change = { file, key, before, after };
  const range = node.range ?? undefined;
  switch (node.type) {
    case 'PLAIN': {
      if (range === undefined) break;
      const [start, end] = range;
      if (start < end) return [{ start, end, text: plain(after), change }];
      // nothing is written there: behind the colon of its key
      const colon = rangeOf(pair?.key)?.[1];
      if (colon === undefined || text[colon] !== ':') break;
      return [{ start: colon + 1, end: colon + 1, text: ` ${plain(after)}`, change }];
    }
    case 'QUOTE_DOUBLE':
    case 'QUOTE_SINGLE': {
      if (range === undefined) break;
      const quote = node.type === 'QUOTE_DOUBLE' ? '"' : "'";
      return [{ start: range[0], end: range[1], text: `${quote}${after}${quote}`, change }];
    }
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL':
    case undefined:
  }
  throw failed(`${where} is a block of text`, 'write the value on the line of its key');
}

/** Adds keys behind a pair of the same map. */
export function insertAfter(
  place: Place,
  map: YAMLMap,
  added: readonly (readonly [string, string])[],
  { file, text }: SourceFile,
): readonly TextEdit[] {
  requireOwn(map, aliased(place.document), `${file} ${keyText(place)}`);
  const end = rangeOf(place.node)?.[1];
  const keyStart = rangeOf(place.pair?.key)?.[0];
  const isOneLine =
    isScalar(place.node) && !['BLOCK_FOLDED', 'BLOCK_LITERAL'].includes(place.node.type ?? '');
  if (end === undefined || keyStart === undefined || !isOneLine)
    throw failed(`${file} ${keyText(place)} is not a simple entry`, 'write name and newName as plain texts');
  const changes = added.map(([name, after]) => ({
    file,
    key: keyText({ ...place, path: [...place.path, name] }),
    before: undefined,
    after,
  }));
  const insert = (start: number, texts: readonly string[]): readonly TextEdit[] =>
    texts.map((each, index) => ({ start, end: start, text: each, change: changes[index] }));
  if (map.flow === true) {
    const isJson = text[keyStart] === '"';
    const shown = added.map(([name, value]) =>
      isJson ? `, "${name}": "${value}"` : `, ${name}: ${plain(value)}`,
    );
    return joined(insert(end, shown));
  }
  const lineStart = text.lastIndexOf('\n', keyStart - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const isCrlf = lineEnd > 0 && text[lineEnd - 1] === '\r';
  const at = lineEnd < 0 ? text.length : isCrlf ? lineEnd - 1 : lineEnd;
  // of a file with a single line, the line before tells
  const eol = isCrlf || (lineEnd < 0 && text.includes('\r\n')) ? '\r\n' : '\n';
  const indent = ' '.repeat(keyStart - lineStart);
  return joined(
    insert(
      at,
      added.map(([name, value]) => `${eol}${indent}${name}: ${plain(value)}`),
    ),
  );
}

/** Edits at one position as they follow one another: the first takes the text, the others only say what they change. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const text = edits.map((edit) => edit.text).join('');
  return edits.map((edit, index) => ({ ...edit, text: index === 0 ? text : '' }));
}

/** A text without quotes, unless a reader of YAML 1.1 or 1.2 would take it for a number, a date or a boolean. */
function plain(value: string): string {
  const isText = (['1.1', 'core'] as const).every(
    (name) => parse(value, name === '1.1' ? { version: '1.1' } : { schema: name }) === value,
  );
  return isText ? value : `"${value}"`;
}

/** Anchors that have an alias: what they mark stands in several places. */
export function aliased(document: Document): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, { Alias: (_, alias) => void names.add(alias.source) });
  return names;
}

export function requireOwn(node: unknown, shared: ReadonlySet<string>, where: string): void {
  if (isAlias(node))
    throw failed(
      `${where} leads through the alias *${node.source}`,
      'give the key where the value is written',
    );
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  if (anchor === undefined || !shared.has(anchor)) return;
  throw failed(
    `${where} is shared: *${anchor} repeats its value elsewhere`,
    'write the value in each place, so that it can be changed alone',
  );
}

export function keyOf({ key }: Pair): string | undefined {
  return isScalar(key) && (typeof key.value === 'string' || typeof key.value === 'number')
    ? String(key.value)
    : undefined;
}

export function textOf(node: unknown): string | undefined {
  const value: unknown = isScalar(node) ? node.value : node;
  return typeof value === 'string' ? value : undefined;
}

/** As written: `1.10` is no number here. */
function sourceText(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function rangeOf(node: unknown): Node['range'] {
  return isScalar(node) ? node.range : undefined;
}

function keyText({ index, path }: Pick<Place, 'index' | 'path'>): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return `${index === 0 ? '' : `#${index + 1} `}${text.replace(/^\./, '')}`;
}

export function failed(message: string, hint?: string): PromoteError {
  return new PromoteError({ code: 'GITOPS_FAILED', message, hint });
}
