import { createHash } from 'node:crypto';
import { readImage } from '../state/image-content.ts';
import { isObject } from '../state/json.ts';
import type { PushedManifest } from '../state/registry-backend.ts';
import { credentialFor } from './pull-secrets.ts';
import {
  createRegistryClient,
  readBytes,
  readText,
  WayError,
  type RegistryClient,
} from './registry-client.ts';
import {
  splitReference,
  type Upstream,
  type UpstreamFailure,
  type UpstreamImage,
  type UpstreamSource,
} from '../state/upstream.ts';

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
// As many as an import of a repository takes (openshift-api.md §3.7).
const MAX_TAGS = 50;

interface RepositoryPath {
  readonly client: RegistryClient;
  readonly path: string;
  readonly version: string;
}

/** Real registries, asked over the network with the trust of a cluster. */
export function createUpstream(options: {
  /** PEM of all authorities the cluster trusts */
  readonly ca: () => string;
  readonly now: () => Date;
}): Upstream {
  const placeOf = ({ reference, credentials, insecure }: UpstreamSource): RepositoryPath => {
    const split = splitReference(reference);
    if (split === undefined) throw new WayError('invalid reference format');
    const { host, path, version = 'latest' } = split;
    const credential = credentialFor(credentials, host, path);
    return { client: createRegistryClient({ host, credential, insecure, ca: options.ca }), path, version };
  };
  return {
    look: (source, signal) =>
      guarded(async () => {
        const place = placeOf(source);
        return fetchImage(place, place.version, options.now(), signal);
      }),
    listTags: (source, signal) =>
      guarded(async () => {
        const { client, path } = placeOf(source);
        const reply = await client.get(`/v2/${path}/tags/list`, 'application/json', signal);
        const refused = failureOf(reply.status);
        const text = await readText(reply);
        if (refused !== undefined) return refused;
        const { tags } = JSON.parse(text) as { tags?: unknown };
        return (Array.isArray(tags) ? tags.map(String) : []).slice(0, MAX_TAGS);
      }),
    readBlob: async (source, digest, signal) => {
      const { client, path } = placeOf(source);
      const reply = await client.get(`/v2/${path}/blobs/${digest}`, '*/*', signal);
      if (reply.status === 200) return reply.body as AsyncIterable<Uint8Array>;
      reply.body.resume();
      return undefined;
    },
  };
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result | UpstreamFailure> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WayError)) throw error;
    return { kind: 'failure', reason: 'InternalError', detail: error.message };
  }
}

function failureOf(status: number): UpstreamFailure | undefined {
  if (status === 200) return undefined;
  if (status === 401 || status === 403) return { kind: 'failure', reason: 'Unauthorized' };
  if (status === 404) return { kind: 'failure', reason: 'NotFound' };
  return { kind: 'failure', reason: 'InternalError', detail: `unexpected status ${status}` };
}

async function fetchImage(
  place: RepositoryPath,
  version: string,
  now: Date,
  signal: AbortSignal,
): Promise<UpstreamImage | UpstreamFailure> {
  const { client, path } = place;
  const reply = await client.get(`/v2/${path}/manifests/${version}`, ACCEPT, signal);
  const bytes = await readBytes(reply);
  const refused = failureOf(reply.status);
  if (refused !== undefined) return refused;
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (version.startsWith('sha256:') && version !== digest) throw new WayError(`content is not ${version}`);
  const parsed: unknown = JSON.parse(bytes.toString('utf8'));
  const document = isObject(parsed) ? parsed : {};
  const children: UpstreamImage[] = [];
  for (const entry of Array.isArray(document['manifests']) ? document['manifests'] : []) {
    if (!isObject(entry) || typeof entry['digest'] !== 'string') continue;
    const child = await fetchImage(place, entry['digest'], now, signal);
    if (child.kind === 'failure') return child;
    children.push(child);
  }
  const config = isObject(document['config']) ? document['config']['digest'] : undefined;
  const mediaType = (reply.headers['content-type'] ?? '').split(';')[0] ?? '';
  const manifest: PushedManifest = {
    digest,
    mediaType,
    bytes,
    config: typeof config === 'string' ? await fetchConfig(place, config, signal) : undefined,
  };
  const content = readImage(manifest, now, 'imported');
  if (typeof content === 'string') throw new WayError(content);
  return { kind: 'image', digest, content, manifest, children };
}

async function fetchConfig(
  { client, path }: RepositoryPath,
  digest: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reply = await client.get(`/v2/${path}/blobs/${digest}`, '*/*', signal);
  const bytes = await readBytes(reply);
  if (reply.status !== 200) throw new WayError(`the configuration ${digest} is missing`);
  return bytes;
}
