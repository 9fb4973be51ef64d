import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArchive, type Archive } from '../../src/tools/tool-archive.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';

const CONTENT_BYTES = 300_000;
const url = 'https://downloads.example.com/oc';
let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'archives-'));
  file = path.join(folder, 'archive');
  writeFileSync(path.join(folder, 'oc'), Buffer.alloc(CONTENT_BYTES));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Made by the programs that people make them with. */
function make(kind: 'tar' | 'tar.gz' | 'zip'): void {
  const python = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive: archive.write(sys.argv[2], 'oc')`;
  const [program = '', ...args] = {
    tar: ['tar', '-c', '-f', file, '-C', folder, 'oc'],
    'tar.gz': ['tar', '-c', '-z', '-f', file, '-C', folder, 'oc'],
    zip: ['python3', '-c', python, file, path.join(folder, 'oc')],
  }[kind];
  expect(spawnSync(program, args).status).toBe(0);
}

const read = (maxBytes?: number): Promise<Archive> => readArchive({ file, url }, noAbort, maxBytes);

describe('an archive', () => {
  it.each([
    ['tar', 'tar'],
    ['tar.gz', 'tar'],
    ['zip', 'zip'],
  ] as const)('is known by its bytes, whatever its name: %s', async (made, kind) => {
    make(made);

    expect(await read()).toEqual({ kind, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
  });

  it.each(['tar.gz', 'zip'] as const)('may not hold more than is taken: %s', async (made) => {
    make(made);

    await expect(read(CONTENT_BYTES * 2)).resolves.toBeDefined();
    const error = await failureOf(read(CONTENT_BYTES - 1));
    expect(error).toMatchObject({ code: 'CLIENT_NOT_FOUND', message: `${url} contains more than 300 kB` });
  });

  it.each([
    ['text', () => writeFileSync(file, 'not found'), 'is not a .tar'],
    ['nothing', () => writeFileSync(file, ''), 'is not a .tar'],
    ['another compression', () => writeFileSync(file, Buffer.from('fd377a585a0000', 'hex')), 'is not a .tar'],
    [
      'half a download',
      () => {
        make('tar.gz');
        truncateSync(file, 100);
      },
      'cannot be decompressed',
    ],
    [
      'half a zip',
      () => {
        make('zip');
        truncateSync(file, 100);
      },
      'has no directory',
    ],
    [
      'a zip whose directory says more than there is',
      () => {
        make('zip');
        const bytes = readFileSync(file);
        bytes.writeUInt16LE(9, bytes.length - 12);
        writeFileSync(file, bytes);
      },
      'has no whole directory',
    ],
    [
      'gzip and then nonsense',
      () => writeFileSync(file, gzipSync('x').subarray(0, 12)),
      'cannot be decompressed',
    ],
  ])('is refused when it is %s', async (_, write, message) => {
    write();

    const error = await failureOf(read());
    expect(error.code).toBe('CLIENT_NOT_FOUND');
    expect(error.message).toContain(message);
  });
});
