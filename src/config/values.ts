import type { DurationRow, InputRow, IntegerRow } from './tables/input-row.ts';
import { quoteGiven } from '../core/text/given-text.ts';

export type InputValue = string | number | boolean | readonly string[] | undefined;

export type ParsedValue =
  { readonly value: InputValue } | { readonly problem: string; readonly hint: string };

/** Reads one text, which is not empty, as its row says. */
export function parseValue(row: InputRow, text: string): ParsedValue {
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
        problem: `${quoteGiven(text)} is not one of its values`,
        hint: `write ${orList(row.options)}`,
      };
    case 'list':
      // the commas of `deployment/app[web,worker]` are its own
      return { value: entries(text, /(?:\[[^[\]]*\]|[^,])+/g) };
    case 'lines':
      return { value: entries(text, /.+/g) };
  }
}

/** The value of an input that nobody set. */
export function defaultValue(row: InputRow): InputValue {
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

// The YAML 1.2 core schema, as the toolkit of GitHub reads booleans.
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
      : 'write it like 90s, 10m or 1h30m';
    return { problem: `${quoteGiven(text)} is not a duration`, hint };
  }
  if (value < (parseDuration(row.min) ?? 0) || value > (parseDuration(row.max) ?? Infinity)) {
    return { problem: `${text} is out of range`, hint: `write a duration from ${row.min} to ${row.max}` };
  }
  return { value };
}

/** Milliseconds of `90s`, `10m`, `1h30m`; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((digits) => Number(digits ?? 0));
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

/** Blank entries and lines that start with `#` do not count. */
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
