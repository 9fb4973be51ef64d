import {
  INPUT_GROUPS,
  type InputGroup,
  type InputRow,
  type InputTable,
} from '../../src/config/tables/input-row.ts';
import { allowedText, defaultText } from './input-words.ts';
import { markdownTable } from './markdown-table.ts';

const FOLDED: readonly InputGroup[] = ['Rare', 'Usually a bad idea'];

/** Every input, one table for each group. */
export function inputSections(table: InputTable): string {
  return INPUT_GROUPS.map((group) => `### ${group}\n\n${inputTable(table, [group])}`).join('\n\n');
}

/** Every input for a page where they are not alone: what is rarely needed is folded away. */
export function foldedInputSections(table: InputTable): string {
  return INPUT_GROUPS.map((group) =>
    FOLDED.includes(group)
      ? `<details><summary><b>${group}</b></summary>\n\n${inputTable(table, [group])}\n\n</details>`
      : `### ${group}\n\n${inputTable(table, [group])}`,
  ).join('\n\n');
}

/** One table with the inputs of some groups. */
function inputTable(table: InputTable, groups: readonly InputGroup[]): string {
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
