import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PromoteError } from '../../src/core/text/errors.ts';

/** A file of an image. */
export interface ImageFile {
  /** in the image, with or without a leading slash */
  readonly path: string;
  readonly content: Uint8Array | { readonly file: string };
  readonly executable?: boolean;
}

const BLOCK_BYTES = 512;
const READ_SIZE_BYTES = 1024 * 1024;
const MAX_FILE_BYTES = 0o77777777777; // eleven octal digits of the header

/**
 * A tar archive (POSIX.1-2001) of files and of the folders above them, owned by root and dated 1970: the same files give
 * the same bytes. Long names go into extended headers.
 * @throws PromoteError INTERNAL_ERROR when a file changes while it is read, or is too large for the format
 */
export async function* writeTar(
  files: readonly ImageFile[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const folders = new Set<string>();
  for (const file of sorted) {
    const path = file.path.replace(/^\/+/, '');
    for (const folder of foldersAbove(path)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      yield* headersOf({ path: `${folder}/`, type: '5', mode: 0o755, sizeBytes: 0 });
    }
    const { content } = file;
    const sizeBytes = content instanceof Uint8Array ? content.byteLength : (await stat(content.file)).size;
    yield* headersOf({ path, type: '0', mode: file.executable === true ? 0o755 : 0o644, sizeBytes });
    if (content instanceof Uint8Array) yield content;
    else yield* readExactly(content.file, sizeBytes, signal);
    yield padding(sizeBytes);
  }
  yield new Uint8Array(2 * BLOCK_BYTES);
}

function foldersAbove(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

async function* readExactly(
  file: string,
  sizeBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let readBytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: READ_SIZE_BYTES, signal })) {
    const bytes = chunk as Uint8Array;
    readBytes += bytes.byteLength;
    if (readBytes > sizeBytes) break;
    yield bytes;
  }
  if (readBytes === sizeBytes) return;
  throw new PromoteError({ code: 'INTERNAL_ERROR', message: `${file} changed while it was packed` });
}

interface Entry {
  readonly path: string;
  readonly type: '0' | '5' | 'x';
  readonly mode: number;
  readonly sizeBytes: number;
}

function* headersOf(entry: Entry): Generator<Uint8Array> {
  if (entry.sizeBytes > MAX_FILE_BYTES)
    throw new PromoteError({
      code: 'INTERNAL_ERROR',
      message: `${entry.path} is too large for a tar archive`,
    });
  const { path } = entry;
  if (Buffer.byteLength(path) > 100) {
    const record = extendedRecord('path', path);
    yield headerOf({ path: 'PaxHeader', type: 'x', mode: 0o644, sizeBytes: record.byteLength });
    yield record;
    yield padding(record.byteLength);
  }
  yield headerOf(entry);
}

/** `LENGTH key=value\n`, where the length counts its own digits. */
function extendedRecord(key: string, value: string): Uint8Array {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function headerOf({ path, type, mode, sizeBytes }: Entry): Uint8Array {
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, offset: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, '0'), offset, 'latin1');
  Buffer.from(path).copy(header, 0, 0, 100);
  octal(mode, 100, 7);
  octal(0, 108, 7); // owner
  octal(0, 116, 7); // group
  octal(sizeBytes, 124, 11);
  octal(0, 136, 11); // time
  header.fill(' ', 148, 156); // the checksum counts itself as spaces
  header.write(`${type}`, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  header[154] = 0;
  return header;
}

function padding(sizeBytes: number): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}
