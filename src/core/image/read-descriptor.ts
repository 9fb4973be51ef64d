import { algorithmOf, digestOf, isDigest, type Digest } from './digest.ts';
import type { Descriptor, Platform } from './descriptor.ts';
import { PromoteError } from '../text/errors.ts';
import { isAbsent, isJsonObject, requireExactKeys, type JsonObject } from '../text/strict-json.ts';

const DESCRIPTOR_KEYS = new Set([
  'mediaType',
  'digest',
  'size',
  'platform',
  'artifactType',
  'annotations',
  'data',
  'urls',
]);
const PLATFORM_KEYS = new Set(['os', 'architecture', 'variant']);
// Printable ASCII. image-spec wants RFC 6838 names and says that unknown ones must not be an error; podman writes parameters
// as well (`text/plain; charset=utf-8`, findings/podman-artifact-types.sh).
const MEDIA_TYPE = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * Reads a descriptor (image-spec descriptor.md), which is validated before anything in it is used (CVE-2024-3727). `place` names it
 * in messages, such as `layers[3]`. Embedded `data` must match the digest.
 * @throws PromoteError MANIFEST_INVALID, DIGEST_MISMATCH
 */
export function readDescriptor(value: unknown, place: string): Descriptor {
  if (!isJsonObject(value)) throw invalid(`${place} is not a descriptor`);
  requireExactKeys(value, DESCRIPTOR_KEYS, place);
  const mediaType = value['mediaType'];
  if (typeof mediaType !== 'string' || !MEDIA_TYPE.test(mediaType)) {
    throw invalid(`${place} has no usable mediaType`);
  }
  const digest = value['digest'];
  if (!isDigest(digest)) throw invalid(`${place} has a malformed digest: ${quote(digest)}`);
  const sizeBytes = value['size'];
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw invalid(`${place} has a malformed size: ${quote(sizeBytes)}`);
  }
  const platform = readPlatform(value['platform'], place);
  const artifactType = optionalString(value, 'artifactType', place);
  const annotations = isAbsent(value['annotations'])
    ? undefined
    : readAnnotations(value['annotations'], place);
  const data = readData(value['data'], digest, sizeBytes, place);
  const isElsewhere = Array.isArray(value['urls']) && value['urls'].length > 0;
  return {
    mediaType,
    digest,
    sizeBytes,
    ...(platform === undefined ? {} : { platform }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(data === undefined ? {} : { data }),
    ...(isElsewhere ? { isElsewhere } : {}),
  };
}

/** @throws PromoteError MANIFEST_INVALID unless it is a map from string to string; absent means empty */
export function readAnnotations(value: unknown, place: string): Readonly<Record<string, string>> {
  if (isAbsent(value)) return {};
  if (!isJsonObject(value)) throw invalid(`${place} has annotations that are not an object`);
  const entries = Object.entries(value).map(([key, text]) => {
    if (typeof text !== 'string')
      throw invalid(`${place} has an annotation that is not a string: ${quote(key)}`);
    return [key, text] as const;
  });
  return Object.fromEntries(entries);
}

export function optionalString(object: JsonObject, key: string, place: string): string | undefined {
  const value = object[key];
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string') throw invalid(`${place} has a ${key} that is not a string: ${quote(value)}`);
  return value === '' ? undefined : value;
}

export function invalid(message: string): PromoteError {
  return new PromoteError({ code: 'MANIFEST_INVALID', message });
}

/** A value of a manifest for a message: short, on one line. */
export function quote(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function readPlatform(value: unknown, place: string): Platform | undefined {
  if (isAbsent(value)) return undefined;
  if (!isJsonObject(value)) throw invalid(`${place} has a platform that is not an object`);
  requireExactKeys(value, PLATFORM_KEYS, `${place}.platform`);
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map((key) =>
    optionalString(value, key, `${place}.platform`),
  );
  // crane and oras write platforms without them for what is not an image; registries and engines ignore these
  if (os === undefined || architecture === undefined) return undefined;
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

function readData(value: unknown, digest: Digest, sizeBytes: number, place: string): Uint8Array | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string') throw invalid(`${place} has data that is not a string`);
  const data = Buffer.from(value, 'base64');
  // Node's decoder skips invalid characters
  if (data.toString('base64') !== value) throw invalid(`${place} has data that is not base64`);
  if (data.byteLength === sizeBytes && digestOf(data, algorithmOf(digest)) === digest) return data;
  throw new PromoteError({
    code: 'DIGEST_MISMATCH',
    message: `${place} embeds ${data.byteLength} bytes of data that are not its content ${digest}`,
  });
}
