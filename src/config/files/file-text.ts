import { readFileSync, statSync } from 'node:fs';
import { unreadableFile } from '../../core/text/given-text.ts';

export type FileText = { readonly text: string } | { readonly problem: string };

/** The text of a file that an input names; a problem, as a sentence, instead of an exception. */
export function readFileText(path: string, maxBytes: number): FileText {
  try {
    if (statSync(path).size > maxBytes) return { problem: `"${path}" is too large` };
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    // ENOENT, EACCES, EISDIR …
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { problem: unreadableFile(path, code) };
  }
}
