import { isObject, type JsonObject } from './json.ts';
import { formatTime } from './cluster-state.ts';
import type { Image, ImageLayer, ImageManifestEntry } from './kinds.ts';
import type { PushedManifest } from './registry-backend.ts';

export type ImageContent = Omit<Image, 'metadata' | 'dockerImageReference'> & {
  readonly annotations: Record<string, string>;
};

/**
 * What the API server derives from a pushed manifest and its config (captures 04a, 14a–14f).
 * Returns a sentence instead when validation refuses the image: an index entry without a platform (capture 54u).
 */
export function readImage(
  manifest: PushedManifest,
  now: Date,
  origin: 'pushed' | 'imported' = 'pushed',
): ImageContent | string {
  const parsed: unknown = JSON.parse(Buffer.from(manifest.bytes).toString('utf8'));
  const content = isObject(parsed) ? parsed : {};
  // what was imported is not in the registry (captures 06a, 06j)
  const managed: Record<string, string> =
    origin === 'imported'
      ? {}
      : { 'image.openshift.io/manifestBlobStored': 'true', 'openshift.io/image.managed': 'true' };
  if (Array.isArray(content['manifests'])) return readIndex(manifest, content, managed, now);
  const config = readJson(manifest.config);
  const layers = objectsOf(content['layers']).map(readLayer);
  return {
    annotations: { 'image.openshift.io/dockerLayersOrder': 'ascending', ...managed },
    dockerImageMetadata: metadataOf(content, config, layers),
    dockerImageMetadataVersion: '1.0',
    ...(layers.length === 0 ? {} : { dockerImageLayers: layers }),
    dockerImageManifestMediaType: manifest.mediaType,
  };
}

function readIndex(
  manifest: PushedManifest,
  content: JsonObject,
  managed: Record<string, string>,
  now: Date,
): ImageContent | string {
  const entries = objectsOf(content['manifests']).map(readEntry);
  const index = entries.findIndex((entry) => entry.architecture === '' || entry.os === '');
  if (index >= 0) return `dockerImageManifests[${index}]: architecture and os are required`;
  return {
    annotations:
      Object.keys(managed).length === 0 ? {} : { 'image.openshift.io/dockerLayersOrder': '', ...managed },
    dockerImageMetadata: {
      ...EMPTY_METADATA,
      Id: manifest.digest,
      Created: formatTime(now),
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: manifest.mediaType,
    ...(entries.length === 0 ? {} : { dockerImageManifests: entries }),
  };
}

/** The metadata of an image nothing is known about, as istags without an image show it (capture 04o). */
export const EMPTY_METADATA = {
  kind: 'DockerImage',
  apiVersion: 'image.openshift.io/1.0',
  Id: '',
  Created: null,
  ContainerConfig: {},
} as const;

/** Config and layers count once each, even when they are the same blob (capture 14f). */
function metadataOf(
  content: JsonObject,
  config: JsonObject,
  layers: readonly ImageLayer[],
): Record<string, unknown> {
  const descriptor = isObject(content['config']) ? content['config'] : {};
  const id = text(descriptor['digest']);
  const sizes = new Map(layers.map((layer) => [layer.name, layer.size]));
  sizes.set(id, number(descriptor['size']));
  const architecture = text(config['architecture']);
  const inner = config['config'];
  return {
    ...EMPTY_METADATA,
    Id: id,
    Created: createdAt(config),
    ...(text(config['author']) === '' ? {} : { Author: config['author'] }),
    ...(isObject(inner) ? { Config: withoutEmpty(inner) } : {}),
    ...(architecture === '' ? {} : { Architecture: architecture }),
    Size: [...sizes.values()].reduce((sum, size) => sum + size, 0),
  };
}

/** cosign's year 1 is Go's zero time, which is written as null (capture 54s4). */
function createdAt(config: JsonObject): string | null {
  const created = text(config['created']);
  return created === '' || created.startsWith('0001-01-01T00:00:00') ? null : created;
}

function withoutEmpty(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== null && value !== '' && value !== false),
  );
}

function readLayer(layer: JsonObject): ImageLayer {
  return { name: text(layer['digest']), size: number(layer['size']), mediaType: text(layer['mediaType']) };
}

function readEntry(entry: JsonObject): ImageManifestEntry {
  const platform = isObject(entry['platform']) ? entry['platform'] : {};
  const variant = text(platform['variant']);
  return {
    digest: text(entry['digest']),
    mediaType: text(entry['mediaType']),
    manifestSize: number(entry['size']),
    architecture: text(platform['architecture']),
    os: text(platform['os']),
    ...(variant === '' ? {} : { variant }),
  };
}

function readJson(bytes: Uint8Array | undefined): JsonObject {
  if (bytes === undefined) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
