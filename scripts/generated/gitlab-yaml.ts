import type { InputRow, InputTable } from '../../src/config/tables/input-row.ts';
import { allowedText } from './input-words.ts';
import { quote } from './yaml-text.ts';

// The component sets the path of the record itself, because it stores the record as an artifact.
const OWN_INPUTS = ['record'];

/** The entries below `spec: inputs:` of the component, without secrets: GitLab writes inputs into the configuration as text. */
export function gitlabInputs(table: InputTable, version: string): string {
  const entries = rowsOf(table).map(([name, row]) =>
    [
      `${name}:`,
      `  description: ${quote(describe(row))}`,
      ...typeLines(row),
      `  default: ${defaultOf(row)}`,
    ].join('\n'),
  );
  return [
    [
      'version:',
      `  description: ${quote('Version of openshift-promote to run: the tag of its image, or its version on npm.')}`,
      `  default: ${quote(version)}`,
    ].join('\n'),
    ...entries,
  ].join('\n');
}

/**
 * The entries below `variables:` of the job. A trailing space turns booleans, numbers and arrays into strings: without it, GitLab
 * would insert the value with its type, which a variable cannot have.
 */
export function gitlabVariables(table: InputTable): string {
  return rowsOf(table)
    .map(([name, row]) => {
      const blank = gitlabType(row) === 'string' ? '' : ' ';
      const variable = `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}`;
      const value = `'$[[ inputs.${name} ]]${blank}'`;
      // not expanded by GitLab, so that $PROMOTE_DIGEST reaches the shell
      return row.verbatim === true
        ? `${variable}:\n  value: ${value}\n  expand: false`
        : `${variable}: ${value}`;
    })
    .join('\n');
}

/** The inputs that the component offers. */
function rowsOf(table: InputTable): readonly (readonly [string, InputRow])[] {
  return Object.entries(table).filter(
    ([name, { secret, githubOnly }]) => secret !== true && githubOnly !== true && !OWN_INPUTS.includes(name),
  );
}

function describe(row: InputRow): string {
  // GitLab shows types and options itself, and lists are arrays there
  const isTyped = row.type === 'boolean' || row.type === 'enum' || row.type === 'list';
  const allowed = isTyped ? '' : allowedText(row);
  return allowed === '' ? row.description : `${row.description} ${allowed}`;
}

function gitlabType(row: InputRow): 'string' | 'boolean' | 'number' | 'array' {
  switch (row.type) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'number';
    case 'list':
    case 'lines':
      return 'array';
    case 'string':
    case 'duration':
    case 'enum':
      return 'string';
  }
}

function typeLines(row: InputRow): readonly string[] {
  if (row.type === 'enum') return [`  options: [${row.options.map(quote).join(', ')}]`];
  const type = gitlabType(row);
  return type === 'string' ? [] : [`  type: ${type}`];
}

function defaultOf(row: InputRow): string {
  switch (row.type) {
    case 'boolean':
    case 'integer':
      return String(row.default);
    case 'list':
    case 'lines':
      return '[]';
    case 'duration':
    case 'enum':
      return quote(row.default);
    case 'string':
      return quote(row.default ?? '');
  }
}
