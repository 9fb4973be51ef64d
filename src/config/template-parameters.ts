import type { InputProblems } from './input-problems.ts';
import { readFileText } from './files/file-text.ts';

const MAX_FILE_BYTES = 2 * 1024 * 1024;
const INPUT = 'template-parameters';

/**
 * The parameters of a template: `NAME=value` per line, taken literally, and `@path` for the lines of a file. As in `oc process`,
 * lines take precedence over files, and earlier files over later ones.
 */
export function readTemplateParameters(
  lines: readonly string[],
  inputProblems: InputProblems,
): Readonly<Record<string, string>> {
  const given = new Map<string, string>();
  const stored = new Map<string, string>();
  lines.forEach((line, index) => {
    if (line.startsWith('@')) {
      for (const [name, value] of readFileParameters(line.slice(1).trim(), inputProblems)) {
        if (!stored.has(name)) stored.set(name, value);
      }
      return;
    }
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(equals, 0)).trim();
    const place = `line ${index + 1}`;
    if (!isName(name)) inputProblems.add(INPUT, `${place} is not a parameter`, 'write each as NAME=value');
    else if (given.has(name))
      inputProblems.add(INPUT, `${place} sets ${name} a second time`, 'set each parameter once');
    else given.set(name, line.slice(equals + 1));
  });
  return Object.fromEntries([...stored, ...given]);
}

function readFileParameters(path: string, inputProblems: InputProblems): ReadonlyMap<string, string> {
  const file = readFileText(path, MAX_FILE_BYTES);
  const values = new Map<string, string>();
  if ('problem' in file) {
    inputProblems.add(INPUT, file.problem, 'write @ and the path of a file with NAME=value lines');
    return values;
  }
  file.text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      if (/^\s*(?:#|$)/.test(line)) return;
      const { name, value } = parseFileLine(line);
      // the line is not shown, because it may be a misspelled secret
      if (isName(name)) values.set(name, value);
      else
        inputProblems.add(
          INPUT,
          `line ${index + 1} of ${path} is not a parameter`,
          'write each as NAME=value',
        );
    });
  return values;
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(text);
}

/**
 * Parses a line of a file like `oc process --param-file` (pkg/helpers/newapp/app/env.go of oc, derived from godotenv 1.0): `export`
 * before the name, `:` instead of `=`, comments after `#` even without a space, quotes with escapes.
 */
function parseFileLine(line: string): { readonly name: string; readonly value: string } {
  const text = withoutComment(line);
  const separator = text.search(/[=:]/);
  if (separator < 0) return { name: '', value: '' };
  const name = text.slice(0, separator).replace(/^export(?=\s)/, '');
  return { name: name.trim(), value: unquoted(text.slice(separator + 1).replace(/^ +| +$/g, '')) };
}

/**
 * A `#` is part of the value while a quote is open. Each piece between two `#` that contains exactly one quote character of either
 * kind opens or closes a quote.
 */
function withoutComment(line: string): string {
  const [first = '', ...rest] = line.split('#');
  const kept = [first];
  let isOpen = hasSingleQuote(first);
  for (const piece of rest) {
    const wasOpen = isOpen;
    if (hasSingleQuote(piece)) isOpen = !isOpen;
    if (wasOpen || isOpen) kept.push(piece);
  }
  return kept.join('#');
}

function hasSingleQuote(piece: string): boolean {
  return [/"/g, /'/g].some((quote) => piece.match(quote)?.length === 1);
}

function unquoted(value: string): string {
  const content = /^(["'])(.*)\1$/s.exec(value)?.[2];
  if (content === undefined) return value;
  return content.replace(/\\(.)/gs, (_, char: string) => ({ n: '\n', r: '\r' })[char] ?? char);
}
