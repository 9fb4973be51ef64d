import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatReference } from '../../src/core/image/reference.ts';
import { messagesOf, read } from './read-options.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'images-'));
  file = path.join(folder, 'images.txt');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const inputs = (text: string): Record<string, string | undefined> => {
  writeFileSync(file, text);
  return { 'images-file': file, 'source-image': undefined, 'destination-image': undefined };
};

describe('a file of images', () => {
  it.each([
    ['lines', 'dev/web:1 => prod/web:1,stable\n\ndev/api:2 => prod/api:2\n'],
    [
      'lines with comments',
      '# ours\r\ndev/web:1 => prod/web:1,stable # the shop\r\n  dev/api:2=>prod/api:2\r\n',
    ],
    ['a YAML list', '---\n- dev/web:1 => prod/web:1,stable\n- "dev/api:2 => prod/api:2"\n'],
  ])('may be %s', (_, text) => {
    const { promotions } = read(inputs(text));

    expect(promotions.map(({ source, destination }) => [source, destination].map(formatReference))).toEqual([
      ['dev/web:1', 'prod/web:1'],
      ['dev/api:2', 'prod/api:2'],
    ]);
    expect(promotions[0]?.extraTags).toEqual(['stable']);
  });

  it('is reported by file and line, all at once', () => {
    const inputProblems = messagesOf(
      inputs('dev/web:1\n\n# fine\ndev/api:2 => prod/api:!\napp:1 => prod/app:1\n'),
    );

    expect(inputProblems).toEqual([
      expect.stringContaining(`images-file: ${file}:1: it must contain exactly one "=>"`),
      expect.stringContaining(`images-file: ${file}:4: "prod/api:!" has a malformed tag`),
      expect.stringContaining(`images-file: ${file}:5: "app:1" is neither project/stream:tag nor`),
    ]);
  });

  it('must name images, be there and be the only way', () => {
    expect(messagesOf(inputs('# nothing yet\n'))).toEqual([expect.stringContaining('contains no images')]);
    expect(messagesOf({ ...inputs(''), 'images-file': path.join(folder, 'none') })).toEqual([
      expect.stringContaining('cannot be read (ENOENT)'),
    ]);
    expect(messagesOf({ ...inputs('dev/web:1 => prod/web:1'), images: 'dev/api:2 => prod/api:2' })).toEqual([
      expect.stringContaining('images: cannot be combined with images-file'),
    ]);
  });
});
