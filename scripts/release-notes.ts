// Prints what CHANGELOG.md says of a release, and fails when the repository is not ready for its tag.
// usage: node scripts/release-notes.ts v1.2.3
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { releaseNotes } from './release/notes.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
try {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  console.log(releaseNotes(process.argv[2] ?? '', version, read('CHANGELOG.md')));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
