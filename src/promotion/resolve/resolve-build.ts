import type { StreamImage } from '../../core/ports/streams.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { StreamReference } from '../../core/image/reference.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { readDestinationTags } from '../run/destination-tags.ts';
import type { Connection } from './connect.ts';
import { leftBehind } from './left-behind.ts';
import { factsOf, placeOf } from './resolve-by-tag.ts';
import type { BuiltImage } from '../run/resolved-image.ts';
import { findSourceImage } from './source-image.ts';
import { isDenied, readPrevious, streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';
import type { PossiblePull } from '../run/strategy.ts';
import { SOURCE_DIGEST_LABEL } from '../../core/image/image-config.ts';

/** Pins the base image of a Build in the destination cluster, and checks whether it was built already. */
export async function resolveBuild(
  { request, cluster }: PossiblePull,
  options: PromoteOptions,
  connection: Connection,
  ports: Ports,
  signal: AbortSignal,
): Promise<BuiltImage> {
  const { destination } = request;
  const [{ repository, root, attached }, previous, place, tags] = await allOrFirstError(
    [
      (inner) => findSourceImage(request.source, options, connection, ports, inner),
      (inner) => readPreviousImage(destination, cluster, inner),
      (inner) => cluster.imports.repositoryOf(destination.project, destination.stream, inner),
      (outer) =>
        readDestinationTags(
          request,
          (tag, inner) => readPrevious({ ...destination, tag }, cluster, inner),
          outer,
        ),
    ],
    signal,
  );
  // the digest of a build is unknown beforehand, but a label of a previous one names its source
  const isBuilt = previous?.labels?.[SOURCE_DIGEST_LABEL] === root.digest;
  const credentials = await ports.sourceCredentials?.(repository.host, signal);
  const why = 'they are of another digest than what the build makes';
  return {
    strategy: 'build',
    request,
    stream: { cluster, project: destination.project, stream: destination.stream },
    source: { host: repository.host, name: repository.name },
    destination: placeOf(`${place}@`),
    sourceDigest: root.digest,
    root: isBuilt && previous !== undefined ? factsOf(previous) : root,
    tags,
    previousDigest: previous?.digest,
    isBuilt,
    hasCredentials: credentials !== undefined,
    problems: leftBehind(request.source, attached, why, options.signatures, ports),
  };
}

async function readPreviousImage(
  destination: StreamReference,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<StreamImage | undefined> {
  const { project, stream, tag } = streamTagName(destination);
  try {
    return await cluster.streams.getImage({ project, stream, reference: tag }, signal);
  } catch (error) {
    // the check reports all missing permissions at once
    if (isDenied(error)) return undefined;
    throw error;
  }
}
