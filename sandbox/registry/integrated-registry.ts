import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { RegistryBackend } from '../state/registry-backend.ts';
import { BlobStore } from './blob-store.ts';
import { answer } from './dispatch.ts';
import type { RegistryContext } from './registry-call.ts';
import { errorReply, type Reply } from './reply.ts';
import { UploadSessions } from './upload-sessions.ts';

export interface IntegratedRegistryOptions {
  /** `host:port` the registry is reached at; asked at every request, since the port is known only once it listens */
  readonly host: () => string;
  /** one line per request, and one for everything the registry does not know; never a query, which may hold secrets */
  readonly log: (line: string) => void;
  /** ends running transfers */
  readonly signal?: AbortSignal;
}

export interface IntegratedRegistry {
  /** to be given to a `node:https` server */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** content of the registry, for seeding without HTTP */
  readonly blobs: BlobStore;
  /** how many uploads were started and neither finished nor given up */
  openUploads(): number;
  /** ends running transfers and removes all content from the disk */
  close(): Promise<void>;
}

/**
 * OpenShift's integrated image registry over a cluster's state: what it answers is what the recorded answers of a real one
 * show, and, where none was recorded, what the source of openshift/image-registry 4.20 does. Anything else is 501 and a
 * line in the log.
 */
export function createIntegratedRegistry(
  backend: RegistryBackend,
  options: IntegratedRegistryOptions,
): IntegratedRegistry {
  const { host, log } = options;
  const blobs = new BlobStore();
  const uploads = new UploadSessions(blobs);
  const stopped = new AbortController();
  const running = new Map<ServerResponse, Promise<void>>();
  const stop = () => {
    stopped.abort();
    for (const response of running.keys()) response.destroy();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  const context: RegistryContext = {
    backend,
    blobs,
    uploads,
    secret: randomBytes(32),
    log,
    signal: stopped.signal,
  };
  return {
    listener: (request, response) => {
      const done = respond(context, `https://${host()}`, request, response);
      running.set(response, done);
      void done.finally(() => running.delete(response));
    },
    blobs,
    openUploads: () => uploads.open,
    close: async () => {
      options.signal?.removeEventListener('abort', stop);
      stop();
      await Promise.all(running.values());
      await uploads.close();
      await blobs.close();
    },
  };
}

async function respond(
  context: RegistryContext,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const line = `${request.method ?? ''} ${(request.url ?? '').replace(/\?.*$/s, '')}`;
  try {
    const reply = await answer(context, origin, request).catch((error: unknown): Reply => {
      if (request.destroyed && !request.complete) throw error; // the client has disconnected
      context.log(
        `registry: ${line}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return errorReply([{ code: 'UNKNOWN', detail: {} }]);
    });
    await send(reply, request, response);
    context.log(`registry: ${line} ${reply.status}`);
  } catch (error) {
    response.destroy();
    context.log(`registry: ${line} ended early: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function send(reply: Reply, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { body } = reply;
  // Go does not announce that it keeps connections open
  response.removeHeader('Connection');
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(body === undefined ? {} : { 'Content-Length': 'open' in body ? body.sizeBytes : body.byteLength }),
  });
  if (body === undefined || request.method === 'HEAD') response.end();
  else if ('open' in body) await pipeline(await body.open(), response);
  else response.end(body);
}
