import type { Digest } from '../../core/image/digest.ts';

/** Records which repositories of one registry hold which blobs, as learned during the run. */
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

  /** Records whether the last blob looked up in a repository existed. */
  noteProbe(repository: string, isThere: boolean): void {
    if (isThere) this.#lacking.delete(repository);
    else this.#lacking.add(repository);
  }

  /** True when the last blob looked up was missing, so the next one probably is as well. */
  isProbablyLacking(repository: string): boolean {
    return this.#lacking.has(repository);
  }

  /** Any repository that has the blob. */
  find(digest: Digest): string | undefined {
    return this.#repositories.get(digest)?.values().next().value;
  }
}
