import type { InputRow, InputTable } from '../../src/config/tables/input-row.ts';
import { allowedText } from './input-words.ts';
import { quote } from './yaml-text.ts';

// The workflow sets the path of the record itself, because it uploads it. It does not request `id-token: write`.
// Its job has an environment, so that GitHub itself creates the deployment.
const OWN_INPUTS = /^record$|-oidc-audience$|^github-/;
// Either they may reach the size limit of all outputs and are in the record anyway, or they are paths, which do not exist in
// another job.
const OWN_OUTPUTS = /^(?:results|plan|record)$|-kubeconfig$/;

type Rows = readonly (readonly [string, InputRow])[];
type Outputs = Readonly<Record<string, { readonly description: string }>>;

/** The entries below `inputs:` of a reusable workflow. */
export function workflowInputs(table: InputTable): string {
  return rowsOf(table, false)
    .map(([name, row]) =>
      [
        `${name}:`,
        `  description: ${quote(describe(row))}`,
        `  type: ${typeOf(row)}`,
        ...defaultOf(row),
      ].join('\n'),
    )
    .join('\n');
}

/** The entries below its `secrets:`. Secrets of its environment take precedence over those of the caller. */
export function workflowSecrets(table: InputTable): string {
  return rowsOf(table, true)
    .map(([name, row]) => `${secretOf(name)}:\n  description: ${quote(row.description)}\n  required: false`)
    .join('\n');
}

/** The entries below `with:` of the promotion step. */
export function workflowStep(table: InputTable): string {
  return [
    ...rowsOf(table, false).map(([name]) => `${name}: \${{ inputs.${name} }}`),
    ...rowsOf(table, true).map(([name]) => `${name}: \${{ secrets.${secretOf(name)} }}`),
  ].join('\n');
}

/** The entries below `outputs:` of the workflow. */
export function workflowOutputs(table: Outputs): string {
  return outputsOf(table)
    .map(([name, { description }]) =>
      [
        `${name}:`,
        `  description: ${quote(description)}`,
        `  value: \${{ jobs.promote.outputs.${name} }}`,
      ].join('\n'),
    )
    .join('\n');
}

/** The entries below `outputs:` of its job. */
export function jobOutputs(table: Outputs): string {
  return outputsOf(table)
    .map(([name]) => `${name}: \${{ steps.promote.outputs.${name} }}`)
    .join('\n');
}

function rowsOf(table: InputTable, secret: boolean): Rows {
  return Object.entries(table).filter(
    ([name, row]) => (row.secret === true) === secret && !OWN_INPUTS.test(name),
  );
}

function outputsOf(table: Outputs): readonly (readonly [string, { readonly description: string }])[] {
  return Object.entries(table).filter(([name]) => !OWN_OUTPUTS.test(name));
}

function secretOf(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function describe(row: InputRow): string {
  const allowed = row.type === 'boolean' ? '' : allowedText(row);
  return allowed === '' ? row.description : `${row.description} ${allowed}`;
}

function typeOf(row: InputRow): 'boolean' | 'number' | 'string' {
  if (row.type === 'boolean') return 'boolean';
  return row.type === 'integer' ? 'number' : 'string';
}

function defaultOf(row: InputRow): readonly string[] {
  switch (row.type) {
    case 'boolean':
    case 'integer':
      return [`  default: ${row.default}`];
    case 'duration':
    case 'enum':
      return [`  default: ${quote(row.default)}`];
    case 'list':
    case 'lines':
      return [];
    case 'string':
      return row.default === undefined ? [] : [`  default: ${quote(row.default)}`];
  }
}
