import { INPUT_GROUPS, type InputRow, type InputTable } from '../../src/config/tables/input-row.ts';
import { DOCUMENTATION } from '../../src/core/version.ts';
import { allowedText, defaultText } from './input-words.ts';
import { markdownTable } from './markdown-table.ts';

/** All inputs, with one table per group. */
export function inputSections(table: InputTable): string {
  return INPUT_GROUPS.map((group) => {
    const rows = Object.entries(table).filter(([, row]) => row.group === group);
    return `### ${group}\n\n${inputTable(rows)}`;
  }).join('\n\n');
}

/** The required inputs, followed by those in `names`, in that order. */
export function shortInputTable(table: InputTable, names: readonly string[]): string {
  const rows = Object.entries(table);
  return inputTable([
    ...rows.filter(([, { group }]) => group === 'Required'),
    ...names.flatMap((wanted) => rows.filter(([name]) => name === wanted)),
  ]);
}

function inputTable(rows: readonly (readonly [name: string, row: InputRow])[]): string {
  return markdownTable(
    ['Input', 'Default', 'Description'],
    rows.map(([name, row]) => [`\`${name}\``, defaultCell(row), descriptionCell(row)]),
  );
}

export function outputTable(table: Readonly<Record<string, { readonly description: string }>>): string {
  return markdownTable(
    ['Output', 'Description'],
    Object.entries(table).map(([name, { description }]) => [`\`${name}\``, withLinks(description)]),
  );
}

function defaultCell(row: InputRow): string {
  const text = defaultText(row);
  return text === undefined ? '' : `\`${text}\``;
}

function descriptionCell(row: InputRow): string {
  return [
    withLinks(row.description),
    allowedText(row),
    row.example === undefined ? '' : `Example: \`${row.example}\`.`,
    row.secret === true ? 'Secret.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** Elsewhere, as in action.yml, a page of the documentation is a URL; the page of the inputs links to its neighbors. */
function withLinks(text: string): string {
  const [before = '', ...pages] = text.split(`${DOCUMENTATION}/`);
  return [before, ...pages.map((page) => page.replace(/^[\w/-]+\.md/, '[$&]($&)'))].join('');
}
