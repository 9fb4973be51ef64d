import { readKnownConfig } from './resolve/source-image.ts';
import type { ImageConfig } from '../core/image/image-config.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Change, ImageChange, SetChange } from '../core/report-details.ts';
import { allOrFirstError } from './run/concurrency.ts';
import type { ResolvedImage } from './run/resolved-image.ts';
import type { Run } from './run/run.ts';

// As many as the page of the record shows one by one.
const MAX_IMAGES = 4;

/**
 * What the images are that tags moved to, against what they were, as the destination cluster tells. Both are in its streams by then.
 * Never rejects: it is for readers, and the promotion is done.
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
    reporter.debug(`what differs is not told: ${error instanceof Error ? error.message : String(error)}`);
    return new Map();
  }
}

/** undefined: it is the same, or one of them cannot be told about. */
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

/** What two images say of themselves, as far as it differs. */
export function changeOf(before: ImageConfig, after: ImageConfig): ImageChange {
  // maps, as a label may be called like something that every object has
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

/** As `podman inspect` writes them. */
function portsOf({ ports }: ImageConfig): readonly string[] {
  return ports.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`);
}

function setChange(before: readonly string[], after: readonly string[]): SetChange {
  return {
    added: after.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !after.includes(name)),
  };
}
