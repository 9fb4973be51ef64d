import { hideCredentials, MASK } from './credential-patterns.ts';
import { decodings } from './encoded-text.ts';
import { secretForms } from './secret-forms.ts';

/** Removes known secrets, and things that look like credentials, from text that somebody will read. */
export interface Redactor {
  /** Registers a secret in all the forms it can appear in. */
  add(secret: string, username?: string): void;
  redact(text: string): string;
  /**
   * The beginning of a text, redacted. Nothing of a secret that stands where it is cut is shown.
   * @param length of the text to look at; the result may be shorter or longer
   */
  redactStart(text: string, length: number): string;
  /** A text that has been cut, redacted, without its end: what was cut there may have been a secret. */
  redactCut(text: string): string;
}

/** So many times longer is a secret that is encoded as a whole: `%2B` for one character. */
const MAX_EXPANSION = 3;
// what is cut may also be a credential that nobody registered: longer than most tokens
const MIN_MARGIN = 2048;

export function createRedactor(): Redactor {
  const known = new Set<string>();
  let forms: readonly string[] = [];
  let longest = 0;

  const redact = (text: string): string => {
    // the longest first, or a part would be masked and the rest shown
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

/** Masks what is a secret only when its escapes are read. */
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

const PROCESS: { [key: symbol]: Redactor | undefined } = globalThis;

/** Program files that are loaded on demand (scripts/bundle.ts) have a copy of this module each, and share what the first one made. */
function ofProcess(create: () => Redactor): Redactor {
  return (PROCESS[Symbol.for('openshift-promote.secrets')] ??= create());
}

/**
 * The secrets of this process: everything it was given, and all it has obtained with that. One for the process, because text of a
 * server has to be redacted where it comes in: cleaned or cut first, a secret in it is no longer to be found.
 */
export const knownSecrets: Redactor = ofProcess(createRedactor);
