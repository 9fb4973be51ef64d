import type { InputRow, InputTable } from '../../src/config/tables/input-row.ts';
import { allowedText, defaultText } from './input-words.ts';
import { quote } from './yaml-text.ts';

/** The entries below `inputs:` of action.yml. */
export function actionInputs(table: InputTable): string {
  return Object.entries(table)
    .map(([name, row]) => entry(name, row))
    .join('\n');
}

/** The entries below `outputs:` of action.yml. */
export function actionOutputs(table: Readonly<Record<string, { readonly description: string }>>): string {
  return Object.entries(table)
    .map(([name, { description }]) => `${name}:\n  description: ${quote(description)}`)
    .join('\n');
}

function entry(name: string, row: InputRow): string {
  const allowed = allowedText(row);
  const fallback = defaultText(row);
  return [
    `${name}:`,
    `  description: ${quote(allowed === '' ? row.description : `${row.description} ${allowed}`)}`,
    ...(fallback === undefined ? [] : [`  default: ${quote(fallback)}`]),
  ].join('\n');
}
