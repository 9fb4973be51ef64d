import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { algorithmOf, parseDigest, type Digest } from '../../src/core/image/digest.ts';
import type { BlobStore } from './blob-store.ts';

/** A blob on its way in. What arrived before a connection broke stays, as in the real registry. */
export class UploadSession {
  readonly uuid = randomUUID();
  readonly repository: string;
  readonly startedAt: string;
  readonly #blobs: BlobStore;
  readonly #hash: Hash = createHash('sha256');
  #file: { readonly path: string; readonly handle: FileHandle } | undefined;
  #sizeBytes = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(repository: string, startedAt: string, blobs: BlobStore) {
    this.repository = repository;
    this.startedAt = startedAt;
    this.#blobs = blobs;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Appends in the order of the calls; rejects when `chunks` does, keeping what came before. */
  append(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const done = this.#last.then(() => this.#write(chunks));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Makes the blob when the content is `expected`, else changes nothing.
   * @returns the sha256 digest the blob is stored under, or undefined when the content is another
   */
  async commit(expected: Digest): Promise<Digest | undefined> {
    await this.#last;
    const { path, handle } = await this.#open();
    const digest = parseDigest(`sha256:${this.#hash.copy().digest('hex')}`);
    const matches =
      algorithmOf(expected) === 'sha256' ? digest === expected : (await sha512Of(path)) === expected;
    if (!matches) return undefined;
    await handle.close();
    this.#file = undefined;
    await this.#blobs.adopt(path, digest, this.#sizeBytes);
    return digest;
  }

  async cancel(): Promise<void> {
    await this.#last;
    if (this.#file === undefined) return;
    await this.#file.handle.close();
    await rm(this.#file.path, { force: true });
    this.#file = undefined;
  }

  async #write(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const { handle } = await this.#open();
    for await (const chunk of chunks) {
      await handle.writeFile(chunk);
      this.#hash.update(chunk);
      this.#sizeBytes += chunk.byteLength;
    }
  }

  async #open(): Promise<{ readonly path: string; readonly handle: FileHandle }> {
    if (this.#file !== undefined) return this.#file;
    const path = await this.#blobs.newFile();
    this.#file = { path, handle: await open(path, 'wx') };
    return this.#file;
  }
}

async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return `sha512:${hash.digest('hex')}`;
}

/** The sessions that are open. */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();
  readonly #blobs: BlobStore;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  start(repository: string): UploadSession {
    const session = new UploadSession(repository, new Date().toISOString(), this.#blobs);
    this.#sessions.set(session.uuid, session);
    return session;
  }

  find(repository: string, uuid: string): UploadSession | undefined {
    const session = this.#sessions.get(uuid);
    return session?.repository === repository ? session : undefined;
  }

  remove(session: UploadSession): void {
    this.#sessions.delete(session.uuid);
  }

  /** uploads that were started and neither finished nor given up */
  get open(): number {
    return this.#sessions.size;
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.cancel()));
  }
}
