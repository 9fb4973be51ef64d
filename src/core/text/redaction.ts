import { hideCredentials, MASK } from './credential-patterns.ts';
import { secretForms } from './secret-forms.ts';

/** Removes known secrets, and text that looks like a credential, from text that is shown. */
export interface Redactor {
  /** Registers a secret in all the forms it can appear in. */
  add(secret: string, username?: string): void;
  redact(text: string): string;
  /**
   * The beginning of a text, redacted. No part of a secret at the cut is shown.
   * @param length of the text to look at; the result may be shorter or longer
   */
  redactStart(text: string, length: number): string;
  /** A truncated text, redacted, without its end, which may be a part of a secret. */
  redactCut(text: string): string;
}

/** Maximum growth of a secret by encoding: `%2B` for one character. */
const MAX_EXPANSION = 3;
// also covers unregistered credentials at the cut: longer than most tokens
const MIN_MARGIN = 2048;

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let forms: readonly string[] = [];
  let longest = 0;

  const redact = (text: string): string => {
    // longest first, otherwise a part would be masked and the rest shown
    const masked = forms.reduce((result, form) => result.replaceAll(form, MASK), text);
    return hideCredentials(maskEncoded(masked, forms));
  };
  const margin = (): number => Math.max(MIN_MARGIN, longest * MAX_EXPANSION);
  const redactCut = (text: string): string => redact(text).slice(0, -margin());
  return {
    add(secret, username) {
      for (const form of secretForms(secret, username)) known.add(form);
      forms = [...known].sort((one, other) => other.length - one.length);
      longest = forms[0]?.length ?? 0;
    },
    redact,
    redactStart(text, length) {
      const looked = length + margin();
      return text.length <= looked ? redact(text) : redactCut(text.slice(0, looked));
    },
    redactCut,
  };
}

/** The same JSON-safe data with every text in it redacted, names of fields included. */
export function redactTexts<Value>(value: Value, redact: (text: string) => string): Value;
export function redactTexts(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => redactTexts(entry, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [redact(name), redactTexts<unknown>(entry, redact)]),
  );
}

/** Masks secrets that only appear after decoding escapes. */
function maskEncoded(text: string, forms: readonly string[]): string {
  if (forms.length === 0) return text;
  const spans: { readonly start: number; readonly end: number }[] = [];
  for (const { text: meaning, starts } of decodings(text)) {
    for (const form of forms) {
      for (let at = meaning.indexOf(form); at !== -1; at = meaning.indexOf(form, at + form.length)) {
        spans.push({ start: starts[at] ?? 0, end: starts[at + form.length] ?? text.length });
      }
    }
  }
  let masked = '';
  let end = 0;
  for (const span of spans.sort((one, other) => one.start - other.start)) {
    if (span.start >= end) masked += text.slice(end, span.start) + MASK;
    end = Math.max(end, span.end);
  }
  return masked + text.slice(end);
}

/**
 * The secrets of this process: those it was given and those it obtained. There is one instance per process, because text from a
 * server must be redacted on arrival: after cleaning or cutting, a secret in it would not be found.
 */
export const knownSecrets: Redactor = createRedactor();

/**
 * A decoded text, and the position of each of its characters in the original: character `i` from `starts[i]` to `starts[i + 1]`.
 */
interface DecodedText {
  readonly text: string;
  readonly starts: readonly number[];
}

const PERCENT = '%[0-9A-Fa-f]{2}';
const BACKSLASH = String.raw`\\(?:x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|[bfnrtv]|[^0-9A-Za-z\r\n])`;
const ENTITY = '&(?:#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?|(?:amp|lt|gt|quot|apos);)';
// Each encoding separately, and all of them combined: a secret may itself contain text that looks like an escape.
const ENCODINGS = [PERCENT, BACKSLASH, ENTITY, [PERCENT, BACKSLASH, ENTITY].join('|')].map(
  (source) => new RegExp(source, 'g'),
);
/** maximum nesting of encodings: JSON within JSON within a URL */
const MAX_DEPTH = 3;
/** separated groups of octets: `70 61`, `70:61`, `0x70, 0x61` */
const COLUMNS = /(?:(?:0x)?(?:[0-9A-Fa-f]{2}){1,8}[\s:,-]{1,2}){2,}(?:0x)?(?:[0-9A-Fa-f]{2}){1,8}/g;

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** All decodings of a text: escapes of URLs, JSON, JavaScript, shells and HTML, and hexadecimal dumps. */
function* decodings(text: string): Generator<DecodedText> {
  for (const escape of /[%\\&]/.test(text) ? ENCODINGS : []) {
    let decoded = decode(text, escape, undefined);
    for (let depth = 1; decoded !== undefined; depth += 1) {
      yield decoded;
      decoded = depth < MAX_DEPTH ? decode(decoded.text, escape, decoded.starts) : undefined;
    }
  }
  for (const { 0: columns, index } of text.matchAll(COLUMNS)) {
    const digits = [...columns.matchAll(/0(?!x)|[1-9A-Fa-f]/g)];
    yield {
      text: digits.map(([digit]) => digit.toLowerCase()).join(''),
      starts: [...digits.map((digit) => index + digit.index), index + columns.length],
    };
  }
}

/** @param origins where the characters of `text` stand in what it was decoded from; undefined: where they are */
function decode(
  text: string,
  escape: RegExp,
  origins: readonly number[] | undefined,
): DecodedText | undefined {
  const decoded: string[] = [];
  const starts: number[] = [];
  const originOf = (at: number): number => origins?.[at] ?? at;
  const add = (chars: string, at: number): void => {
    for (let unit = 0; unit < chars.length; unit += 1) {
      decoded.push(chars.charAt(unit));
      starts.push(originOf(at));
    }
  };
  let end = 0;
  let octets: { readonly value: number; readonly at: number }[] = [];
  const flush = (): void => {
    for (const { chars, at } of readUtf8(octets)) add(chars, at);
    octets = [];
  };
  for (const { 0: token, index } of text.matchAll(escape)) {
    if (index > end) flush();
    for (let at = end; at < index; at += 1) add(text.charAt(at), at);
    end = index + token.length;
    const value = octetOf(token);
    if (value === undefined) {
      flush();
      add(charOf(token), index);
    } else {
      octets.push({ value, at: index });
    }
  }
  if (end === 0) return undefined;
  flush();
  for (let at = end; at < text.length; at += 1) add(text.charAt(at), at);
  starts.push(originOf(text.length));
  return { text: decoded.join(''), starts };
}

/** undefined if the escape is a character instead of a UTF-8 octet */
function octetOf(token: string): number | undefined {
  if (token.startsWith('%')) return parseInt(token.slice(1), 16);
  if (token.startsWith('\\x')) return parseInt(token.slice(2), 16);
  return /^\\[0-3]/.test(token) ? parseInt(token.slice(1), 8) : undefined;
}

function charOf(token: string): string {
  const hex = /^(?:\\u\{?|&#[xX])([0-9A-Fa-f]+)/.exec(token)?.[1];
  const decimal = /^&#([0-9]+)/.exec(token)?.[1];
  const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
  if (!Number.isNaN(code)) return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  const name = token.slice(1).replace(/;$/, '');
  return (token.startsWith('&') ? ENTITIES : CONTROLS)[name] ?? name;
}

function readUtf8(
  octets: readonly { readonly value: number; readonly at: number }[],
): readonly { readonly chars: string; readonly at: number }[] {
  const read: { readonly chars: string; readonly at: number }[] = [];
  for (let first = 0; first < octets.length;) {
    const { value = 0, at = 0 } = octets[first] ?? {};
    const length = value < 0xc0 ? 1 : value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
    const values = octets.slice(first, first + length).map((octet) => octet.value);
    read.push({ chars: length === 1 ? String.fromCharCode(value) : Buffer.from(values).toString(), at });
    first += length;
  }
  return read;
}
