import { writeFile } from 'node:fs/promises';
import { digestOf, parseDigest } from '../../../src/core/digest.ts';
import type { RecordedExchange } from '../../support/recorded-exchange.ts';
import { createMemoryBackend, type MemoryBackend } from '../../support/memory-backend.ts';
import { startRegistry, type RegistryServer } from '../../support/registry-server.ts';
import type { PushedManifest } from '../../../src/sandbox/registry-backend.ts';
import { mayWith, TOKENS, type Grants, type Role } from './people.ts';

/** One of the two recorded clusters, played by the integrated registry over a small backend. */
export interface Stage {
  readonly backend: MemoryBackend;
  readonly server: RegistryServer;
  readonly grants: Grants;
  /** Puts a manifest that some capture shows under a tag of a stream, which is made when it is missing. */
  tag(repository: string, tag: string, digest: string): void;
  /** Makes a manifest that some capture shows known to the cluster. */
  know(digest: string): void;
  /** Lets the repository have the blobs of a manifest that some capture shows. Their bytes were not recorded: zeros stand for them. */
  pushBlobsOf(repository: string, digest: string): Promise<void>;
  pushBlob(repository: string, digest: string, sizeBytes: number): Promise<void>;
  /** Opens an upload that was not recorded, and sends it bytes; later captures know it by `recordedUuid`. */
  openUpload(recordedUuid: string, repository: string, content?: string): Promise<void>;
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
  host: string,
  grants: Readonly<Record<string, Role>>,
  manifests: ReadonlyMap<string, PushedManifest>,
): Promise<Stage> {
  const granted: Grants = new Map(Object.entries(grants));
  const backend = createMemoryBackend(mayWith(granted));
  for (const { token, username } of Object.values(TOKENS)) backend.tokens.set(token, username);
  const server = await startRegistry(backend, host);
  const locations = new Map<string, string>();
  const manifest = (digest: string): PushedManifest => {
    const found = manifests.get(digest);
    if (found === undefined) throw new Error(`no capture shows ${digest}`);
    return found;
  };
  const stage: Stage = {
    backend,
    server,
    grants: granted,
    locations,
    know: (digest) => {
      backend.addImage(manifest(digest));
    },
    tag: (repository, tag, digest) => {
      stage.know(digest);
      backend.addStream(repository, { [tag]: digest });
    },
    pushBlob: async (repository, digest, sizeBytes) => {
      const { blobs } = server.registry;
      const file = await blobs.newFile();
      await writeFile(file, Buffer.alloc(sizeBytes));
      await blobs.adopt(file, parseDigest(digest), sizeBytes);
      blobs.link(repository, digest);
    },
    pushBlobsOf: async (repository, digest) => {
      for (const blob of blobsOf(manifest(digest))) await stage.pushBlob(repository, blob.digest, blob.size);
    },
    openUpload: async (recordedUuid, repository, content = '') => {
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
