// Writes the generated sections of action.yml, README.md and docs/ from the tables in src/, the references to releases in all files
// (owner and version from package.json, major versions of actions from the workflows), and the JSON schemas of record,
// attestation, policy and environments.
// With --check, writes nothing and fails if a file is stale.
// usage: node scripts/generate.ts [--check] [--root <folder>]
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { GENERATED_FILES } from './generated/files.ts';
import { hasReferences, readReferences, withReferences } from './generated/references.ts';
import { replaceSections } from './generated/sections.ts';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = values.root ?? path.resolve(import.meta.dirname, '..');
let failed = false;

for (const { path: name, style, sections } of GENERATED_FILES) {
  update(name, (before) => replaceSections(name, before, style, sections));
}
const workflows = committed().filter((name) => /^\.github\/workflows\/.*\.yml$/.test(name));
const references = readReferences(textOf('package.json'), workflows.map(textOf));
for (const name of committed().filter(hasReferences)) {
  update(name, (before) => withReferences(before, references));
}
// takes longer than all the rest, and does not depend on files below --root
if (values.root === undefined) {
  const { recordSchema, statementSchema } = await import('./generated/record-schema.ts');
  update('docs/record.schema.json', () => recordSchema(root));
  update('docs/attestation.schema.json', () => statementSchema(root));
  const { environmentsJsonSchema, policyJsonSchema } = await import('./generated/file-schemas.ts');
  update('docs/policy.schema.json', policyJsonSchema);
  update('docs/environments.schema.json', environmentsJsonSchema);
}
process.exitCode = failed ? 1 : 0;

/** Files under version control; without git, such as in a copy of a few files, all files. */
function committed(): readonly string[] {
  if (values.root !== undefined) {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  }
  const list = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  return list.split('\0').filter((name) => name !== '');
}

function textOf(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

function update(name: string, change: (before: string) => string): void {
  const file = path.join(root, name);
  try {
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    if (after === before) return;
    if (values.check) throw new Error(`${name} is stale: run npm run generate`);
    writeFileSync(file, after);
    console.log(`${name} written`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    failed = true;
  }
}
