import type { Descriptor } from './descriptor.ts';
import { algorithmOf, digestOf, type Digest } from './digest.ts';
import { PromoteError } from '../text/errors.ts';
import type { ImageContent, IndexContent, Manifest } from './manifest.ts';
import { isIndexMediaType, isManifestMediaType, isSchema1, type ManifestMediaType } from './media-types.ts';
import { invalid, optionalString, quote, readAnnotations, readDescriptor } from './read-descriptor.ts';
import {
  isAbsent,
  isJsonObject,
  parseStrictJson,
  requireExactKeys,
  type JsonObject,
} from '../text/strict-json.ts';

/** The limit of distribution and OpenShift; the spec requires at least 4 MB. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** entries of one list */
export const MAX_CHILDREN = 1_000;

const MANIFEST_KEYS = new Set([
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'subject',
  'annotations',
  'fsLayers',
  'history',
]);

/**
 * Parses a manifest or index. A manifest has one type: the media type in its body and the Content-Type of the response must agree,
 * and it must not be readable as another type (CVE-2021-41190).
 * @param contentType as the server sent it; parameters and unknown types are ignored
 * @param expected the digest it was asked by
 * @throws PromoteError DIGEST_MISMATCH, MANIFEST_INVALID, MANIFEST_UNSUPPORTED
 */
export function readManifest(
  bytes: Uint8Array,
  contentType: string | undefined,
  expected?: Digest,
): Manifest {
  if (bytes.byteLength > MAX_MANIFEST_BYTES) {
    throw new PromoteError({
      code: 'MANIFEST_UNSUPPORTED',
      message: `the manifest is larger than ${MAX_MANIFEST_BYTES} bytes`,
      hint: 'registries refuse manifests of more than 4 MiB: keep large annotations and data in blobs',
    });
  }
  const digest = digestOf(bytes, expected === undefined ? 'sha256' : algorithmOf(expected));
  if (expected !== undefined && digest !== expected) {
    throw new PromoteError({
      code: 'DIGEST_MISMATCH',
      message: `requested the manifest ${expected}, but received one with digest ${digest}`,
      where: { digest: expected },
    });
  }
  const body = parseStrictJson(bytes);
  if (!isJsonObject(body)) throw invalid('the manifest is not a JSON object');
  requireExactKeys(body, MANIFEST_KEYS, 'the manifest');
  const mediaType = mediaTypeOf(body, contentType);
  const content = isIndexMediaType(mediaType) ? readIndex(body) : readImage(body);
  return { bytes, mediaType, digest, content };
}

/** `application/json; charset=utf-8` → `application/json` */
export function bareMediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}

function mediaTypeOf(body: JsonObject, contentType: string | undefined): ManifestMediaType {
  const received = bareMediaType(contentType);
  const declared = optionalString(body, 'mediaType', 'the manifest');
  for (const type of [received, declared]) {
    if (type !== undefined && isSchema1(type)) throw schema1();
  }
  if (body['schemaVersion'] === 1) throw schema1();
  if (body['schemaVersion'] !== 2) {
    throw invalid(`the manifest has schemaVersion ${quote(body['schemaVersion'])} instead of 2`);
  }
  if (declared === undefined) {
    // an OCI manifest may omit it and rely on the Content-Type; text/plain and JSON are not specific
    if (received !== undefined && isManifestMediaType(received)) return received;
    throw invalid(
      `the manifest has no mediaType, and its Content-Type ${quote(received)} is not one of a manifest`,
    );
  }
  if (!isManifestMediaType(declared)) {
    throw new PromoteError({
      code: 'MANIFEST_UNSUPPORTED',
      message: `the manifest has the unknown mediaType ${quote(declared)}`,
    });
  }
  if (received !== undefined && isManifestMediaType(received) && received !== declared) {
    throw invalid(`the manifest says it is ${declared}, its Content-Type says ${received}`);
  }
  return declared;
}

function schema1(): PromoteError {
  return new PromoteError({
    code: 'MANIFEST_UNSUPPORTED',
    message:
      'the image has an unsupported schema1 manifest, which names its repository and cannot be promoted unchanged',
    hint: 'push the image again with a current docker, podman or buildah: they write schema2 or OCI manifests',
  });
}

function readIndex(body: JsonObject): IndexContent {
  refuseKeys(body, ['config', 'layers', 'fsLayers', 'history'], 'an index');
  return { kind: 'index', manifests: readList(body, 'manifests'), ...readShared(body) };
}

function readImage(body: JsonObject): ImageContent {
  refuseKeys(body, ['manifests', 'fsLayers', 'history'], 'an image manifest');
  const config = readDescriptor(body['config'], 'config');
  return { kind: 'image', config, layers: readList(body, 'layers'), ...readShared(body) };
}

function readShared(body: JsonObject): Pick<ImageContent, 'subject' | 'artifactType' | 'annotations'> {
  const artifactType = optionalString(body, 'artifactType', 'the manifest');
  return {
    annotations: readAnnotations(body['annotations'], 'the manifest'),
    ...(isAbsent(body['subject']) ? {} : { subject: readDescriptor(body['subject'], 'subject') }),
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

function refuseKeys(body: JsonObject, keys: readonly string[], kind: string): void {
  const present = keys.find((key) => Object.hasOwn(body, key));
  if (present !== undefined)
    throw invalid(`the manifest is ${kind} and has "${present}", so it could be read as another kind`);
}

function readList(body: JsonObject, key: 'manifests' | 'layers'): readonly Descriptor[] {
  const list = body[key];
  // Go writes a nil list as null
  if (list === null) return [];
  if (!Array.isArray(list)) throw invalid(`the manifest has no list "${key}"`);
  if (list.length > MAX_CHILDREN) {
    throw new PromoteError({
      code: 'MANIFEST_UNSUPPORTED',
      message: `the manifest lists ${list.length} ${key}, more than the ${MAX_CHILDREN} that are supported`,
    });
  }
  return list.map((entry, index) => readDescriptor(entry, `${key}[${index}]`));
}
