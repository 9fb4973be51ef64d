import { algorithmOf, hexOf, type Digest } from './digest.ts';
import { isTag } from './reference.ts';

/** What cosign keeps under a tag of its own, next to the image. */
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
// distribution-spec, "Unavailable Referrers API": what is longer is cut
const MAX_HEX_LENGTH = 64;

/** Cosign's tags for what is attached to a digest (registry.md §7.1). A sha512 digest is too long for a tag: none. */
export function cosignTags(digest: Digest): readonly CosignTag[] {
  return (Object.keys(SUFFIXES) as CosignKind[])
    .map((kind) => ({ kind, tag: `${algorithmOf(digest)}-${hexOf(digest)}.${SUFFIXES[kind]}` }))
    .filter(({ tag }) => isTag(tag));
}

/** The tag of the index that lists what is attached to a digest, in registries without referrers API. */
export function fallbackTag(digest: Digest): string {
  return `${algorithmOf(digest)}-${hexOf(digest).slice(0, MAX_HEX_LENGTH)}`;
}
