import { cosignTags, fallbackTag } from '../../core/image/attachment-tags.ts';
import type { Digest } from '../../core/image/digest.ts';
import { allOrFirstError } from '../run/concurrency.ts';

/** Tags of signatures, attestations and lists of referrers that lie beside an image or a platform of it. */
export async function attachedTags(
  { digest, children = [] }: AttachedTo,
  hasTag: (tag: string, signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const tagsOf = (of: Digest): readonly string[] => [
    ...cosignTags(of).map(({ tag }) => tag),
    fallbackTag(of),
  ];
  const digests = [digest, ...children.map((child) => child.digest)];
  const found = await allOrFirstError(
    digests
      .flatMap(tagsOf)
      .map((tag) => async (inner: AbortSignal) => ((await hasTag(tag, inner)) ? [tag] : [])),
    signal,
  );
  return found.flat();
}

interface AttachedTo {
  readonly digest: Digest;
  readonly children?: readonly { readonly digest: Digest }[] | undefined;
}
