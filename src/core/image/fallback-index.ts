import { PromoteError } from '../text/errors.ts';
import type { Manifest } from './manifest.ts';
import { OCI_INDEX } from './media-types.ts';
import { readManifest } from './read-manifest.ts';
import { isJsonObject, parseStrictJson, type JsonObject } from '../text/strict-json.ts';

/**
 * OpenShift refuses an index with an entry without platform (500, capture 54u) and accepts this one (54v). Everywhere else an
 * entry may have one (image-spec image-index.md), and builders mark attestations with the same: docs/adr/0010.
 */
const NO_PLATFORM = { architecture: 'unknown', os: 'unknown' };

/**
 * The index under the fallback tag of a subject, with `referrers` added to its entries. Entries have the artifact type and
 * annotations of their manifests, since clients filter by them (distribution-spec, "Referrers Tag Schema"). Existing entries are
 * not changed.
 * @param existing what is under the tag now
 * @returns undefined when everything is listed already
 * @throws PromoteError MANIFEST_INVALID when the tag is something else, which must not be overwritten; MANIFEST_UNSUPPORTED
 */
export function mergeFallbackIndex(
  existing: Manifest | undefined,
  referrers: readonly Manifest[],
): Manifest | undefined {
  const listed = listedIn(existing);
  const missing = referrers.filter(({ digest }) => !listed.has(digest));
  if (missing.length === 0) return undefined;
  const before = existing === undefined ? {} : (parseStrictJson(existing.bytes) as JsonObject);
  const entries = Array.isArray(before['manifests']) ? before['manifests'].filter(isJsonObject) : [];
  const index = {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    ...before,
    manifests: [...entries, ...missing.map(entryOf)].map(withPlatform),
  };
  return readManifest(new TextEncoder().encode(JSON.stringify(index)), OCI_INDEX);
}

function listedIn(existing: Manifest | undefined): ReadonlySet<string> {
  if (existing === undefined) return new Set();
  if (existing.content.kind !== 'index' || existing.mediaType !== OCI_INDEX) {
    throw new PromoteError({
      code: 'MANIFEST_INVALID',
      message: `it contains ${existing.mediaType} instead of an index of referrers`,
    });
  }
  return new Set(existing.content.manifests.map(({ digest }) => digest));
}

function entryOf({ mediaType, digest, bytes, content }: Manifest): JsonObject {
  const artifactType =
    content.artifactType ?? (content.kind === 'image' ? content.config.mediaType : undefined);
  const { annotations } = content;
  return {
    mediaType,
    digest,
    size: bytes.byteLength,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function withPlatform(entry: JsonObject): JsonObject {
  const platform = isJsonObject(entry['platform']) ? entry['platform'] : {};
  const filled = Object.entries(platform).filter(([, value]) => value !== '' && value !== null);
  return { ...entry, platform: { ...NO_PLATFORM, ...Object.fromEntries(filled) } };
}
