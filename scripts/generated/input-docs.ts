import { INPUT_GROUPS, type InputGroup, type InputRow, type InputTable } from '../../src/config/input-row.ts';
import { allowedText, defaultText } from './input-words.ts';
import { markdownTable } from './markdown-table.ts';

/** Every input, one table for each group. */
export function inputSections(table: InputTable): string {
  return INPUT_GROUPS.map((group) => `### ${group}\n\n${inputTable(table, [group])}`).join('\n\n');
}

/** One table with the inputs of some groups. */
export function inputTable(table: InputTable, groups: readonly InputGroup[]): string {
  const rows = Object.entries(table).filter(([, row]) => groups.includes(row.group));
  return markdownTable(
    ['Input', 'Default', 'What it says'],
    rows.map(([name, row]) => [`\`${name}\``, defaultCell(row), descriptionCell(row)]),
  );
}

export function outputTable(table: Readonly<Record<string, { readonly description: string }>>): string {
  return markdownTable(
    ['Output', 'What it holds'],
    Object.entries(table).map(([name, { description }]) => [`\`${name}\``, description]),
  );
}

function defaultCell(row: InputRow): string {
  const text = defaultText(row);
  return text === undefined ? '' : `\`${text}\``;
}

function descriptionCell(row: InputRow): string {
  return [
    row.description,
    allowedText(row),
    row.example === undefined ? '' : `Example: \`${row.example}\`.`,
    row.secret === true ? 'Secret.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
