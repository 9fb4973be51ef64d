import type { InputRow } from '../../src/config/tables/input-row.ts';

/** The default as a user would type it; undefined if there is none. */
export function defaultText(row: InputRow): string | undefined {
  return 'default' in row && row.default !== undefined ? String(row.default) : undefined;
}

/** A sentence about the allowed values; empty if there is no restriction. */
export function allowedText(row: InputRow): string {
  switch (row.type) {
    case 'boolean':
      return '`true` or `false`.';
    case 'enum':
      return `One of ${row.options.map((option) => `\`${option}\``).join(', ')}.`;
    case 'integer':
      return `An integer from ${row.min} to ${row.max}.`;
    case 'duration':
      return `A duration such as \`90s\` or \`1h30m\`, from ${row.min} to ${row.max}.`;
    case 'list':
      return 'Separated by commas or line breaks.';
    case 'lines':
    case 'string':
      return '';
  }
}
