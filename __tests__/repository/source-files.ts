import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** Paths of all committed files, from the root, with forward slashes. */
export function committedFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20 });
  return list.split('\0').filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
}

export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
