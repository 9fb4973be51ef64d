import { digestOf, isDigest } from '../../src/core/image/digest.ts';
import { DOCKER_MANIFEST } from '../../src/core/image/media-types.ts';
import type { MappingResult, PushedManifest } from '../state/registry-backend.ts';
import { parseManifest, type ParsedManifest, type Reference } from './parse-manifest.ts';
import type { RegistryCall } from './registry-call.ts';
import { emptyReply, errorReply, type RegistryError, type Reply } from './reply.ts';
import { statBlob } from './repository-blobs.ts';

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const FOREIGN_LAYER = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

/**
 * PUT of a manifest, by tag or by digest. By tag the stream is made when it is missing; by digest the image becomes known
 * to the cluster but readable nowhere until an index of a stream refers to it (12b, 54r14–54r17).
 */
export async function putManifest(call: RegistryCall, reference: string): Promise<Reply> {
  const bytes = await readBody(call.request);
  if (bytes === undefined)
    return errorReply([{ code: 'MANIFEST_INVALID', detail: 'http: request body too large' }]);
  const manifest = parseManifest(call.request.headers['content-type'] ?? '', bytes);
  if (manifest === undefined) return errorReply([{ code: 'MANIFEST_INVALID', detail: {} }]);
  const digest = digestOf(bytes);
  if (isDigest(reference) && reference !== digest) return errorReply([{ code: 'DIGEST_INVALID' }]);
  const [first, ...others] = await findFaults(call, manifest);
  if (first !== undefined) return errorReply([first, ...others]);
  if (manifest.schemaVersion !== 2) return errorReply([{ code: 'UNKNOWN', detail: {} }]);
  const result = store(call, reference, {
    digest,
    mediaType: manifest.mediaType,
    bytes,
    config: await readConfig(call, manifest),
  });
  switch (result.kind) {
    case 'stored':
      return emptyReply(201, {
        'Docker-Content-Digest': digest,
        Location: `${call.origin}/v2/${call.repository}/manifests/${digest}`,
      });
    case 'denied':
      return errorReply([{ code: 'DENIED' }]);
    case 'invalid':
      call.context.log(`registry: ${call.repository}:${reference} is not a valid image: ${result.message}`);
      return errorReply([{ code: 'UNKNOWN', detail: {} }]);
  }
}

function store(
  { context, namespace, name, username }: RegistryCall,
  reference: string,
  manifest: PushedManifest,
): MappingResult {
  if (isDigest(reference)) return context.backend.storeImage(manifest);
  return context.backend.storeMapping(namespace, name, reference, manifest, username ?? 'system:anonymous');
}

async function readBody(request: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += chunk.byteLength;
    // read on without keeping it, so that the client gets to read the answer
    if (sizeBytes <= MAX_MANIFEST_BYTES) chunks.push(chunk);
  }
  return sizeBytes > MAX_MANIFEST_BYTES ? undefined : Buffer.concat(chunks);
}

async function findFaults(call: RegistryCall, manifest: ParsedManifest): Promise<readonly RegistryError[]> {
  const faults: RegistryError[] = [];
  for (const reference of manifest.references) {
    faults.push(...(await faultsOf(call, manifest.mediaType, reference)));
  }
  return faults;
}

/** A fault the registry has no code for is reported twice: as UNKNOWN, and again with what it is. */
async function faultsOf(
  call: RegistryCall,
  mediaType: string,
  { digest, sizeBytes, ...reference }: Reference,
): Promise<readonly RegistryError[]> {
  const strange = (detail: unknown): readonly RegistryError[] => [
    { code: 'UNKNOWN' },
    { code: 'UNKNOWN', detail },
  ];
  if (mediaType === DOCKER_MANIFEST) {
    const foreign = reference.mediaType === FOREIGN_LAYER;
    if (foreign !== reference.hasUrls) return strange({});
    if (foreign) return [];
  }
  if (!isDigest(digest)) return [{ code: 'DIGEST_INVALID' }];
  const actualBytes = await statBlob(call.context, call.repository, digest);
  if (actualBytes === undefined) return [{ code: 'MANIFEST_BLOB_UNKNOWN', detail: digest }];
  if (actualBytes === sizeBytes) return [];
  return strange({ Digest: digest, ActualSize: actualBytes, SizeInManifest: sizeBytes });
}

async function readConfig(call: RegistryCall, manifest: ParsedManifest): Promise<Uint8Array | undefined> {
  const config = manifest.references[0];
  if (config === undefined || config.sizeBytes > MAX_MANIFEST_BYTES) return undefined;
  // a foreign one is not here
  if (call.context.blobs.sizeOf(config.digest) === undefined) return undefined;
  return call.context.blobs.read(config.digest);
}
