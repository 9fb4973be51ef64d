import { readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf } from '../repository/documents.ts';

/** The first YAML under a heading of a page; without a heading, the first of the page. */
export function recipeUnder(page: string, title?: string): string {
  const lines = readFileSync(path.resolve(import.meta.dirname, '../..', page), 'utf8').split('\n');
  const line = title === undefined ? 0 : lines.indexOf(`## ${title}`) + 1;
  const found = blocksOf(page).find((block) => block.language === 'yaml' && block.line > line);
  if (found === undefined || (title !== undefined && line === 0)) {
    throw new Error(`${page} has no recipe "${title ?? ''}"`);
  }
  return found.text;
}
