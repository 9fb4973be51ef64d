import { describe, expect, it } from 'vitest';
import { cosignTags, fallbackTag } from '../../../src/core/image/attachment-tags.ts';
import { digestOf } from '../../../src/core/image/digest.ts';
import { utf8 } from '../../support/sample-images.ts';

const hex = '4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942';
const digest = digestOf(utf8('image'));
const long = digestOf(utf8('image'), 'sha512');

describe('the tags of what is attached to a digest', () => {
  it('are those of cosign', () => {
    expect(cosignTags(digest).map(({ kind, tag }) => `${kind} ${tag}`)).toEqual([
      `signature sha256-${digest.slice(7)}.sig`,
      `attestation sha256-${digest.slice(7)}.att`,
      `sbom sha256-${digest.slice(7)}.sbom`,
    ]);
  });

  it('do not exist for a digest that is longer than a tag may be', () => {
    expect(cosignTags(long)).toEqual([]);
  });

  it('are the fallback tag, whose digits are cut after 64', () => {
    expect(fallbackTag(digest)).toBe(`sha256-${digest.slice(7)}`);
    expect(fallbackTag(long)).toBe(`sha512-${long.slice(7, 7 + hex.length)}`);
  });
});
