import type { Digest } from '../core/digest.ts';

/** Which repositories of one registry are known to hold which blobs, learned during the run. */
export class KnownBlobs {
  readonly #repositories = new Map<Digest, Set<string>>();

  add(digest: Digest, repository: string): void {
    const known = this.#repositories.get(digest);
    if (known === undefined) this.#repositories.set(digest, new Set([repository]));
    else known.add(repository);
  }

  /** What was believed turned out to be wrong. */
  forget(digest: Digest, repository: string): void {
    this.#repositories.get(digest)?.delete(repository);
  }

  has(digest: Digest, repository: string): boolean {
    return this.#repositories.get(digest)?.has(repository) ?? false;
  }

  /** Any repository that has it. */
  find(digest: Digest): string | undefined {
    return this.#repositories.get(digest)?.values().next().value;
  }
}
