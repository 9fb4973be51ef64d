import { readFileSync, statSync } from 'node:fs';

export type FileText = { readonly text: string } | { readonly problem: string };

/** The text of a file that an input names; a problem, as a sentence, instead of an exception. */
export function readFileText(path: string, maxBytes: number): FileText {
  const shown = JSON.stringify(path.slice(0, 200));
  try {
    if (statSync(path).size > maxBytes) return { problem: `${shown} is too large for what it should hold` };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    // ENOENT, EACCES, EISDIR …
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { problem: `${shown} cannot be read (${code})` };
  }
}
