// Manifests as signing and SBOM tools write them, with real bytes.
import type { Descriptor } from '../../src/core/image/descriptor.ts';
import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { descriptorJson, jsonBytes, utf8 } from './sample-images.ts';

export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const SIGNATURE_LAYER = 'application/vnd.dev.cosign.simplesigning.v1+json';
const EMPTY_CONFIG = descriptorJson(utf8('{}'), 'application/vnd.oci.empty.v1+json');
const COSIGN_CONFIG = 'application/vnd.oci.image.config.v1+json';

/** What cosign 3 attaches to an image by default: a bundle that names it as its subject. */
export function aReferrer(subject: Manifest | undefined, name: string, fields: object = {}): Manifest {
  const body = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: EMPTY_CONFIG,
    layers: [descriptorJson(utf8(`bundle ${name}`), BUNDLE_TYPE)],
    annotations: { 'dev.sigstore.bundle.content': 'dsse-envelope', name },
    ...(subject === undefined
      ? {}
      : {
          subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.byteLength },
        }),
    artifactType: BUNDLE_TYPE,
    ...fields,
  };
  return readManifest(jsonBytes(body), OCI_MANIFEST);
}

/** What is under cosign's tag `….sig`: one layer per signature, all with the same payload. */
export function aSignature(signatures: readonly string[], fields: object = {}): Manifest {
  const payload = utf8('the payload');
  const layers = signatures.map((signature) =>
    descriptorJson(payload, SIGNATURE_LAYER, {
      annotations: { 'dev.cosignproject.cosign/signature': signature },
    }),
  );
  const config = jsonBytes({ rootfs: { type: 'layers', diff_ids: signatures.map(() => digestOf(payload)) } });
  const body = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptorJson(config, COSIGN_CONFIG),
    layers,
    ...fields,
  };
  return readManifest(jsonBytes(body), OCI_MANIFEST);
}

/** A fallback index as other tools write it: no platforms, and the artifact type of the config if any (cosign#4641). */
export function aFallbackIndex(entries: readonly object[]): Manifest {
  return readManifest(jsonBytes({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries }), OCI_INDEX);
}

export function entryFor(manifest: Manifest): object {
  return { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.byteLength };
}

export function descriptorFor({ mediaType, digest, bytes }: Manifest): Descriptor {
  return { mediaType, digest, sizeBytes: bytes.byteLength };
}

export function signatureTag(digest: Digest): string {
  return `${digest.replace(':', '-')}.sig`;
}

export function referrersTag(digest: Digest): string {
  return digest.replace(':', '-');
}

export function jsonOf(manifest: Manifest): unknown {
  return JSON.parse(new TextDecoder().decode(manifest.bytes));
}
