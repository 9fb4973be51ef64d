// Writes the generated parts of action.yml, README.md and docs/ from the tables in src/.
// With --check it writes nothing and fails when one of them is not what the tables give.
// usage: node scripts/generate.ts [--check] [--root <folder>]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GENERATED_FILES } from './generated/files.ts';
import { replaceSections } from './generated/sections.ts';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = values.root ?? path.resolve(import.meta.dirname, '..');
let failed = false;

for (const { path: name, style, sections } of GENERATED_FILES) {
  const file = path.join(root, name);
  try {
    const before = readFileSync(file, 'utf8');
    const after = replaceSections(name, before, style, sections);
    if (after === before) continue;
    if (values.check) throw new Error(`${name} is stale: run npm run generate`);
    writeFileSync(file, after);
    console.log(`${name} written`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
