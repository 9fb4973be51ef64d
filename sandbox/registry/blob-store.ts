import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { copyFile, link, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { hexOf, parseDigest, type Digest } from '../../src/core/image/digest.ts';

/** Big pieces: the default of 64 KiB costs one trip to the thread pool per piece. */
const READ_SIZE_BYTES = 1024 * 1024;

/**
 * The registry's storage: every blob once, as a file in a private temporary folder so that large images do not fill the
 * memory, and for each repository the blobs it may serve.
 */
export class BlobStore {
  readonly #sizes = new Map<string, number>();
  readonly #links = new Map<string, Set<string>>();
  #folder: Promise<string> | undefined;
  #files = 0;
  #atExit = (): void => undefined;

  /** undefined: no such blob in the whole registry */
  sizeOf(digest: string): number | undefined {
    return this.#sizes.get(digest);
  }

  isLinked(repository: string, digest: string): boolean {
    return this.#links.get(repository)?.has(digest) ?? false;
  }

  /** Lets `repository` (`namespace/name`) serve the blob. */
  link(repository: string, digest: string): void {
    const links = this.#links.get(repository) ?? new Set();
    this.#links.set(repository, links.add(digest));
  }

  /** @returns false when there was no link */
  unlink(repository: string, digest: string): boolean {
    return this.#links.get(repository)?.delete(digest) ?? false;
  }

  /** The bytes from `start` to `end`, both included. The blob must exist. */
  async stream(digest: string, start: number, end: number): Promise<Readable> {
    return createReadStream(await this.#pathOf(digest), { start, end, highWaterMark: READ_SIZE_BYTES });
  }

  /** The whole blob in memory: for configurations only. */
  async read(digest: string): Promise<Uint8Array> {
    return readFile(await this.#pathOf(digest));
  }

  /** Stores bytes that are in memory or come as a stream. Nothing is kept when the stream fails. */
  async add(
    content: Uint8Array | AsyncIterable<Uint8Array>,
  ): Promise<{ readonly digest: Digest; readonly sizeBytes: number }> {
    const file = await this.newFile();
    const hash = createHash('sha256');
    let sizeBytes = 0;
    try {
      const handle = await open(file, 'wx');
      try {
        for await (const chunk of content instanceof Uint8Array ? [content] : content) {
          hash.update(chunk);
          sizeBytes += chunk.byteLength;
          await handle.writeFile(chunk);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    const digest = parseDigest(`sha256:${hash.digest('hex')}`);
    await this.adopt(file, digest, sizeBytes);
    return { digest, sizeBytes };
  }

  /** Takes over a file of the storage folder (see {@link newFile}). The caller has verified digest and size. */
  async adopt(file: string, digest: Digest, sizeBytes: number): Promise<void> {
    await rename(file, await this.#pathOf(digest));
    this.#sizes.set(digest, sizeBytes);
  }

  /** Stores a file from elsewhere, without reading it where the file system can link. The caller vouches for digest and size. */
  async addFile(source: string, digest: Digest, sizeBytes: number): Promise<void> {
    const file = await this.newFile();
    try {
      await link(source, file);
    } catch {
      await copyFile(source, file); // another file system, or one without links
    }
    await this.adopt(file, digest, sizeBytes);
  }

  /** A path for a file to be written and then adopted. */
  async newFile(): Promise<string> {
    // before anything is waited for: several may ask at the same time
    const number = (this.#files += 1);
    return path.join(await this.#open(), `new-${number}`);
  }

  /** Removes the folder with everything in it. */
  async close(): Promise<void> {
    const folder = this.#folder;
    this.#folder = undefined;
    this.#sizes.clear();
    this.#links.clear();
    if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    process.removeListener('exit', this.#atExit);
  }

  async #pathOf(digest: string): Promise<string> {
    // parsed again because it becomes a file name
    return path.join(await this.#open(), hexOf(parseDigest(digest)));
  }

  #open(): Promise<string> {
    return (this.#folder ??= this.#makeFolder());
  }

  async #makeFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'openshift-promote-registry-'));
    // a program that ends without closing must not leave hundreds of megabytes behind
    this.#atExit = () => rmSync(folder, { recursive: true, force: true });
    process.once('exit', this.#atExit);
    return folder;
  }
}
