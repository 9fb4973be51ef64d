import { readKnownConfig } from './resolve/source-image.ts';
import type { ImageConfig } from '../core/image/image-config.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Change, ImageChange, SetChange } from '../core/report-details.ts';
import { allOrFirstError } from './run/concurrency.ts';
import type { ResolvedImage } from './run/resolved-image.ts';
import type { Run } from './run/run.ts';

// The number of changes that the page of the record lists individually.
const MAX_IMAGES = 4;

/**
 * Compares the images that the tags moved to with the previous ones. Both are in streams of the destination by now, so its API
 * knows them. Never rejects: the comparison is informative, and the promotion is done.
 */
export async function compareImages({
  ports,
  state,
  signal,
}: Run): Promise<ReadonlyMap<ResolvedImage, ImageChange>> {
  const { clusters, reporter } = ports;
  const cluster = clusters.destination;
  if (cluster === undefined) return new Map();
  const compare = async (
    image: ResolvedImage,
    inner: AbortSignal,
  ): Promise<readonly (readonly [ResolvedImage, ImageChange])[]> => {
    const change = await compareImage(image, cluster, inner);
    return change === undefined ? [] : [[image, change]];
  };
  try {
    const found = await allOrFirstError(
      state.tagged.slice(0, MAX_IMAGES).map((image) => (inner: AbortSignal) => compare(image, inner)),
      signal,
    );
    return new Map(found.flat());
  } catch (error) {
    reporter.debug(
      `the differences are not shown: ${error instanceof Error ? error.message : String(error)}`,
    );
    return new Map();
  }
}

/** undefined: the images are equal, or one of them cannot be read. */
async function compareImage(
  { request: { destination }, previousDigest, root }: ResolvedImage,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ImageChange | undefined> {
  if (previousDigest === undefined || previousDigest === root.digest) return undefined;
  const [before, after] = await Promise.all(
    [previousDigest, root.digest].map((digest) => readKnownConfig(destination, digest, cluster, signal)),
  );
  return before === undefined || after === undefined ? undefined : changeOf(before, after);
}

/** The differences between the configurations of two images. */
export function changeOf(before: ImageConfig, after: ImageConfig): ImageChange {
  // maps, because a label may have the name of a property of Object.prototype
  const [old, now] = [new Map(Object.entries(before.labels)), new Map(Object.entries(after.labels))];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const labels = names.flatMap((name): readonly (readonly [string, Change])[] => {
    const change = { before: old.get(name), after: now.get(name) };
    return change.before === change.after ? [] : [[name, change]];
  });
  return {
    created: { before: before.created, after: after.created },
    labels: Object.fromEntries(labels),
    environment: setChange(before.environmentNames, after.environmentNames),
    ports: setChange(portsOf(before), portsOf(after)),
  };
}

/** In the notation of `podman inspect`. */
function portsOf({ ports }: ImageConfig): readonly string[] {
  return ports.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`);
}

function setChange(before: readonly string[], after: readonly string[]): SetChange {
  return {
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  };
}
