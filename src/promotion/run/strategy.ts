import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { PromoteOptions, PromotionRequest, StreamPromotion } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { formatReference, type StreamReference } from '../../core/image/reference.ts';
import type { Ports } from './ports.ts';

/** The strategies that the request allows; `either`: the image decides. */
export type PossibleStrategy = { readonly strategy: 'copy' } | PossibleTag | PossiblePull;

/** Both sides are image streams of one cluster, seen with the account of each side. */
export interface PossibleTag {
  readonly strategy: 'tag' | 'either';
  readonly request: StreamPromotion & { readonly source: StreamReference };
  readonly clusters: Readonly<Record<Side, Cluster>>;
}

/** The destination is an image stream of a cluster that can pull by itself. */
export interface PossiblePull {
  readonly strategy: 'import' | 'build';
  readonly request: StreamPromotion;
  readonly cluster: Cluster;
}

/**
 * `tag` needs both sides in image streams of one cluster, `import` and `build` a destination in one.
 * @throws PromoteError INPUT_INVALID when it is asked for and not possible
 */
export function possibleStrategy(
  request: PromotionRequest,
  options: Pick<PromoteOptions, 'strategy' | 'signatures'>,
  ports: Ports,
): PossibleStrategy {
  const { source, destination } = request;
  const tag = possibleTag(request, ports);
  switch (options.strategy) {
    case 'tag':
      if (tag !== undefined) return tag;
      throw new PromoteError({
        code: 'INPUT_INVALID',
        message: `${formatReference(source)} cannot become ${formatReference(destination)} by a tag: both must be image streams of one cluster`,
        hint: 'set "strategy" to "auto" or "copy"',
      });
    case 'auto':
      // attachments are separate tags of the source stream, which tagging the image does not copy
      return tag !== undefined && options.signatures !== 'always'
        ? { ...tag, strategy: 'either' }
        : { strategy: 'copy' };
    case 'copy':
      return { strategy: 'copy' };
    case 'import':
    case 'build': {
      const cluster = ports.clusters.destination;
      if (destination.kind === 'stream' && cluster !== undefined) {
        return { strategy: options.strategy, request: { ...request, destination }, cluster };
      }
      throw new PromoteError({
        code: 'INPUT_INVALID',
        message: `"strategy" is "${options.strategy}", but ${formatReference(destination)} is no image stream of a cluster that could do it`,
        hint: 'name the destination as project/stream:tag and set "destination-server", or set "strategy" to "copy"',
      });
    }
  }
}

function possibleTag(request: PromotionRequest, { clusters }: Ports): PossibleTag | undefined {
  const { source, destination } = request;
  if (source.kind !== 'stream' || destination.kind !== 'stream') return undefined;
  if (clusters.source === undefined || clusters.destination === undefined) return undefined;
  if (clusters.source.server !== clusters.destination.server) return undefined;
  return {
    strategy: 'tag',
    request: { ...request, source, destination },
    clusters: { source: clusters.source, destination: clusters.destination },
  };
}
