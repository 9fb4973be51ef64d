import { isDigest } from '../../src/core/image/digest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import type { PushedManifest } from '../state/registry-backend.ts';
import { matchesEtag } from './blob-requests.ts';
import { amd64Child, embeddedMediaType } from './parse-manifest.ts';
import type { RegistryCall } from './registry-call.ts';
import { emptyReply, errorReply, type Reply } from './reply.ts';

/** GET and HEAD of a manifest (captures 08, 12, 54r). */
export function serveManifest(call: RegistryCall, reference: string): Reply {
  const { backend } = call.context;
  const byTag = !isDigest(reference);
  const exists = backend.streamExists(call.namespace, call.name);
  if (byTag && !exists) return errorReply([{ code: 'NAME_UNKNOWN' }]);
  const digest = byTag ? backend.digestOfTag(call.namespace, call.name, reference) : reference;
  if (digest === undefined) return errorReply([{ code: 'MANIFEST_UNKNOWN', detail: { Tag: reference } }]);
  if (matchesManifestEtag(call.request.headers['if-none-match'], digest)) return { status: 304, headers: {} };
  // the real one forgets that case: the stream that a digest is looked for in may be missing (54r2)
  if (!exists) return errorReply([{ code: 'UNKNOWN', detail: {} }]);
  const manifest = findManifest(call, digest);
  if (manifest === undefined) return unknownRevision(call, digest);
  return byTag ? serveTagged(call, manifest) : serve(call, manifest);
}

/** By tag, clients that do not know the type get something else in its place; by digest that would be a lie. */
function serveTagged(call: RegistryCall, manifest: PushedManifest): Reply {
  const types = acceptedTypes(call);
  const missing = (mediaType: string) => manifest.mediaType === mediaType && !types.has(mediaType);
  if (missing(DOCKER_MANIFEST)) return serveSchema1(call, manifest.digest);
  if (!missing(DOCKER_LIST)) return serve(call, manifest);
  const child = amd64Child(manifest.bytes);
  if (child === undefined) return errorReply([{ code: 'MANIFEST_UNKNOWN' }]);
  const image = findManifest(call, child);
  if (image === undefined) return unknownRevision(call, child);
  if (image.mediaType === DOCKER_MANIFEST && !types.has(DOCKER_MANIFEST))
    return serveSchema1(call, image.digest);
  return reply(image);
}

function serve(call: RegistryCall, manifest: PushedManifest): Reply {
  const types = acceptedTypes(call);
  if (manifest.mediaType === OCI_MANIFEST && !types.has(OCI_MANIFEST)) {
    const message = 'OCI manifest found, but accept header does not support OCI manifests';
    return errorReply([{ code: 'MANIFEST_UNKNOWN', message }]);
  }
  // an index that does not say what it is escapes this check
  const index = embeddedMediaType(manifest.bytes) === OCI_INDEX;
  if (index && !types.has(OCI_INDEX)) {
    const message = 'OCI index found, but accept header does not support OCI indexes';
    return errorReply([{ code: 'MANIFEST_UNKNOWN', message }]);
  }
  return reply(manifest);
}

function reply({ mediaType, digest, bytes }: PushedManifest): Reply {
  return {
    status: 200,
    headers: { 'Content-Type': mediaType, 'Docker-Content-Digest': digest, Etag: `"${digest}"` },
    body: bytes,
  };
}

/** Schema 1 is what the real one makes for clients that accept nothing newer (12f): signed, under a digest made up on the spot. */
function serveSchema1(call: RegistryCall, digest: string): Reply {
  call.context.log(
    `registry: ${digest} of ${call.repository} in schema 1 is not known here: send an Accept header`,
  );
  return emptyReply(501);
}

function findManifest(
  { context, namespace, name }: RegistryCall,
  digest: string,
): PushedManifest | undefined {
  if (!context.backend.isManifestOfStream(namespace, name, digest)) return undefined;
  return context.backend.manifest(digest);
}

function unknownRevision(call: RegistryCall, digest: string): Reply {
  return errorReply([{ code: 'MANIFEST_UNKNOWN', detail: { Name: call.repository, Revision: digest } }]);
}

/** Only exact types count: neither `*`/`*` nor q values are looked at. */
function acceptedTypes(call: RegistryCall): ReadonlySet<string> {
  const types = (call.request.headers.accept ?? '').split(',');
  return new Set(types.map((type) => type.split(';', 1)[0]?.trim().toLowerCase() ?? ''));
}

function matchesManifestEtag(condition: string | undefined, digest: string): boolean {
  return condition === digest || matchesEtag(condition, `"${digest}"`);
}
