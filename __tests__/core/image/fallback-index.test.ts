import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { mergeFallbackIndex } from '../../../src/core/image/fallback-index.ts';
import { DOCKER_LIST, OCI_INDEX } from '../../../src/core/image/media-types.ts';
import { readManifest } from '../../../src/core/image/read-manifest.ts';
import {
  aFallbackIndex,
  aReferrer,
  aSignature,
  BUNDLE_TYPE,
  entryFor,
  jsonOf,
} from '../../support/sample-artifacts.ts';
import { jsonBytes } from '../../support/sample-images.ts';

const image = aSignature(['not really an image']);
const one = aReferrer(image, 'one');
const other = aReferrer(image, 'other');
const UNKNOWN = { architecture: 'unknown', os: 'unknown' };

describe('the index of what refers to an image', () => {
  it('tells artifact type, annotations and a platform for every entry', () => {
    const index = mergeFallbackIndex(undefined, [one]);

    expect(index && jsonOf(index)).toEqual({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [
        {
          ...entryFor(one),
          artifactType: BUNDLE_TYPE,
          annotations: { 'dev.sigstore.bundle.content': 'dsse-envelope', name: 'one' },
          platform: UNKNOWN,
        },
      ],
    });
  });

  it('takes the media type of the config for an artifact type, when there is no other', () => {
    const index = mergeFallbackIndex(undefined, [aReferrer(image, 'old', { artifactType: undefined })]);

    expect(index && jsonOf(index)).toMatchObject({
      manifests: [{ artifactType: 'application/vnd.oci.empty.v1+json' }],
    });
  });

  it('keeps what others have written, also what it does not know', () => {
    const strange = { ...entryFor(other), artifactType: 'a/b', urls: ['https://example.com'] };
    const existing = readManifest(
      jsonBytes({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [strange],
        annotations: { by: 'them' },
      }),
      OCI_INDEX,
    );

    const index = mergeFallbackIndex(existing, [one]);

    expect(index && jsonOf(index)).toMatchObject({
      annotations: { by: 'them' },
      manifests: [{ ...strange, platform: UNKNOWN }, entryFor(one)],
    });
  });

  it.each([
    ['none', undefined],
    ['null', null],
    ['an empty one', {}],
    ['empty names', { architecture: '', os: '' }],
  ])('gives a platform to an entry that has %s, which OpenShift would refuse', (_, platform) => {
    const index = mergeFallbackIndex(aFallbackIndex([{ ...entryFor(other), platform }]), [one]);

    expect(index && jsonOf(index)).toMatchObject({ manifests: [{ platform: UNKNOWN }, {}] });
  });

  it('leaves a platform as it is', () => {
    const platform = { architecture: 'arm64', os: 'linux', variant: 'v8' };

    const index = mergeFallbackIndex(aFallbackIndex([{ ...entryFor(other), platform }]), [one]);

    expect(index && jsonOf(index)).toMatchObject({ manifests: [{ platform }, {}] });
  });

  it('does not change when everything is listed', () => {
    expect(mergeFallbackIndex(aFallbackIndex([entryFor(one), entryFor(other)]), [other])).toBeUndefined();
    expect(mergeFallbackIndex(undefined, [])).toBeUndefined();
  });

  it('lists nothing twice', () => {
    const index = mergeFallbackIndex(aFallbackIndex([entryFor(one)]), [one, other]);

    expect(index?.content.kind === 'index' && index.content.manifests.map(({ digest }) => digest)).toEqual([
      one.digest,
      other.digest,
    ]);
  });

  it.each([
    ['an image', image],
    [
      'a Docker manifest list',
      readManifest(jsonBytes({ schemaVersion: 2, mediaType: DOCKER_LIST, manifests: [] }), DOCKER_LIST),
    ],
  ])('does not replace %s under its tag', (_, existing) => {
    expect(() => mergeFallbackIndex(existing, [one])).toThrow(PromoteError);
  });
});
