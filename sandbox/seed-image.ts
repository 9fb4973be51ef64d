import { createRegistryBackend } from './cluster-backend.ts';
import type { SandboxCluster } from './cluster.ts';
import type { RegistryBackend } from './state/registry-backend.ts';
import type { BlobStore } from './registry/blob-store.ts';
import { seedStream } from './seeds.ts';
import type { BuiltImage, BuiltIndex } from './images/image.ts';

/** Puts an image under a tag of a cluster as a push would, but without sending it: layers are linked where the disk allows. */
export async function seedImage(
  cluster: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
  image: BuiltImage | BuiltIndex,
): Promise<void> {
  const backend = createRegistryBackend(cluster.state);
  if (!backend.streamExists(project, stream)) seedStream(cluster, project, stream);
  await storeImageIn(cluster.registry.blobs, backend, { namespace: project, name: stream, tag }, image);
}

/** The same for any backend, whose stream must exist. */
export async function storeImageIn(
  blobs: BlobStore,
  backend: RegistryBackend,
  target: { readonly namespace: string; readonly name: string; readonly tag: string },
  image: BuiltImage | BuiltIndex,
): Promise<void> {
  const images = image.kind === 'index' ? image.images : [image];
  const repository = `${target.namespace}/${target.name}`;
  for (const { config, layers } of images) {
    for (const blob of [config, ...layers]) {
      if (blobs.sizeOf(blob.digest) === undefined) {
        if ('bytes' in blob) await blobs.add(blob.bytes);
        else await blobs.addFile(blob.file, blob.digest, blob.sizeBytes);
      }
      blobs.link(repository, blob.digest);
    }
  }
  if (image.kind === 'index') {
    for (const child of images) backend.storeImage({ ...child.manifest, config: child.config.bytes });
  }
  const config = image.kind === 'image' ? image.config.bytes : undefined;
  const manifest = { ...image.manifest, config };
  const result = backend.storeMapping(target.namespace, target.name, target.tag, manifest, 'system:admin');
  if (result.kind !== 'stored')
    throw new TypeError(`${repository}:${target.tag} was not stored: ${result.kind}`);
}
