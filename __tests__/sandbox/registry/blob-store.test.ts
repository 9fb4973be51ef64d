import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import { BlobStore } from '../../../sandbox/registry/blob-store.ts';

let blobs: BlobStore;

beforeEach(() => {
  blobs = new BlobStore();
});

afterEach(() => blobs.close());

it('keeps nothing of a blob that did not arrive whole', async () => {
  const broken = async function* () {
    yield Buffer.from('half of it');
    throw new Error('connection reset');
  };
  await expect(blobs.add(broken())).rejects.toThrow('connection reset');
  expect(await readdir(path.dirname(await blobs.newFile()))).toEqual([]);
});

it('takes a file without moving it, and serves parts of it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'blobs-'));
  try {
    const file = path.join(folder, 'layer');
    await writeFile(file, '0123456789');
    const digest = digestOf(Buffer.from('0123456789'));
    await blobs.addFile(file, digest, 10);
    expect(await readFile(file, 'utf8')).toBe('0123456789');
    expect(blobs.sizeOf(digest)).toBe(10);
    expect((await buffer(await blobs.stream(digest, 2, 4))).toString()).toBe('234');
    expect(blobs.isLinked('dev/app', digest)).toBe(false);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('leaves nothing on the disk when the program ends without closing it', () => {
  const module = new URL('../../../sandbox/registry/blob-store.ts', import.meta.url).href;
  const program = `
    const { BlobStore } = await import(${JSON.stringify(module)});
    const blobs = new BlobStore();
    await blobs.add(Buffer.from('content'));
    console.log(await blobs.newFile());
    process.exit(3);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect([run.status, run.stdout]).toEqual([3, expect.stringContaining('openshift-promote-registry-')]);
  expect(existsSync(path.dirname(run.stdout.trim()))).toBe(false);
});
