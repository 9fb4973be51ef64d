import { buffer } from 'node:stream/consumers';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeTar, type ImageFile } from '../../../sandbox/images/tar.ts';

const NEVER = new AbortController().signal;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tar-'));
});

afterEach(() => rm(folder, { recursive: true }));

it("is read by the system's tar: names of any length, contents, modes, folders", async () => {
  const source = path.join(folder, 'source');
  await writeFile(source, 'x'.repeat(100_000));
  const long = `deep/${'folder-with-a-long-name/'.repeat(8)}ä-file`;
  const files: ImageFile[] = [
    { path: '/bin/run', content: { file: source }, executable: true },
    { path: long, content: Buffer.from('deep') },
    { path: 'etc/empty', content: new Uint8Array() },
    { path: `exact/${'n'.repeat(94)}`, content: Buffer.from('100 bytes of name') },
  ];
  const archive = path.join(folder, 'a.tar');
  await writeFile(archive, await bytesOf(files));
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  expect(await readFile(path.join(folder, 'bin/run'), 'utf8')).toBe('x'.repeat(100_000));
  expect((await stat(path.join(folder, 'bin/run'))).mode & 0o777).toBe(0o755);
  expect(await readFile(path.join(folder, long), 'utf8')).toBe('deep');
  expect((await stat(path.join(folder, 'etc/empty'))).size).toBe(0);
  expect((await stat(path.join(folder, 'etc/empty'))).mode & 0o777).toBe(0o644);
  const listed = execFileSync('tar', [
    '--numeric-owner',
    '-tvf',
    archive,
    `exact/${'n'.repeat(94)}`,
  ]).toString();
  expect(listed).toMatch(/^-rw-r--r-- 0\/0\s+17 1970-01-01/);
});

it('gives the same bytes for the same files in any order', async () => {
  const files: ImageFile[] = [
    { path: 'b/two', content: Buffer.from('2') },
    { path: 'a/one', content: Buffer.from('1') },
  ];
  const one = await bytesOf(files);
  expect(one.byteLength % 512).toBe(0);
  expect(one.equals(await bytesOf(files.toReversed()))).toBe(true);
});

it('does not pack a file that has another size when it is read', async (context) => {
  if (process.platform !== 'linux') return context.skip('needs a file that is never as long as it says');
  const files = [{ path: 'file', content: { file: '/proc/version' } }];
  await expect(bytesOf(files)).rejects.toThrow('exceeds given size of 0 bytes');
});

it('fails when a file is missing, and when it is canceled', async () => {
  const missing = [{ path: 'file', content: { file: path.join(folder, 'missing') } }];
  await expect(bytesOf(missing)).rejects.toMatchObject({ code: 'ENOENT' });
  const files = [{ path: 'file', content: Buffer.from('1') }];
  await expect(bytesOf(files, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});

async function bytesOf(files: readonly ImageFile[], signal = NEVER): Promise<Buffer> {
  return buffer(writeTar(files, signal));
}
