import { closeSync, openSync, readSync } from 'node:fs';
import { quoteGiven, looksLikeContent } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';

const HEAD_BYTES = 4096;
/** the beginning of a record, as JSON and as HTML */
const OWN_DATA = /^\{\s*"version": 1,\s*"succeeded": (?:true|false)\b/;
const OWN_PAGE = /^<!doctype html>[^]*<meta name="generator" content="openshift-promote" \/>/;

/** Path of the record. An existing file is overwritten only if it is a record. */
export function readRecordPath(path: string | undefined, inputProblems: InputProblems): string | undefined {
  if (path === undefined) return undefined;
  if (looksLikeContent(path)) {
    inputProblems.add(
      'record',
      `${quoteGiven(path)} is not a path`,
      'write a path such as promotion.html or promotion.json',
    );
    return undefined;
  }
  const isPage = /\.html?$/i.test(path);
  // the JSON file of a page is next to it
  const files = isPage ? [path, path.replace(/\.html?$/i, '.json')] : [path];
  for (const file of files) {
    const found = headOf(file);
    if (found.kind === 'none' || (found.kind === 'text' && isOwn(found.text))) continue;
    inputProblems.add(
      'record',
      found.kind === 'text'
        ? `${quoteGiven(file)} exists and is not a promotion record`
        : `${quoteGiven(file)} cannot be written (${found.code})`,
      file === path ? 'choose another file' : `choose another page, because its data is written to ${file}`,
    );
  }
  return path;
}

function isOwn(head: string): boolean {
  return head.trim() === '' || OWN_DATA.test(head) || OWN_PAGE.test(head);
}

type Head =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly code: string };

function headOf(file: string): Head {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return { kind: 'text', text: bytes.toString('utf8', 0, readSync(descriptor, bytes)) };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT' ? { kind: 'none' } : { kind: 'unreadable', code };
  }
}
