import type { Digest } from '../../../core/image/digest.ts';
import { canonicalRegistryHost, isRepository, parseReference } from '../../../core/image/reference.ts';
import { walkGraph } from '../../../core/image/walk-graph.ts';
import type { MountSource } from '../../../core/options.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import { noteHoldings, reasonOf, type Mounts } from './mounts.ts';

/** image-spec annotations.md, "Pre-Defined Annotation Keys" */
const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

const MAX_BASES = 8;
const MAX_PLATFORMS = 16;
const MAX_NAMES = 20;

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

/** Names of base images in annotations and labels. */
export function baseNames({ images }: Mounts): readonly string[] {
  const names = images.flatMap(({ baseNames: labels = [], graph }) => [
    ...labels,
    ...(graph?.manifests ?? []).flatMap(({ content }) => content.annotations[BASE_NAME] ?? []),
  ]);
  return [...new Set(names)].slice(0, MAX_NAMES);
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

function parsed(
  text: string | undefined,
): Extract<ReturnType<typeof parseReference>, { reference: unknown }> | undefined {
  const result = text === undefined ? undefined : parseReference(text);
  return result !== undefined && 'reference' in result ? result : undefined;
}
