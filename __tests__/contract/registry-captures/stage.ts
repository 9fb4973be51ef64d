import { writeFile } from 'node:fs/promises';
import { digestOf, parseDigest } from '../../../src/core/image/digest.ts';
import { createRegistryBackend } from '../../../sandbox/cluster-backend.ts';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import type { PushedManifest } from '../../../sandbox/state/registry-backend.ts';
import { seedStream } from '../../../sandbox/seeds.ts';
import type { RecordedExchange } from '../../support/recorded-exchange.ts';
import { startRegistry, type RegistryServer } from '../../support/registry-server.ts';
import { TOKENS } from './people.ts';

/** One of the two recorded clusters, played by a sandbox cluster, with its registry at the recorded address. */
export interface Stage {
  readonly cluster: SandboxCluster;
  readonly server: RegistryServer;
  /** Makes a stream, empty. */
  addStream(repository: string): void;
  /** Puts a manifest that some capture shows under a tag of a stream, which is made when it is missing. */
  tag(repository: string, tag: string, manifest: string | PushedManifest): void;
  /** Makes a manifest that some capture shows known to the cluster. */
  know(digest: string): void;
  /** The next push by tag exceeds a limit or quota, which is not the registry's to know. */
  refusePush(): void;
  /** Lets the repository have the blobs of a manifest that some capture shows. Their bytes are in none: others stand for them. */
  pushBlobsOf(repository: string, digest: string): Promise<void>;
  pushBlob(repository: string, digest: string, sizeBytes: number): Promise<void>;
  /** Opens an upload that was not recorded, and sends it bytes; later captures know it by `recordedUuid`. */
  openUpload(recordedUuid: string, repository: string, content: string): Promise<void>;
  /** Where an upload is now, by the recorded UUID and the bytes it had. */
  readonly locations: Map<string, string>;
}

/** All manifests whose bytes are in a capture, by digest. */
export function recordedManifests(
  exchanges: readonly RecordedExchange[],
): ReadonlyMap<string, PushedManifest> {
  const manifests = new Map<string, PushedManifest>();
  for (const { request, answer } of exchanges) {
    if (!request.target.includes('/manifests/')) continue;
    const sent = request.method === 'PUT';
    const text = sent ? request.body : answer.body;
    const mediaType = (sent ? request : answer).headers['content-type'] ?? '';
    if (text === '' || (!sent && answer.status !== 200)) continue;
    const bytes = Buffer.from(text);
    const digest = digestOf(bytes);
    manifests.set(digest, { digest, mediaType, bytes, config: undefined });
  }
  return manifests;
}

export async function openStage(
  cluster: SandboxCluster,
  host: string,
  manifests: ReadonlyMap<string, PushedManifest>,
): Promise<Stage> {
  const backend = createRegistryBackend(cluster.state);
  let refusing = false;
  const server = await startRegistry(
    {
      ...backend,
      storeMapping: (...push) => {
        const refused = refusing;
        refusing = false;
        return refused ? { kind: 'denied' } : backend.storeMapping(...push);
      },
    },
    host,
  );
  const locations = new Map<string, string>();
  const recorded = (digest: string): PushedManifest => {
    const found = manifests.get(digest);
    if (found === undefined) throw new Error(`no capture shows ${digest}`);
    return found;
  };
  const stage: Stage = {
    cluster,
    server,
    locations,
    addStream: (repository) => {
      const [namespace = '', name = ''] = repository.split('/');
      if (!backend.streamExists(namespace, name)) seedStream(cluster, namespace, name);
    },
    tag: (repository, tag, manifest) => {
      stage.addStream(repository);
      const [namespace = '', name = ''] = repository.split('/');
      const image = typeof manifest === 'string' ? recorded(manifest) : manifest;
      backend.storeMapping(namespace, name, tag, image, 'clusteradmin');
    },
    know: (digest) => {
      backend.storeImage(recorded(digest));
    },
    refusePush: () => {
      refusing = true;
    },
    pushBlob: async (repository, digest, sizeBytes) => {
      const { blobs } = server.registry;
      const file = await blobs.newFile();
      await writeFile(file, '{}'.padEnd(sizeBytes));
      await blobs.adopt(file, parseDigest(digest), sizeBytes);
      blobs.link(repository, digest);
    },
    pushBlobsOf: async (repository, digest) => {
      for (const blob of blobsOf(recorded(digest))) await stage.pushBlob(repository, blob.digest, blob.size);
    },
    openUpload: async (recordedUuid, repository, content) => {
      const authorization = `Bearer ${TOKENS['<token of alice>']?.token ?? ''}`;
      const opened = await server.send('POST', `/v2/${repository}/blobs/uploads/`, { authorization });
      const headers = { authorization, 'content-type': 'application/octet-stream' };
      const written =
        content === '' ? opened : await server.send('PATCH', opened.headers.location ?? '', headers, content);
      locations.set(`${recordedUuid} ${content.length}`, written.headers.location ?? '');
    },
  };
  return stage;
}

interface Blob {
  readonly digest: string;
  readonly size: number;
}

function blobsOf(manifest: PushedManifest): readonly Blob[] {
  const { config, layers } = JSON.parse(Buffer.from(manifest.bytes).toString()) as {
    readonly config: Blob;
    readonly layers: readonly Blob[];
  };
  return [config, ...layers];
}
