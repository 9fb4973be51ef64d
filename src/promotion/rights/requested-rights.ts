import type { PromoteOptions, PromotionRequest } from '../../core/options.ts';
import type { AccessQuestion } from '../../core/ports/cluster.ts';
import { destinationRights, rolloutRights, type Destined } from './rights.ts';
import { rollBackRights, tagWritingRights } from './roll-back-rights.ts';
import { possibleStrategy } from '../run/strategy.ts';
import type { Ports } from '../run/ports.ts';

type Asked = Pick<PromoteOptions, 'rollouts' | 'rollbackOnFailure' | 'backupTag'>;

/** Every right that a promotion of these images needs at the destination. */
export function rightsFor(
  images: readonly Destined[],
  { rollouts, rollbackOnFailure, backupTag }: Asked,
): readonly AccessQuestion[] {
  return [
    ...images.flatMap((image) => destinationRights(image)),
    ...rollouts.flatMap((workload) => rolloutRights(workload)),
    ...(rollbackOnFailure === true ? rollBackRights(images, rollouts) : []),
    ...(backupTag === undefined ? [] : images.flatMap((image) => tagWritingRights(image))),
  ];
}

/** The same for images that nobody has seen yet. */
export function requestedRights(
  requests: readonly PromotionRequest[],
  options: PromoteOptions,
  ports: Ports,
): readonly AccessQuestion[] {
  const images = requests.map((request): Destined => {
    const { source } = request;
    const common = { request, previousDigest: undefined };
    const strategy = possibleStrategy(request, options, ports);
    switch (strategy) {
      case 'tag':
        if (source.kind !== 'stream') break;
        return { strategy, ...common, from: { project: source.project, stream: source.stream } };
      case 'import':
        return { strategy, ...common, secret: undefined };
      case 'build':
        return { strategy, ...common, isBuilt: false, hasCredentials: true };
      case 'copy':
      case 'either':
    }
    return { strategy: 'copy', ...common };
  });
  return rightsFor(images, options);
}
