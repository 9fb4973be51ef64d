import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordPage } from '../../src/report/page/page.ts';
import { recordText } from '../../src/report/record.ts';
import { messagesOf, read } from './read-options.ts';

const RESULT = { report: undefined, plan: undefined, failure: undefined, record: undefined };
const asIs = (text: string): string => text;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'record-path-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string): string => path.join(folder, name);
function write(name: string, text: string): string {
  writeFileSync(file(name), text);
  return file(name);
}

describe('the file of the record', () => {
  it.each([
    [
      'a page',
      'package.html',
      'package.json',
      '{"name":"app","version":"1.0.0"}',
      'choose another page, because its data is written to ',
    ],
    ['data', 'package.json', 'package.json', '{"version": 1}', 'choose another file'],
    [
      'a page of somebody else',
      'index.html',
      'index.html',
      '<!doctype html><html></html>',
      'choose another file',
    ],
    ['data of any name', 'README.md', 'README.md', '# app', 'choose another file'],
  ])('is not written over what is no record: %s', (_what, record, existing, text, hint) => {
    write(existing, text);

    expect(messagesOf({ record: file(record) })).toEqual([
      `record: "${file(existing)}" exists and is not a promotion record → ${hint}${hint.endsWith(' ') ? file(existing) : ''}`,
    ]);
  });

  it('may be a record of an earlier run, or empty', () => {
    write('promotion.json', recordText(RESULT, asIs));
    write('promotion.html', recordPage(RESULT, 'promotion.json', asIs));
    write('empty.json', '');

    expect(read({ record: file('promotion.html') }).record).toBe(file('promotion.html'));
    expect(read({ record: file('empty.json') }).record).toBe(file('empty.json'));
    expect(read({ record: file('new.html') }).record).toBe(file('new.html'));
  });

  it('is no folder, and no content', () => {
    expect(messagesOf({ record: folder })).toEqual([
      `record: "${folder}" cannot be written (EISDIR) → choose another file`,
    ]);
    expect(messagesOf({ record: '{"token":"Tr0ub4dor"}' })).toEqual([
      'record: the value (not shown because it may be a secret) is not a path → write a path such as promotion.html or promotion.json',
    ]);
  });
});
