import { readFileSync, statSync } from 'node:fs';
import { unreadableFile } from '../../core/text/given-text.ts';

export type FileText = { readonly text: string } | { readonly problem: string };

/** Reads a file named by an input. Returns a problem as a sentence instead of throwing. */
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
