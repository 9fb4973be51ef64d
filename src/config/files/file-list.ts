import { readdirSync, statSync } from 'node:fs';

const MANIFEST = /\.(?:ya?ml|json)$/i;
const MAX_FILES = 200;
const MAX_DEPTH = 20;

/**
 * The files that a path refers to, sorted: the file itself, the manifests in a folder, or all matches of a pattern with `*`, `?`
 * and `**`. Empty if there are none. The glob function of Node is not available in the oldest supported version.
 */
export function listFiles(text: string): readonly string[] {
  if (!/[*?]/.test(text)) return isFolder(text) ? manifestsIn(text) : [text];
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  const found = matching(text.startsWith('/') ? '/' : '.', parts, 0);
  return [...new Set(found)].sort().slice(0, MAX_FILES);
}

function manifestsIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => MANIFEST.test(name) && !name.startsWith('.'));
  return names.sort().map((name) => join(folder, name));
}

function matching(folder: string, parts: readonly string[], depth: number): readonly string[] {
  const [part, ...rest] = parts;
  if (part === undefined || depth > MAX_DEPTH) return [];
  if (part === '**') {
    const below = foldersIn(folder).flatMap((inner) => matching(inner, parts, depth + 1));
    return [...matching(folder, rest, depth + 1), ...below];
  }
  if (part === '..') return matching(join(folder, part), rest, depth + 1);
  const pattern = new RegExp(
    `^${part
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const names = namesIn(folder).filter(
    (name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')),
  );
  return names.flatMap((name) => {
    const inner = join(folder, name);
    if (rest.length === 0) return isFolder(inner) ? [] : [inner];
    return isFolder(inner) ? matching(inner, rest, depth + 1) : [];
  });
}

function foldersIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .map((name) => join(folder, name))
    .filter(isFolder);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

function join(folder: string, name: string): string {
  if (folder === '.') return name;
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}
