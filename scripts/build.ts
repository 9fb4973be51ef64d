// Writes dist/: the bundles, the licences of what they contain, and the marker that they are ES modules.
// With --check it writes nothing and fails when what is committed is not what the sources give.
// usage: node scripts/build.ts [--check] [--out <folder>]
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { licencesOf, makeBundles } from './bundle.ts';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, out: { type: 'string', default: 'dist' } },
});
const root = path.resolve(import.meta.dirname, '..');
const out = path.resolve(root, values.out);
const files = await buildFiles().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

if (values.check) {
  const stale = compare(files);
  if (stale.length > 0) {
    console.error(`not what the sources give: ${stale.join(', ')}; run \`npm run build\` and commit dist/`);
    process.exit(1);
  }
  console.log(`dist is up to date (${files.size} files)`);
} else {
  mkdirSync(out, { recursive: true });
  for (const [name, content] of files) {
    writeFileSync(path.join(out, name), content, { mode: name === 'cli.js' ? 0o755 : 0o644 });
    console.log(`${path.join(values.out, name)}  ${kilobytes(content.length)}`);
  }
  for (const name of readdirSync(out).filter((present) => !files.has(present))) rmSync(path.join(out, name));
  console.log(`altogether  ${kilobytes([...files.values()].reduce((sum, { length }) => sum + length, 0))}`);
}

function kilobytes(length: number): string {
  return `${Math.round(length / 1024)} KB`;
}

async function buildFiles(): Promise<Map<string, string>> {
  const bundles = await makeBundles(root);
  return new Map([
    ...bundles.map(({ output, code }): [string, string] => [output, code]),
    ['licenses.txt', licencesOf(root, bundles)],
    ['package.json', '{\n  "type": "module"\n}\n'],
  ]);
}

/** Names of the files that differ, are missing, or should not be there. */
function compare(expected: ReadonlyMap<string, string>): string[] {
  const present = existsSync(out) ? readdirSync(out) : [];
  const names = new Set([...expected.keys(), ...present]);
  return [...names].filter((name) => {
    const file = path.join(out, name);
    return !existsSync(file) || readFileSync(file, 'utf8') !== expected.get(name);
  });
}
