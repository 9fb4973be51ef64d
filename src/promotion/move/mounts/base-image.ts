import type { Digest } from '../../../core/image/digest.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import { canonicalRegistryHost, isRepository, parseReference } from '../../../core/image/reference.ts';
import { walkGraph } from '../../../core/image/walk-graph.ts';
import type { MountSource } from '../../../core/options.ts';
import { parseStrictJson, isJsonObject } from '../../../core/text/strict-json.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';
import { noteHoldings, reasonOf, type Mounts } from './mounts.ts';

/** image-spec annotations.md, "Pre-Defined Annotation Keys" */
const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';
/** labels of images that were built without these annotations, such as those of source-to-image */
const BASE_LABELS = [BASE_NAME, 'io.openshift.s2i.build.image'];

const MAX_BASES = 8;
const MAX_PLATFORMS = 16;
const MAX_CONFIGS = 4;
const MAX_CONFIG_BYTES = 256 * 1024;

/** Lists what the repositories that the user named hold. One that does not exist is a warning. */
export async function searchGiven(
  mounts: Mounts,
  given: readonly MountSource[],
  signal: AbortSignal,
): Promise<void> {
  await allOrFirstError(
    given.map((source) => async (inner: AbortSignal) => {
      const { ports, host } = mounts;
      try {
        if ((await listGiven(mounts, source, inner)) === 'absent')
          ports.reporter.warning(`mount-from: ${source.repository} does not exist at ${host}`);
      } catch (error) {
        const reason = reasonOf(error, inner);
        ports.reporter.warning(`mount-from: ${source.repository} cannot be read at ${host}: ${reason}`);
      }
    }),
    signal,
  );
}

async function listGiven(
  mounts: Mounts,
  { repository: name, reference }: MountSource,
  signal: AbortSignal,
): Promise<'listed' | 'absent'> {
  const { ports, host, images } = mounts;
  const [project = '', stream = '', ...deeper] = name.split('/');
  const cluster = images.find((image) => image.stream !== undefined)?.stream?.cluster;
  if (cluster !== undefined && deeper.length === 0) {
    const digests = await cluster.streams.listBlobs({ project, stream }, signal);
    if (digests === undefined) return 'absent';
    noteHoldings(mounts, name, digests);
  } else if (reference === undefined) {
    ports.registries.suggestMounts({ side: 'destination', host, name }, undefined);
  } else noteHoldings(mounts, name, await blobsOf(mounts, name, reference, signal));
  return 'listed';
}

/** Reads the base images that annotations name, when they are at the same registry as the destination. */
export async function searchBases(mounts: Mounts, signal: AbortSignal): Promise<void> {
  const { images, ports, host } = mounts;
  const bases = new Map<string, { readonly repository: string; readonly reference: string }>();
  for (const manifest of images.flatMap(({ graph }) => graph?.manifests ?? [])) {
    const { [BASE_NAME]: name, [BASE_DIGEST]: digest } = manifest.content.annotations;
    const { reference } = parsed(name) ?? {};
    if (reference?.kind !== 'registry') continue;
    if (canonicalRegistryHost(reference.host) !== canonicalRegistryHost(host)) continue;
    const at = digest ?? reference.digest ?? reference.tag ?? 'latest';
    bases.set(`${reference.repository} ${at}`, { repository: reference.repository, reference: at });
  }
  await allOrFirstError(
    [...bases.values()].slice(0, MAX_BASES).map(({ repository, reference }) => async (inner: AbortSignal) => {
      try {
        noteHoldings(mounts, repository, await blobsOf(mounts, repository, reference, inner));
      } catch (error) {
        ports.reporter.debug(`base image ${repository} at ${host}: ${reasonOf(error, inner)}`);
      }
    }),
    signal,
  );
}

/** Digests of all blobs of an image at the destination. */
async function blobsOf(
  { ports, host }: Mounts,
  name: string,
  reference: string,
  signal: AbortSignal,
): Promise<readonly Digest[]> {
  const repository = ports.registries.repository('destination', host, name);
  const root = await repository.getManifest(reference, signal);
  if (root.content.kind === 'index' && root.content.manifests.length > MAX_PLATFORMS) return [];
  const { blobs } = await walkGraph(root, (digest, inner) => repository.getManifest(digest, inner), signal);
  return blobs.map(({ digest }) => digest);
}

/**
 * Names of base images in annotations.
 * @param readsLabels look into the configurations of some images without them as well, which takes a request each
 */
export async function baseNames(
  { images, ports }: Mounts,
  readsLabels: boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const annotated = new Set<string>();
  const unnamed: CopiedImage[] = [];
  for (const image of images) {
    const names = (image.graph?.manifests ?? []).flatMap(
      ({ content }) => content.annotations[BASE_NAME] ?? [],
    );
    for (const name of names) annotated.add(name);
    if (names.length === 0) unnamed.push(image);
  }
  const labels = await allOrFirstError(
    unnamed.slice(0, readsLabels ? MAX_CONFIGS : 0).map((image) => async (inner: AbortSignal) => {
      try {
        return await baseLabels(image, inner);
      } catch (error) {
        ports.reporter.debug(`labels of ${image.source.name}: ${reasonOf(error, inner)}`);
        return [];
      }
    }),
    signal,
  );
  return [...annotated, ...labels.flat()];
}

async function baseLabels({ source, graph }: CopiedImage, signal: AbortSignal): Promise<readonly string[]> {
  const isImage = ({ content }: Manifest): boolean =>
    content.kind === 'image' && content.config.sizeBytes <= MAX_CONFIG_BYTES;
  const manifest = graph?.manifests.find(isImage);
  if (manifest?.content.kind !== 'image') return [];
  const bytes = await source.readBlob(manifest.content.config, signal);
  const config = parseStrictJson(bytes, 'the configuration');
  const inner = isJsonObject(config) ? config['config'] : undefined;
  const labels = isJsonObject(inner) ? inner['Labels'] : undefined;
  if (!isJsonObject(labels)) return [];
  return BASE_LABELS.map((name) => labels[name]).filter((value) => typeof value === 'string');
}

/** Whether a repository or stream is where a base image probably is: the same path, or the same last part of it. */
export function isAlike(name: string, bases: readonly string[]): boolean {
  const path = repositoryOf(name);
  const last = path.split('/').at(-1);
  return bases.some((base) => {
    const wanted = repositoryOf(base);
    return wanted === path || wanted.endsWith(`/${path}`) || wanted.split('/').at(-1) === last;
  });
}

/** The path of a reference without host, tag and digest. */
function repositoryOf(text: string): string {
  const { reference } = parsed(text) ?? {};
  if (reference?.kind === 'registry') return reference.repository;
  if (reference?.kind === 'stream') return `${reference.project}/${reference.stream}`;
  return isRepository(text) ? text : '';
}

function parsed(text: string | undefined): Extract<ReturnType<typeof parseReference>, { reference: unknown }> | undefined {
  const result = text === undefined ? undefined : parseReference(text);
  return result !== undefined && 'reference' in result ? result : undefined;
}
