// Manifests as the registry hands them over after a push.
import { digestOf } from '../../src/core/image/digest.ts';
import type { PushedManifest } from '../../sandbox/state/registry-backend.ts';

const OCI = 'application/vnd.oci.image';

/** An image that differs by its label. */
export function imageManifest(label: string): PushedManifest {
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: { label } } }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: { mediaType: `${OCI}.config.v1+json`, digest: digestOf(config), size: config.byteLength },
    layers: [{ mediaType: `${OCI}.layer.v1.tar+gzip`, digest: digestOf(Buffer.from('layer')), size: 5 }],
  };
  return { ...asPushed(manifest), config };
}

/** An index of images, one for each architecture. */
export function indexManifest(images: Readonly<Record<string, PushedManifest>>): PushedManifest {
  const manifests = Object.entries(images).map(([architecture, { digest, mediaType, bytes }]) => ({
    mediaType,
    digest,
    size: bytes.byteLength,
    platform: { architecture, os: 'linux' },
  }));
  return asPushed({ schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests });
}

export function asPushed(
  manifest: Readonly<Record<string, unknown>> & { readonly mediaType: string },
): PushedManifest {
  const bytes = Buffer.from(JSON.stringify(manifest));
  return { digest: digestOf(bytes), mediaType: manifest.mediaType, bytes, config: undefined };
}
