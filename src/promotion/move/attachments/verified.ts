import { cosignTags } from '../../../core/image/attachment-tags.ts';
import { shortDigest, type Digest } from '../../../core/image/digest.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { PolicyReport, SignatureReport } from '../../../core/ports/policy-report.ts';
import type { Repository } from '../../../core/ports/registry.ts';
import { PromoteError, type Problem } from '../../../core/text/errors.ts';
import type { FoundAttachments } from './find.ts';
import { problemOf } from './look.ts';
import type { AttachedTo } from './search.ts';

/**
 * Puts what a policy has verified in the place of what was found since: the tag of a signature, or the list of referrers, may have
 * changed after the check (registry.md §6 case 111). What is no longer there is a problem, and what replaced it is not carried.
 */
export async function keepVerified(
  found: readonly FoundAttachments[],
  policy: readonly PolicyReport[],
  signal: AbortSignal,
): Promise<readonly FoundAttachments[]> {
  const kept: FoundAttachments[] = [];
  for (const each of found) {
    const { source, root } = each.image;
    const signatures = policy
      .filter(
        ({ digest, image }) => digest === root.digest && image.startsWith(`${source.host}/${source.name}@`),
      )
      .flatMap((report) => report.signatures);
    const problems: Problem[] = [];
    const attached = new Map(each.found.map((one) => [one.subject, one]));
    for (const signature of signatures) {
      const { subject } = signature;
      const before = attached.get(subject) ?? { subject, depth: 0, tags: [], referrers: [] };
      attached.set(subject, await withVerified(before, signature, { source, problems, signal }));
    }
    kept.push({ ...each, found: [...attached.values()], problems: [...each.problems, ...problems] });
  }
  return kept;
}

interface Keeping {
  readonly source: Repository;
  readonly problems: Problem[];
  readonly signal: AbortSignal;
}

async function withVerified(
  attached: AttachedTo,
  { format, type, subject, manifest: digest }: SignatureReport,
  keeping: Keeping,
): Promise<AttachedTo> {
  if (format === 'bundle') {
    if (attached.referrers.some((each) => each.digest === digest)) return attached;
    const manifest = await fetchVerified(digest, subject, keeping);
    if (manifest === undefined) return attached;
    const { mediaType, bytes } = manifest;
    return {
      ...attached,
      referrers: [...attached.referrers, { mediaType, digest, sizeBytes: bytes.byteLength }],
    };
  }
  const kind = type === 'signature' ? 'signature' : 'attestation';
  const isThere = attached.tags.some((each) => each.kind === kind && each.manifest.digest === digest);
  const name = cosignTags(subject).find((each) => each.kind === kind);
  if (isThere || name === undefined) return attached;
  const manifest = await fetchVerified(digest, subject, keeping);
  const others = attached.tags.filter((each) => each.kind !== kind);
  return { ...attached, tags: manifest === undefined ? others : [...others, { ...name, manifest }] };
}

/** undefined: it cannot be fetched, and the problem was recorded */
async function fetchVerified(
  digest: Digest,
  subject: Digest,
  { source, problems, signal }: Keeping,
): Promise<Manifest | undefined> {
  try {
    return await source.getManifest(digest, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    const what = `what the policy verified of ${shortDigest(subject)} was replaced since and cannot be read`;
    problems.push(problemOf(source, `${what}: ${error.message}`));
    return undefined;
  }
}
