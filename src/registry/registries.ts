import { PromoteError, type Side } from '../core/text/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Registries, Repository } from '../core/ports/registry.ts';
import { isRegistryHost, isRepository } from '../core/image/reference.ts';
import type { Transport } from '../http/exchange/exchange.ts';
import { RegistryClient } from './client/client.ts';
import { deliversBlob } from './blobs/blob-source.ts';
import { copyBlob, type CopyContext, readBlob } from './blobs/copy-blob.ts';
import type { Account } from './auth/credentials.ts';
import { getManifest } from './manifests/get-manifest.ts';
import { createKeyedLock } from './auth/keyed-lock.ts';
import { KnownBlobs } from './blobs/known-blobs.ts';
import { listTags, resolveTag } from './manifests/tags.ts';
import { registryOrigin, servedRepository } from './replies/origin.ts';
import { putManifest } from './manifests/put-manifest.ts';
import { ReferrersApi } from './manifests/referrers.ts';
import type { RemoteRepository } from './client/requests.ts';
import { UploadSupport } from './blobs/upload-support.ts';

/** How one side connects to its registries. */
export interface RegistrySide {
  readonly transport: Transport;
  /** Looks up the account for a repository, by the host as the user wrote it; undefined: anonymous. */
  readonly accountAt: (host: string, repository: string, signal: AbortSignal) => Promise<Account | undefined>;
  /** hosts (`host[:port]`) accessed over plain http */
  readonly plainHttpHosts: ReadonlySet<string>;
  /** token servers (`host[:port]`) that are trusted although they are unrelated to the registry */
  readonly realmHosts?: ReadonlySet<string>;
}

export interface RegistriesOptions {
  readonly sides: Readonly<Record<Side, RegistrySide>>;
  readonly clock: Clock;
  /** receives one line per event that explains slow or unusual behaviour */
  readonly log: (line: string) => void;
}

/** A registry and what this run has learned about it. */
interface KnownRegistry extends CopyContext {
  readonly client: RegistryClient;
  readonly referrers: ReferrersApi;
}

/** The distribution client of both sides. Sends no request before it is needed. */
export function createRegistries(options: RegistriesOptions): Registries {
  const known = new Map<string, KnownRegistry>();
  const lock = createKeyedLock();

  const registry = (side: Side, host: string): KnownRegistry => {
    const key = `${side} ${host}`;
    const found = known.get(key) ?? openRegistry(side, host, options);
    known.set(key, found);
    return found;
  };
  const placeOf = ({ side, host, name }: Repository): RemoteRepository => ({
    client: registry(side, host).client,
    repository: servedRepository(host, name),
  });

  return {
    repository(side, host, name) {
      requireNames(side, host, name);
      const { client, referrers } = registry(side, host);
      const place: RemoteRepository = { client, repository: servedRepository(host, name) };
      return {
        side,
        host,
        name,
        getManifest: (reference, signal) => getManifest(place, reference, options.log, signal),
        resolveTag: (tag, signal) => resolveTag(place, tag, options.log, signal),
        putManifest: (manifest, reference, signal) =>
          putManifest(place, manifest, reference, options, signal),
        listReferrers: (subject, limit, signal) => referrers.list(place, subject, limit, signal),
        readBlob: (blob, signal) => readBlob(place, blob, signal),
        hasBlob: (blob, signal) => deliversBlob(place, blob, signal),
        listTags: (maxPages, signal) => listTags(place, maxPages, options.log, signal),
      };
    },

    suggestMounts({ side, host, name }, digests) {
      requireNames(side, host, name);
      const { known: blobs } = registry(side, host);
      const served = servedRepository(host, name);
      if (digests === undefined) blobs.lookIn(served);
      else blobs.list(digests, served);
    },

    copyBlob(blob, route, signal) {
      const { source, destination, shortcuts, onBytes } = route;
      const context = registry(destination.side, destination.host);
      const copy = { source: placeOf(source), destination: placeOf(destination), shortcuts, onBytes };
      // images share blobs: the second copy finds the blob or mounts it, and then several repositories may at once
      const isMounted = shortcuts && context.known.find(blob.digest) !== undefined;
      const key = `${context.client.origin.url} ${blob.digest}${isMounted ? ` ${destination.name}` : ''}`;
      return lock.withLock(key, signal, () => copyBlob(blob, copy, context, signal));
    },
  };
}

function openRegistry(side: Side, host: string, { sides, clock, log }: RegistriesOptions): KnownRegistry {
  const { transport, accountAt, plainHttpHosts, realmHosts } = sides[side];
  const client = new RegistryClient({
    host,
    origin: registryOrigin(host, plainHttpHosts.has(host)),
    accountAt: (repository, signal) => accountAt(host, repository, signal),
    allowedRealmHosts: realmHosts ?? new Set(),
    transport,
    clock,
  });
  const referrers = new ReferrersApi(log);
  return { client, referrers, known: new KnownBlobs(), habits: new UploadSupport(), clock, log };
}

/** Names become part of URLs, so they are validated regardless of their source. */
function requireNames(side: Side, host: string, name: string): void {
  if (isRegistryHost(host) && isRepository(name)) return;
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: `${JSON.stringify(`${host}/${name}`.slice(0, 300))} is not the name of a repository`,
    where: { side },
  });
}
