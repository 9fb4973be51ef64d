import type { PromoteOptions, RollbackTarget } from '../core/options.ts';
import { findEarlier } from './resolve/find-earlier.ts';
import { promote, type PromotionOutcome } from './promote.ts';
import type { Ports } from './run/ports.ts';

/**
 * Takes tags and workloads back to an earlier image. That is a promotion inside the stream, from what the tag was to what it is
 * to be: planned, gated, verified and recorded like every other, and undone when it fails if that was asked for.
 * @param options with one promotion, of the tag to itself
 * @throws PromoteError IMAGE_NOT_FOUND when there is nothing to go back to
 */
export async function rollBackTag(
  options: PromoteOptions,
  to: RollbackTarget,
  ports: Ports,
  signal: AbortSignal,
): Promise<PromotionOutcome> {
  const [request] = options.promotions;
  if (request === undefined) throw new TypeError('nothing to roll back');
  const { destination } = request;
  const source = await ports.reporter.group('Find what to go back to', () =>
    findEarlier(destination, to, ports, signal),
  );
  // inside one stream no bytes move; a registry has the content under the same name already
  const strategy = destination.kind === 'stream' ? 'tag' : 'copy';
  return promote({ ...options, strategy, promotions: [{ ...request, source }] }, ports, signal);
}
