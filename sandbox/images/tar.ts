import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createTarPacker, type TarPackController } from 'modern-tar';

/** A file of an image. */
export interface ImageFile {
  /** in the image, with or without a leading slash */
  readonly path: string;
  readonly content: Uint8Array | { readonly file: string };
  readonly executable?: boolean;
}

const READ_SIZE_BYTES = 1024 * 1024;

/**
 * A tar archive of files and of the folders above them, owned by root and dated 1970: the same files give the same bytes.
 * The stream fails when a file changes while it is read.
 */
export function writeTar(files: readonly ImageFile[], signal: AbortSignal): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  pack(files, controller, signal).catch((error: unknown) => controller.error(error));
  return readable;
}

async function pack(
  files: readonly ImageFile[],
  controller: TarPackController,
  signal: AbortSignal,
): Promise<void> {
  const folders = new Set<string>();
  const mtime = new Date(0);
  for (const file of [...files].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    const name = file.path.replace(/^\/+/, '');
    for (const folder of foldersAbove(name)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      await controller.add({ name: `${folder}/`, type: 'directory', size: 0, mode: 0o755, mtime }).close();
    }
    const { content } = file;
    const size = content instanceof Uint8Array ? content.byteLength : (await stat(content.file)).size;
    const mode = file.executable === true ? 0o755 : 0o644;
    await Readable.toWeb(read(content)).pipeTo(controller.add({ name, size, mode, mtime }), { signal });
  }
  controller.finalize();
}

function foldersAbove(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function read(content: ImageFile['content']): Readable {
  if (content instanceof Uint8Array) return Readable.from([content]);
  return createReadStream(content.file, { highWaterMark: READ_SIZE_BYTES });
}
