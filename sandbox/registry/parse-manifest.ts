import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { isJsonObject, type JsonObject } from '../../src/core/text/strict-json.ts';

/** What a pushed image manifest points to. */
export interface Reference {
  /** not verified to be one */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly hasUrls: boolean;
}

export interface ParsedManifest {
  readonly mediaType: string;
  readonly schemaVersion: unknown;
  /** configuration first; empty for an index, whose entries the registry does not look at (12a, 30a) */
  readonly references: readonly Reference[];
}

/**
 * Reads a manifest as distribution does for the media type of the request (`manifest/*`): as lenient, and with the same
 * limits. @returns undefined for what it calls invalid, schema 1 among it
 */
export function parseManifest(contentType: string, bytes: Uint8Array): ParsedManifest | undefined {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const json = parseJson(bytes);
  if (json === undefined) return undefined;
  const embedded = json['mediaType'] ?? '';
  const schemaVersion = json['schemaVersion'];
  switch (mediaType) {
    case DOCKER_MANIFEST:
      if (embedded !== DOCKER_MANIFEST) return undefined;
      return { mediaType, schemaVersion, references: referencesOf(json) };
    case OCI_MANIFEST:
      if ((embedded !== '' && embedded !== OCI_MANIFEST) || isPresent(json['manifests'])) return undefined;
      return { mediaType, schemaVersion, references: referencesOf(json) };
    case DOCKER_LIST:
      return embedded === DOCKER_LIST ? { mediaType, schemaVersion, references: [] } : undefined;
    case OCI_INDEX:
      if (embedded !== '' && embedded !== OCI_INDEX) return undefined;
      if (isPresent(json['config']) || isPresent(json['layers'])) return undefined;
      return { mediaType, schemaVersion, references: [] };
    default:
      return undefined;
  }
}

/** The entry for linux/amd64 of a manifest list: what clients get that only know single images. */
export function amd64Child(list: Uint8Array): string | undefined {
  const entries = parseJson(list)?.['manifests'];
  if (!Array.isArray(entries)) return undefined;
  for (const entry of entries as readonly unknown[]) {
    if (!isJsonObject(entry) || !isJsonObject(entry['platform'])) continue;
    const { architecture, os } = entry['platform'] as { architecture?: unknown; os?: unknown };
    if (architecture === 'amd64' && os === 'linux') return String(entry['digest']);
  }
  return undefined;
}

/** The media type inside of the bytes, which decides how a stored manifest is served. */
export function embeddedMediaType(bytes: Uint8Array): string | undefined {
  const mediaType = parseJson(bytes)?.['mediaType'];
  return typeof mediaType === 'string' && mediaType !== '' ? mediaType : undefined;
}

function parseJson(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function referencesOf(manifest: JsonObject): readonly Reference[] {
  const layers = Array.isArray(manifest['layers']) ? (manifest['layers'] as readonly unknown[]) : [];
  return [manifest['config'], ...layers].map((descriptor) => {
    const fields = isJsonObject(descriptor) ? descriptor : {};
    return {
      digest: typeof fields['digest'] === 'string' ? fields['digest'] : '',
      sizeBytes: typeof fields['size'] === 'number' ? fields['size'] : 0,
      mediaType: typeof fields['mediaType'] === 'string' ? fields['mediaType'] : '',
      hasUrls: Array.isArray(fields['urls']) && fields['urls'].length > 0,
    };
  });
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
