import { algorithmOf, hexOf, type Digest } from './digest.ts';
import { isTag } from './reference.ts';

/** Attachments that cosign stores under separate tags next to the image. */
export type CosignKind = 'signature' | 'attestation' | 'sbom';

export interface CosignTag {
  readonly kind: CosignKind;
  readonly tag: string;
}

const SUFFIXES: Readonly<Record<CosignKind, string>> = {
  signature: 'sig',
  attestation: 'att',
  sbom: 'sbom',
};
// distribution-spec, "Unavailable Referrers API": longer values are truncated
const MAX_HEX_LENGTH = 64;

/** The cosign tags for attachments of a digest (registry.md §7.1). None for sha512, whose digests are too long for a tag. */
export function cosignTags(digest: Digest): readonly CosignTag[] {
  return (Object.keys(SUFFIXES) as CosignKind[])
    .map((kind) => ({ kind, tag: `${algorithmOf(digest)}-${hexOf(digest)}.${SUFFIXES[kind]}` }))
    .filter(({ tag }) => isTag(tag));
}

/** The tag of the index that lists the referrers of a digest, in registries without referrers API. */
export function fallbackTag(digest: Digest): string {
  return `${algorithmOf(digest)}-${hexOf(digest).slice(0, MAX_HEX_LENGTH)}`;
}
