import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { cancelled, PromoteError } from '../core/text/errors.ts';
import { formatBytes } from '../core/text/units.ts';

/** `oc` for one platform has about 150 MB. */
export const MAX_ARCHIVE_BYTES = 1e9;
const MAX_UNPACKED_BYTES = 2e9;

// APPNOTE.TXT 6.3.10: the end of the central directory (4.3.16), and the fixed part of an entry in it (4.3.12).
const ZIP_END_BYTES = 22;
const MAX_ZIP_COMMENT_BYTES = 0xffff;
const ZIP_ENTRY_BYTES = 46;
/** An archive with a single program has few files. */
const MAX_ZIP_DIRECTORY_BYTES = 1e6;

export interface Archive {
  readonly kind: 'tar' | 'zip';
  /** hexadecimal */
  readonly sha256: string;
}

interface ArchiveFile {
  readonly file: string;
  /** its URL, for messages */
  readonly url: string;
}

/**
 * Hashes an archive and inspects its content before anything is unpacked. The format is detected from the first bytes.
 * @throws PromoteError CLIENT_NOT_FOUND when it is neither a tar, a gzipped tar nor a zip, is broken, or holds too much
 */
export async function readArchive(
  archive: ArchiveFile,
  signal: AbortSignal,
  maxUnpackedBytes: number = MAX_UNPACKED_BYTES,
): Promise<Archive> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(archive.file), hash, { signal });
  const sha256 = hash.digest('hex');
  const head = await readAt(archive.file, 0, 512);
  if (head.subarray(0, 2).equals(Buffer.from('PK'))) {
    if ((await zippedBytes(archive)) > maxUnpackedBytes) throw tooLarge(archive, maxUnpackedBytes);
    return { kind: 'zip', sha256 };
  }
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) {
    await requireGunzipped(archive, maxUnpackedBytes, signal);
    return { kind: 'tar', sha256 };
  }
  // in the first header of every tar (POSIX.1-2017, pax, "ustar Interchange Format")
  if (head.subarray(257, 262).equals(Buffer.from('ustar'))) return { kind: 'tar', sha256 };
  throw unusable(archive, 'is not a .tar, .tar.gz or .zip archive');
}

/** Stops as soon as the limit is exceeded. */
async function requireGunzipped(archive: ArchiveFile, maxBytes: number, signal: AbortSignal): Promise<void> {
  let sizeBytes = 0;
  const counter = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      sizeBytes += chunk.length;
      done(sizeBytes > maxBytes ? tooLarge(archive, maxBytes) : null);
    },
  });
  try {
    await pipeline(createReadStream(archive.file), createGunzip(), counter, { signal });
  } catch (cause) {
    if (signal.aborted) throw cancelled(signal);
    throw cause instanceof PromoteError ? cause : unusable(archive, 'cannot be decompressed', cause);
  }
}

/** The entries in the central directory of a zip. */
async function zippedBytes(archive: ArchiveFile): Promise<number> {
  const tail = await readAt(archive.file, -(ZIP_END_BYTES + MAX_ZIP_COMMENT_BYTES));
  const endsAt = tail.lastIndexOf('PK\x05\x06');
  const end = tail.subarray(Math.max(0, endsAt));
  if (endsAt < 0 || end.length < ZIP_END_BYTES) throw unusable(archive, 'has no directory');
  const [count, lengthBytes, at] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)];
  if (lengthBytes > MAX_ZIP_DIRECTORY_BYTES) throw unusable(archive, 'contains too many files');
  const directory = await readAt(archive.file, at, lengthBytes);
  let sizeBytes = 0;
  let entry = 0;
  for (let left = count; left > 0; left -= 1) {
    if (entry + ZIP_ENTRY_BYTES > directory.length) throw unusable(archive, 'has no whole directory');
    // 0xffffffff means that the number is elsewhere (zip64), which exceeds the limit in any case
    sizeBytes += directory.readUInt32LE(entry + 24);
    const variable = [28, 30, 32].map((offset) => directory.readUInt16LE(entry + offset));
    entry += ZIP_ENTRY_BYTES + variable.reduce((sum, length) => sum + length, 0);
  }
  return sizeBytes;
}

/** @param from counted from the end when negative */
async function readAt(file: string, from: number, lengthBytes: number = -from): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const position = from < 0 ? Math.max(0, size + from) : from;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(lengthBytes), 0, lengthBytes, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function tooLarge(archive: ArchiveFile, maxBytes: number): PromoteError {
  return unusable(archive, `contains more than ${formatBytes(maxBytes)}`);
}

function unusable({ url }: ArchiveFile, what: string, cause?: unknown): PromoteError {
  return new PromoteError({
    code: 'CLIENT_NOT_FOUND',
    message: `${url} ${what}`,
    hint: 'set "oc-url" and "oc-sha256" to an archive (.tar, .tar.gz or .zip) with oc in it',
    cause,
  });
}
