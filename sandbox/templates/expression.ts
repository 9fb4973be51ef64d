const RANGES = /\[([a-zA-Z0-9\-\\]+)\]\{([0-9]+)\}/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const SYMBOLS = '~!@#$%^&*()-_+={}[]\\|<,>.?/"\';:`';
const CLASSES: Readonly<Record<string, string>> = {
  w: `${LETTERS}${DIGITS}_`,
  d: DIGITS,
  a: `${LETTERS}${DIGITS}`,
  A: SYMBOLS,
};
const MAX_LENGTH = 255;

/** Why an expression cannot be used; the text of the template library. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';
}

/**
 * A value for `generate: expression` (openshift-api.md §6.1, captures 50a, 50c, 50c2): every `[ranges]{length}` is replaced,
 * all else stays as it is, classes outside of brackets too.
 * @throws ExpressionFailure
 */
export function generateValue(expression: string, chance: () => number): string {
  let text = expression;
  for (let match = RANGES.exec(text); match !== null; match = RANGES.exec(text)) {
    const [found, ranges = '', digits = ''] = match;
    const length = Number(digits);
    if (length < 1 || length > MAX_LENGTH) {
      throw new ExpressionFailure(`range must be within [1-${MAX_LENGTH}] characters (${length})`);
    }
    const alphabet = alphabetOf(ranges);
    const letter = (): string => alphabet.charAt(Math.floor(chance() * alphabet.length));
    const generated = Array.from({ length }, letter).join('');
    text = text.slice(0, match.index) + generated + text.slice(match.index + found.length);
  }
  return text;
}

function alphabetOf(ranges: string): string {
  let alphabet = '';
  for (const [part] of ranges.matchAll(/\\[wdaA]|[a-zA-Z0-9]-[a-zA-Z0-9]|./g)) {
    if (part.startsWith('\\')) alphabet += CLASSES[part.slice(1)] ?? '';
    else if (part.length === 3) alphabet += rangeOf(part);
    else alphabet += part;
  }
  return alphabet;
}

function rangeOf(part: string): string {
  const all = [LETTERS, DIGITS].find((letters) => letters.includes(part.charAt(0))) ?? '';
  const [from, to] = [all.indexOf(part.charAt(0)), all.indexOf(part.charAt(2))];
  if (to < from) throw new ExpressionFailure(`invalid range specified: ${part}`);
  return all.slice(from, to + 1);
}
