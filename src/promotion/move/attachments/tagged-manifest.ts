import type { Digest } from '../../../core/image/digest.ts';
import { fallbackTag } from '../../../core/image/attachment-tags.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Repository } from '../../../core/ports/registry.ts';
import { readUntilVisible } from '../../run/destination-tags.ts';

/** undefined: the tag does not exist */
export async function manifestUnder(
  tag: string,
  repository: Repository,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  try {
    return await repository.getManifest(tag, signal);
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * The list of what refers to a digest, in registries without referrers API; undefined: there is none. `cosign copy` 3.1 leaves the
 * image itself under that tag, which lists nothing.
 */
export async function referrersUnderTag(
  subject: Digest,
  repository: Repository,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const manifest = await manifestUnder(fallbackTag(subject), repository, signal);
  return manifest?.digest === subject ? undefined : manifest;
}

const ATTEMPTS = 3;

/**
 * Changes what is under a tag that others may be writing, too. Registries have no conditional write, so it is read back, and
 * changed again when somebody was quicker (registry.md §2, "Fallback push").
 * @param change what the tag should hold, given what it holds; undefined: it is as it should be
 * @param push stores a manifest under the tag
 * @throws PromoteError TAG_CONFLICT when others write it again and again
 */
export async function updateTag(
  repository: Repository,
  tag: string,
  change: (existing: Manifest | undefined) => Promise<Manifest | undefined>,
  push: (manifest: Manifest) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const existing = await manifestUnder(tag, repository, signal);
    const wanted = await change(existing);
    if (wanted === undefined) return;
    await push(wanted);
    const written = { before: existing?.digest, after: wanted.digest };
    const read = (): Promise<Digest | undefined> => repository.resolveTag(tag, signal);
    if ((await readUntilVisible(read, written, clock, signal)) === wanted.digest) return;
  }
  throw new PromoteError({
    code: 'TAG_CONFLICT',
    message: `the tag ${tag} of ${repository.host}/${repository.name} is changed by somebody else again and again`,
    hint: 'run the promotion again when nothing else writes signatures there',
    where: { side: repository.side, host: repository.host, repository: repository.name },
  });
}
