import { PromoteError } from '../../core/text/errors.ts';
import type { PromoteOptions, PromotionRequest } from '../../core/options.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { Ports } from './ports.ts';

/** How an image may get to its destination, as far as the request tells; `either`: the image decides. */
export type PossibleStrategy = 'copy' | 'tag' | 'either' | 'import' | 'build';

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
  const { clusters } = ports;
  const isOneCluster =
    clusters.source !== undefined && clusters.source.server === clusters.destination?.server;
  const canTag = isOneCluster && source.kind === 'stream' && destination.kind === 'stream';
  switch (options.strategy) {
    case 'tag':
      if (canTag) return 'tag';
      throw new PromoteError({
        code: 'INPUT_INVALID',
        message: `${formatReference(source)} cannot become ${formatReference(destination)} by a tag: both must be image streams of one cluster`,
        hint: 'set "strategy" to "auto" or "copy"',
      });
    case 'auto':
      // what is attached to an image lies beside it in its stream, and a tag does not bring it along
      return canTag && options.signatures !== 'always' ? 'either' : 'copy';
    case 'copy':
      return 'copy';
    case 'import':
    case 'build':
      if (destination.kind === 'stream' && clusters.destination !== undefined) return options.strategy;
      throw new PromoteError({
        code: 'INPUT_INVALID',
        message: `"strategy" is "${options.strategy}", but ${formatReference(destination)} is no image stream of a cluster that could do it`,
        hint: 'name the destination as project/stream:tag and set "destination-server", or set "strategy" to "copy"',
      });
  }
}
