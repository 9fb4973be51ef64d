import type { Digest } from '../../core/image/digest.ts';

/** Which repositories of one registry are known to hold which blobs, learned during the run. */
export class KnownBlobs {
  readonly #lacking = new Set<string>();
  readonly #repositories = new Map<Digest, Set<string>>();

  add(digest: Digest, repository: string): void {
    const known = this.#repositories.get(digest);
    if (known === undefined) this.#repositories.set(digest, new Set([repository]));
    else known.add(repository);
  }

  has(digest: Digest, repository: string): boolean {
    return this.#repositories.get(digest)?.has(repository) ?? false;
  }

  /** Keeps what the latest question about any blob of a repository brought. */
  noteProbe(repository: string, isThere: boolean): void {
    if (isThere) this.#lacking.delete(repository);
    else this.#lacking.add(repository);
  }

  /** The last blob asked for was not there, so the next one probably is not either. */
  isProbablyLacking(repository: string): boolean {
    return this.#lacking.has(repository);
  }

  /** Any repository that has it. */
  find(digest: Digest): string | undefined {
    return this.#repositories.get(digest)?.values().next().value;
  }
}
