import path from 'node:path';
import { committedFiles, textOf } from './source-files.ts';

/** A fenced block of a Markdown file. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** Markdown that users read; records of decisions speak of what was, not of what to type. */
export function documents(): readonly string[] {
  return committedFiles().filter(
    (file) => file === 'README.md' || (/^docs\/.*\.md$/.test(file) && !file.startsWith('docs/adr/')),
  );
}

export function blocksOf(file: string): readonly Block[] {
  const text = textOf(file);
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: block = '', index }) => ({
      file,
      line: text.slice(0, index).split('\n').length,
      language,
      text: block,
    }),
  );
}

/** The words behind `openshift-promote` in every command of a block, as a shell would hand them over. */
export function commandsOf({ text }: Block): readonly (readonly string[])[] {
  const joined = text.replace(/\\\n\s*/g, ' ');
  return [...joined.matchAll(/\bopenshift-promote(?:@[\w.]+)? ([^|>)\n]*)/g)]
    .map(([, words = '']) =>
      words
        .replace(/['"`]+\s*$/, '')
        .trim()
        .split(/\s+/),
    )
    .filter(
      ([first]) => first !== undefined && /^(?:promote|plan|doctor|tags|rollback|setup|--)/.test(first),
    );
}

/** Every mapping in a tree of YAML. */
export function mappingsIn(node: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(node)) return node.flatMap(mappingsIn);
  if (typeof node !== 'object' || node === null) return [];
  return [node as Readonly<Record<string, unknown>>, ...Object.values(node).flatMap(mappingsIn)];
}

/** Links of a file to other files of the repository: path from the root, and the anchor if any. */
export function linksOf(file: string): readonly { readonly target: string; readonly anchor: string }[] {
  const prose = textOf(file).replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)]
    .map(([, link, attribute]) => link ?? attribute ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [name = '', anchor = ''] = link.split('#');
      const target = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
      return { target, anchor };
    });
}

/** The anchors that GitHub gives the headings of a text. */
export function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
