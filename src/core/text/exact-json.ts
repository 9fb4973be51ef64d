import { randomUUID } from 'node:crypto';

// a number of so many digits may be too large for a double
const LONG_INTEGER = /[[:,\s]-?\d{16}/;
// what stands in a text, a fraction or an exponent is no integer
const TEXT_OR_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];

/**
 * Reads JSON with the integers of Go, which have 64 bits: what a double cannot hold becomes a bigint. JSON.parse would
 * round it, and an object that is read, changed and written back would have another number in it.
 * @throws SyntaxError for what is not JSON
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  const mark = randomUUID(); // no text of a server begins with it
  const marked = text.replace(TEXT_OR_INTEGER, (token) =>
    token.startsWith('"') || !needsBigInt(token) ? token : `"${mark}${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

function needsBigInt(digits: string): boolean {
  if (Number.isSafeInteger(Number(digits))) return false;
  const value = BigInt(digits);
  return value >= LEAST && value <= MOST;
}

/** Writes JSON; bigints become integers. */
export function formatExactJson(value: unknown): string {
  const mark = randomUUID();
  let hasMarks = false;
  const text = JSON.stringify(value, (_, entry: unknown) => {
    if (typeof entry !== 'bigint') return entry;
    hasMarks = true;
    return `${mark}${entry}`;
  });
  return hasMarks ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : text;
}
