import { readKnownConfig } from './resolve/source-image.ts';
import { PromoteError, type Side } from '../core/text/errors.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Repository } from '../core/ports/registry.ts';
import type { TagHistory } from '../core/ports/streams.ts';
import { workloadText } from '../core/progress-text.ts';
import {
  formatReference,
  type ImageReference,
  type RegistryReference,
  type StreamReference,
} from '../core/image/reference.ts';
import { describeRelease, newestFirst, type Release } from '../core/release.ts';
import { allOrFirstError, workers } from './run/concurrency.ts';
import { describeManifest } from './resolve/described-manifest.ts';
import type { Ports } from './run/ports.ts';

/** A query for releases. */
export interface ReleaseQuery {
  /** without a tag: list all tags; with a tag: list its history */
  readonly image: ImageReference;
  readonly side: Side;
  /** another place to look up the digests; undefined: none */
  readonly destination: StreamReference | undefined;
  /** the most entries to describe and list */
  readonly limit: number;
}

// Concurrent requests, limited because others use the API server, too.
const CONCURRENCY = 6;
const MAX_TAG_PAGES = 20;

/**
 * Lists the tags of a stream or repository, newest first; for a reference with a tag, the history of that tag.
 * @throws PromoteError IMAGE_NOT_FOUND, ACCESS_DENIED, …
 */
export async function listReleases(
  query: ReleaseQuery,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly Release[]> {
  const { image, side, destination } = query;
  const cluster = ports.clusters[side];
  const releases =
    image.kind === 'stream' && cluster !== undefined
      ? await releasesOfStream({ ...query, image }, cluster, signal)
      : image.kind === 'registry'
        ? await releasesOfRepository({ ...query, image }, ports, signal)
        : [];
  const deployments = await findDeployments(destination, ports, signal);
  return releases.map((release) => ({
    ...release,
    deployed: release.digest === undefined ? [] : (deployments.get(release.digest) ?? []),
  }));
}

async function releasesOfStream(
  { image, side, limit }: ReleaseQuery & { readonly image: StreamReference },
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Release[]> {
  const histories = await cluster.streams.readHistory(image, signal);
  if (histories === undefined) throw missing(image, side, cluster.server);
  const wanted =
    image.tag === undefined
      ? histories.map((history) => ({ ...history, events: history.events.slice(0, 1) }))
      : histories.filter(({ tag }) => tag === image.tag);
  if (image.tag !== undefined && wanted.length === 0) throw missing(image, side, cluster.server);
  const releases = newestFirst(wanted.flatMap((history) => releasesOfTag(image, history))).slice(0, limit);
  const described = await describeAll(
    releases.flatMap(({ digest }) => (digest === undefined ? [] : [digest])),
    async (digest, inner) => {
      const config = await readKnownConfig(image, digest, cluster, inner);
      return config === undefined ? {} : describeRelease(config);
    },
    signal,
  );
  return releases.map((release) => ({
    ...release,
    ...(release.digest === undefined ? {} : described.get(release.digest)),
  }));
}

function releasesOfTag(image: StreamReference, { tag, events }: TagHistory): readonly Release[] {
  return events.map(({ digest, since }, stepsBack) => ({
    image: formatReference(
      stepsBack === 0 || digest === undefined
        ? { ...image, tag, digest: undefined }
        : { ...image, tag: undefined, digest },
    ),
    tag,
    digest,
    stepsBack,
    since: since === '' ? undefined : since,
    created: undefined,
    version: undefined,
    commit: undefined,
    deployed: [],
  }));
}

/** A registry lists only the names of tags, so the manifest of each is fetched. */
async function releasesOfRepository(
  { image, side, limit }: ReleaseQuery & { readonly image: RegistryReference },
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly Release[]> {
  const repository = ports.registries.repository(side, image.host, image.repository);
  const tags = image.tag === undefined ? await tagsOf(repository, image, side, ports, signal) : [image.tag];
  const shown = tags.slice(0, limit);
  const found = await describeAll(
    shown,
    async (tag, inner) => {
      try {
        const manifest = await repository.getManifest(tag, inner);
        const description = await describeManifest(manifest, repository, inner);
        return { digest: manifest.digest, ...describeRelease(description) };
      } catch (error) {
        // a tag that is damaged, too old or just removed must not hide the others
        if (!(error instanceof PromoteError) || image.tag !== undefined || !isAboutImage(error)) throw error;
        ports.reporter.warning(error.message);
        return {};
      }
    },
    signal,
  );
  return newestFirst(
    shown.map((tag) => ({
      image: formatReference({ ...image, tag, digest: undefined }),
      tag,
      digest: undefined,
      stepsBack: 0,
      since: undefined,
      created: undefined,
      version: undefined,
      commit: undefined,
      deployed: [],
      ...found.get(tag),
    })),
  );
}

function isAboutImage({ code }: PromoteError): boolean {
  return ['IMAGE_NOT_FOUND', 'MANIFEST_INVALID', 'MANIFEST_UNSUPPORTED', 'DIGEST_MISMATCH'].includes(code);
}

/** The last tags in natural order of their names: registries do not list dates, and these are most likely the newest. */
async function tagsOf(
  repository: Repository,
  image: RegistryReference,
  side: Side,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const list = await repository.listTags(MAX_TAG_PAGES, signal);
  if (list === undefined) {
    throw new PromoteError({
      code: 'NOT_A_REGISTRY',
      message: `${repository.host} does not list the tags of ${repository.name}`,
      hint: `ask for one tag: ${formatReference({ ...image, tag: 'latest' })}`,
      where: { side, host: repository.host, repository: repository.name },
    });
  }
  if (!list.isComplete) {
    ports.reporter.warning(`${repository.name} has more tags than were read; name one to see it`);
  }
  return [...list.tags].sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}

async function describeAll<Key extends string, Facts>(
  keys: readonly Key[],
  describe: (key: Key, signal: AbortSignal) => Promise<Facts>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Key, Facts>> {
  const found = new Map<Key, Facts>();
  const tasks = [...new Set(keys)].map((key) => async (inner: AbortSignal) => {
    found.set(key, await describe(key, inner));
  });
  await allOrFirstError(workers(CONCURRENCY, [tasks]), signal);
  return found;
}

/** The images that the destination already has, by digest. */
async function findDeployments(
  destination: StreamReference | undefined,
  { clusters }: Ports,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  const cluster = clusters.destination;
  if (destination === undefined || cluster === undefined) return found;
  const add = (digest: string, what: string): void => {
    found.set(digest, [...(found.get(digest) ?? []), what]);
  };
  const [histories, workloads] = await allOrFirstError(
    [
      (inner) => cluster.streams.readHistory(destination, inner),
      (inner) => cluster.workloads.listPinned(destination.project, inner),
    ],
    signal,
  );
  for (const { tag, events } of histories ?? []) {
    const digest = events[0]?.digest;
    if (digest !== undefined) add(digest, formatReference({ ...destination, tag, digest: undefined }));
  }
  for (const { workload, digests } of workloads) {
    for (const digest of new Set(digests)) add(digest, workloadText(workload));
  }
  return found;
}

function missing(image: StreamReference, side: Side, server: string): PromoteError {
  const name = formatReference(image);
  return new PromoteError({
    code: 'IMAGE_NOT_FOUND',
    message: `${name} does not exist on ${server}`,
    hint: `look at the streams there are: oc get imagestreams -n ${image.project}`,
    where: { side },
  });
}
