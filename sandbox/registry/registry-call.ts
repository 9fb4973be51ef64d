import type { IncomingMessage } from 'node:http';
import type { RegistryBackend } from '../state/registry-backend.ts';
import type { BlobStore } from './blob-store.ts';
import type { UploadSessions } from './upload-sessions.ts';

/** What all requests share. */
export interface RegistryContext {
  readonly backend: RegistryBackend;
  readonly blobs: BlobStore;
  readonly uploads: UploadSessions;
  /** signs the state of uploads */
  readonly secret: Uint8Array;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A request for a repository that has been authorized. */
export interface RegistryCall {
  readonly context: RegistryContext;
  readonly request: IncomingMessage;
  readonly method: string;
  readonly query: URLSearchParams;
  /** `https://host:port` for absolute Locations */
  readonly origin: string;
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name` */
  readonly repository: string;
  /** undefined: anonymous */
  readonly username: string | undefined;
  /** see {@link Decision} of access.ts */
  readonly mountDenied: boolean;
}
