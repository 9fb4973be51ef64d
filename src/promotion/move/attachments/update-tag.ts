import type { Digest } from '../../../core/image/digest.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Repository } from '../../../core/ports/registry.ts';
import { readUntilVisible } from '../../run/destination-tags.ts';
import { manifestUnder } from './tagged-manifest.ts';

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
