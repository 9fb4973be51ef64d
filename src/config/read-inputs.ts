import type { RawInputs } from '../core/ports/inputs.ts';
import { readCertificates } from './certificates.ts';
import { propertyName, type DurationRow, type InputRow, type IntegerRow } from './tables/input-row.ts';
import { INPUT_NAMES, inputRow, type InputName, type Inputs } from './tables/inputs.ts';
import { readSecret } from './secrets.ts';
import type { InputProblems } from './input-problems.ts';
import { isRegistryHost } from '../core/image/reference.ts';
import { quoteGiven } from '../core/text/given-text.ts';

const SERVER_HINT =
  'write the address that `oc whoami --show-server` prints, such as https://api.example.com:6443';

/** The origin of an API server: https, host and port. */
function readServer(
  name: InputName,
  text: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (text === undefined) return undefined;
  const problem = problemWithServer(text);
  if (problem === undefined) return new URL(text).origin;
  inputProblems.add(name, problem, SERVER_HINT);
  return undefined;
}

function problemWithServer(text: string): string | undefined {
  const url = parseUrl(text);
  // before anything is quoted, because the part before "@" may be a password
  if (text.includes('@')) return 'must not contain a user name or password';
  if (url === undefined) return `${quoteGiven(text)} is not an https:// URL`;
  if (url.protocol !== 'https:') return `${quoteGiven(text)} is not an https:// URL`;
  if (url.hostname.startsWith('console-openshift-console.') || url.hostname.startsWith('console.')) {
    return `"${text}" is the web console, not the API server`;
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return `"${url.origin}${url.pathname}" must end after host and port`;
  }
  return undefined;
}

/** `host[:port]`, or `http://host[:port]` for a registry without TLS. */
function readRegistry(
  name: InputName,
  text: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (text === undefined) return undefined;
  const registry = text.replace(/^https:\/\//i, '').replace(/\/$/, '');
  const host = registry.replace(/^http:\/\//i, '');
  if (isRegistryHost(host)) return registry.toLowerCase();
  // the part before "@" may be a password
  const shown = text.includes('@') ? 'it' : quoteGiven(text);
  inputProblems.add(name, `${shown} is not a host`, 'write host or host:port, without a path');
  return undefined;
}

/** URL of an HTTP proxy; user name and password may be part of it. */
function readProxy(
  name: InputName,
  text: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '' && url.pathname === '/') {
    return text;
  }
  inputProblems.add(
    name,
    'not the URL of an HTTP proxy',
    'write it as http://host:port or http://user:password@host:port',
  );
  return undefined;
}

function parseUrl(text: string): URL | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

type Reader = (name: InputName, text: string | undefined, inputProblems: InputProblems) => InputValue;

// Parsers for text inputs of both sides, by the end of the input's name.
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/-server$/, readServer],
  [/-registry$/, readRegistry],
  [/-proxy$/, readProxy],
  [/-(?:ca|client-certificate)$/, readCertificates],
];

/** Every input as a value of its type. Invalid inputs are reported and read as if they were not set. */
export function readInputs(raw: RawInputs, inputProblems: InputProblems): Inputs {
  const values = INPUT_NAMES.map((name): readonly [string, InputValue] => [
    propertyName(name, inputRow(name)),
    readInput(name, raw, inputProblems),
  ]);
  // the table defines both the properties and their types
  return Object.fromEntries(values) as unknown as Inputs;
}

function readInput(name: InputName, raw: RawInputs, inputProblems: InputProblems): InputValue {
  const row = inputRow(name);
  if (row.secret === true) return readSecret(name, raw, inputProblems);
  const text = textOf(name, raw);
  if (text === undefined) return defaultValue(row);
  const reader = READERS.find(([pattern]) => pattern.test(name))?.[1];
  if (reader !== undefined) return reader(name, text, inputProblems);
  const parsed = parseValue(row, text);
  if ('value' in parsed) return parsed.value;
  inputProblems.add(name, parsed.problem, parsed.hint);
  return defaultValue(row);
}

/** The trimmed text of an input; undefined if it is not set. */
export function textOf(name: InputName, raw: RawInputs): string | undefined {
  const text = raw[name]?.trim();
  return text === '' ? undefined : text;
}

type InputValue = string | number | boolean | readonly string[] | undefined;

type ParsedValue = { readonly value: InputValue } | { readonly problem: string; readonly hint: string };

/** Parses a non-empty text according to its row in the table. */
function parseValue(row: InputRow, text: string): ParsedValue {
  switch (row.type) {
    case 'string':
      return { value: text };
    case 'boolean':
      return parseBoolean(text);
    case 'integer':
      return parseInteger(row, text);
    case 'duration':
      return parseDurationRow(row, text);
    case 'enum':
      if (row.options.includes(text)) return { value: text };
      return {
        problem: `${quoteGiven(text)} is not a valid value`,
        hint: `write ${orList(row.options)}`,
      };
    case 'list':
      // commas within the brackets of `deployment/app[web,worker]` do not separate entries
      return { value: entries(text, /(?:\[[^[\]]*\]|[^,])+/g) };
    case 'lines':
      return { value: entries(text, /.+/g) };
  }
}

/** The value of an input that is not set. */
function defaultValue(row: InputRow): InputValue {
  switch (row.type) {
    case 'list':
    case 'lines':
      return [];
    case 'duration':
      return parseDuration(row.default);
    case 'string':
    case 'boolean':
    case 'integer':
    case 'enum':
      return row.default;
  }
}

// Booleans of the YAML 1.2 core schema, as in the GitHub Actions toolkit.
function parseBoolean(text: string): ParsedValue {
  if (/^(?:true|True|TRUE)$/.test(text)) return { value: true };
  if (/^(?:false|False|FALSE)$/.test(text)) return { value: false };
  return { problem: `${quoteGiven(text)} is neither true nor false`, hint: 'write true or false' };
}

function parseInteger(row: IntegerRow, text: string): ParsedValue {
  const hint = `write a whole number from ${row.min} to ${row.max}`;
  if (!/^-?\d{1,15}$/.test(text)) return { problem: `${quoteGiven(text)} is not a whole number`, hint };
  const value = Number(text);
  if (value < row.min || value > row.max) return { problem: `${value} is out of range`, hint };
  return { value };
}

function parseDurationRow(row: DurationRow, text: string): ParsedValue {
  const value = parseDuration(text);
  if (value === undefined) {
    const hint = /^\d+$/.test(text)
      ? `add the unit: ${text}s or ${text}m`
      : 'write a duration such as 90s, 10m or 1h30m';
    return { problem: `${quoteGiven(text)} is not a duration`, hint };
  }
  if (value < (parseDuration(row.min) ?? 0) || value > (parseDuration(row.max) ?? Infinity)) {
    return { problem: `${text} is out of range`, hint: `write a duration from ${row.min} to ${row.max}` };
  }
  return { value };
}

/** Milliseconds of `90s`, `10m`, `1h30m`; undefined if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((digits) => Number(digits ?? 0));
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** Blank entries and lines that start with `#` are ignored. */
function entries(text: string, entry: RegExp): readonly string[] {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.match(entry) ?? [])
    .map((found) => found.trim())
    .filter((found) => found !== '');
}

function orList(options: readonly string[]): string {
  return options.length < 2
    ? options.join('')
    : `${options.slice(0, -1).join(', ')} or ${options.at(-1) ?? ''}`;
}
