import { portsOf, type ImageConfig } from '../../core/image/image-config.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import type { Repository } from '../../core/ports/registry.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';

/** The descriptive metadata of an image. */
export type Description = Omit<ImageConfig, 'environmentNames'>;

// A config with the history of hundreds of layers has a few hundred kilobytes.
const MAX_CONFIG_BYTES = 1024 * 1024;
const MAX_TEXT = 200;

/** Labels of the config, and annotations of the manifest where it has no label; of an index, those of its first image. */
export async function describeManifest(
  manifest: Manifest,
  repository: Repository,
  signal: AbortSignal,
): Promise<Description> {
  const image = await imageOf(manifest, repository, signal);
  const annotations = { ...manifest.content.annotations, ...image.content.annotations };
  const config = await configOf(image, repository, signal);
  const inner = isJsonObject(config['config']) ? config['config'] : {};
  const labels = isJsonObject(inner['Labels']) ? inner['Labels'] : {};
  return {
    created: textOf(config['created']),
    user: textOf(inner['User']),
    ports: isJsonObject(inner['ExposedPorts']) ? portsOf(inner['ExposedPorts']) : [],
    labels: Object.fromEntries(
      Object.entries({ ...annotations, ...labels }).flatMap(([name, value]) => {
        const text = textOf(value);
        return text === undefined ? [] : [[name, text] as const];
      }),
    ),
  };
}

async function imageOf(manifest: Manifest, repository: Repository, signal: AbortSignal): Promise<Manifest> {
  if (manifest.content.kind === 'image') return manifest;
  const children = manifest.content.manifests;
  // BuildKit attestations have the platform unknown/unknown
  const child = children.find(({ platform }) => platform !== undefined && platform.os !== 'unknown');
  return child === undefined ? manifest : repository.getManifest(child.digest, signal);
}

async function configOf(
  { content }: Manifest,
  repository: Repository,
  signal: AbortSignal,
): Promise<JsonObject> {
  if (content.kind !== 'image' || content.config.sizeBytes > MAX_CONFIG_BYTES) return {};
  const bytes = await repository.readBlob(content.config, signal);
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    // the config of an artifact may be anything
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? cleanServerText(value, MAX_TEXT) : undefined;
}
