import type { InputProblems } from './input-problems.ts';
import { readFileText } from './files/file-text.ts';

/** An entry of the file, and where it is written: `images.txt:3`. */
export interface FileEntry {
  readonly text: string;
  readonly place: string;
}

// Some thousand images; a larger file is another file.
const MAX_FILE_BYTES = 1024 * 1024;

/** The entries of a list in a file: plain lines, or the items of a YAML list of texts. What is wrong with it is complained about. */
export function readImagesFile(path: string, inputProblems: InputProblems): readonly FileEntry[] {
  const content = readFileText(path, MAX_FILE_BYTES);
  if ('problem' in content) {
    inputProblems.add('images-file', content.problem, 'give the path of a file that this job may read');
    return [];
  }
  const entries = content.text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      const text = entryOf(line);
      return text === '' ? [] : [{ text, place: `${path}:${index + 1}` }];
    });
  if (entries.length === 0) {
    inputProblems.add(
      'images-file',
      `"${path}" names no image`,
      'write one source => destination per line, such as dev/app:1.4.2 => prod/app:1.4.2',
    );
  }
  return entries;
}

/** One line without comment, hyphen of a list and quotes; empty when nothing is left. Image names hold none of these. */
function entryOf(line: string): string {
  const text = line
    .replace(/(?:^|\s)#.*$/, '')
    .trim()
    .replace(/^---$/, '')
    .replace(/^-\s+/, '');
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return (quoted?.[2] ?? text).trim();
}
