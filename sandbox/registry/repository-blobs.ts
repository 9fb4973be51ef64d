import type { RegistryContext } from './registry-call.ts';
import { splitRepository } from './access.ts';

// "public": served in every repository once they exist (openshift/image-registry blobdescriptorservice.go)
const EMPTY_LAYERS = new Set([
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4',
]);

/**
 * Size of a blob in bytes as this repository sees it: linked there by an upload or a mount, or part of an image of its
 * stream. A blob that other repositories have does not exist here. Fetches what an import has not copied.
 */
export async function statBlob(
  context: RegistryContext,
  repository: string,
  digest: string,
): Promise<number | undefined> {
  const { backend, blobs } = context;
  const sizeBytes = blobs.sizeOf(digest);
  if (sizeBytes !== undefined && (blobs.isLinked(repository, digest) || EMPTY_LAYERS.has(digest)))
    return sizeBytes;
  const stream = splitRepository(repository);
  if (stream === undefined || !backend.isBlobOfStream(stream.namespace, stream.name, digest))
    return undefined;
  return sizeBytes ?? (await pullThrough(context, stream.namespace, stream.name, digest));
}

async function pullThrough(
  { backend, blobs, log, signal }: RegistryContext,
  namespace: string,
  name: string,
  digest: string,
): Promise<number | undefined> {
  try {
    const content = await backend.readUpstreamBlob?.(namespace, name, digest, signal);
    if (content === undefined) return undefined;
    const added = await blobs.add(content);
    if (added.digest === digest) return added.sizeBytes;
    log(`registry: pull-through of ${digest} for ${namespace}/${name} brought ${added.digest}`);
  } catch (error) {
    log(`registry: pull-through of ${digest} for ${namespace}/${name} failed: ${String(error)}`);
  }
  return undefined;
}
