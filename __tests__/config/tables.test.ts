import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputRow, INPUT_NAMES } from '../../src/config/tables/inputs.ts';
import { OUTPUTS } from '../../src/config/tables/outputs.ts';
import { DOCUMENTATION } from '../../src/core/version.ts';
import { propertyName } from '../../src/config/tables/input-row.ts';

const SOURCES = path.join(import.meta.dirname, '../../src');
const code = globSync('{config,entry}/**/*.ts', { cwd: SOURCES, exclude: ['config/tables/**'] })
  .map((file) => readFileSync(path.join(SOURCES, file), 'utf8'))
  .join('\n');

describe('the table of inputs', () => {
  it('has no input that no code reads', () => {
    const unread = INPUT_NAMES.filter((name) => {
      const [side, ...rest] = name.split('-');
      const property = propertyName(name, inputRow(name));
      // of a side: read by the name they share
      const shared = rest.join('-');
      const isOfSide = side === 'source' || side === 'destination';
      const forms = [
        property,
        `'${name}'`,
        ...(isOfSide ? [`-${shared}`, propertyName(shared, inputRow(name))] : []),
      ];
      return !forms.some((form) => code.includes(form));
    });

    expect(unread).toEqual([]);
  });
});

describe('the tables of inputs and outputs', () => {
  it('point to the documentation by URL: who has only the command has no file of the repository', () => {
    const texts = [...INPUT_NAMES.map(inputRow), ...Object.values(OUTPUTS)].map(
      ({ description }) => description,
    );
    const pages = texts.flatMap((text) => text.match(/\S*docs\/\S+\.md/g) ?? []);

    expect(pages).toContain(`${DOCUMENTATION}/policy.md`);
    for (const page of pages) expect(page.startsWith(`${DOCUMENTATION}/`), page).toBe(true);
    for (const page of pages)
      expect(existsSync(path.join(SOURCES, '../docs', page.slice(DOCUMENTATION.length)))).toBe(true);
  });
});
