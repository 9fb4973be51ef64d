// Writes the command as one file, which a machine runs that has Node and nothing else. A release has it.
// usage: node scripts/one-file.ts <file.mjs>
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeOneFile } from './bundle.ts';

const [target] = process.argv.slice(2);
if (target?.endsWith('.mjs') !== true) {
  console.error('usage: node scripts/one-file.ts <file.mjs>');
  process.exit(2);
}
writeFileSync(target, await makeOneFile(path.resolve(import.meta.dirname, '..')), { mode: 0o755 });
