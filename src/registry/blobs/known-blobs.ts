import type { Digest } from '../../core/image/digest.ts';

// More would cost more requests than a mount saves.
const MAX_LISTED = 2;
const MAX_LOOKED_IN = 4;

/** Records which repositories of one registry hold which blobs, as learned during the run. */
export class KnownBlobs {
  readonly #lacking = new Set<string>();
  readonly #repositories = new Map<Digest, Set<string>>();
  /** what something else than a reply of the registry says, such as the API of its cluster */
  readonly #listed = new Map<Digest, Set<string>>();
  readonly #lookedIn = new Set<string>();
  readonly #refusing = new Set<string>();
  readonly #giving = new Set<string>();
  #hasLied = false;

  add(digest: Digest, repository: string): void {
    addTo(this.#repositories, digest, repository);
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

  /** Records what a repository is said to hold. */
  list(digests: readonly Digest[], repository: string): void {
    for (const digest of digests) addTo(this.#listed, digest, repository);
  }

  /** Records a repository of unknown content in which blobs are worth a look. */
  lookIn(repository: string): void {
    if (this.#lookedIn.size < MAX_LOOKED_IN) this.#lookedIn.add(repository);
  }

  isListed(digest: Digest, repository: string): boolean {
    return this.#listed.get(digest)?.has(repository) ?? false;
  }

  /** Repositories that are said to have the blob. */
  listedAt(digest: Digest): readonly string[] {
    return [...(this.#listed.get(digest) ?? [])]
      .filter((repository) => !this.#refusing.has(repository))
      .slice(0, MAX_LISTED);
  }

  /** Repositories of unknown content. */
  get lookedIn(): readonly string[] {
    return [...this.#lookedIn].filter((repository) => !this.#refusing.has(repository));
  }

  /** A repository that refuses the first mount probably refuses them all: the account may not pull from it. */
  noteMount(from: string, isMounted: boolean): void {
    if (isMounted) this.#giving.add(from);
    else if (!this.#giving.has(from)) this.#refusing.add(from);
  }

  /** Whether the registry has reported a mount of a blob that it does not have. */
  get hasLied(): boolean {
    return this.#hasLied;
  }

  noteLie(from: string): void {
    this.#hasLied = true;
    this.#refusing.add(from);
  }
}

function addTo(map: Map<Digest, Set<string>>, digest: Digest, repository: string): void {
  const known = map.get(digest);
  if (known === undefined) map.set(digest, new Set([repository]));
  else known.add(repository);
}
