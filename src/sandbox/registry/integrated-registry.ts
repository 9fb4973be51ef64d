import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RegistryBackend } from '../registry-backend.ts';
import { BlobStore } from './blob-store.ts';

export interface IntegratedRegistryOptions {
  /** `host:port` the registry is reached at; asked at every request, since the port is known only once it listens */
  readonly host: () => string;
  /** one line per request, and one for everything the registry does not know */
  readonly log: (line: string) => void;
  /** ends running transfers */
  readonly signal?: AbortSignal;
}

export interface IntegratedRegistry {
  /** to be given to a `node:https` server */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** content of the registry, for seeding without HTTP */
  readonly blobs: BlobStore;
  /** removes all content from the disk; resolves when nothing is left */
  close(): Promise<void>;
}

/** OpenShift's integrated image registry (openshift/image-registry), over a cluster's state. */
export function createIntegratedRegistry(
  _backend: RegistryBackend,
  options: IntegratedRegistryOptions,
): IntegratedRegistry {
  const blobs = new BlobStore();
  return {
    listener: (request, response) => {
      options.log(`registry: ${request.method} ${request.url} is not known`);
      response.writeHead(501).end();
    },
    blobs,
    close: () => blobs.close(),
  };
}
