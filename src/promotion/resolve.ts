import type { PromoteOptions } from '../core/options.ts';
import { allOrFirstError } from './concurrency.ts';
import type { Connection } from './connect.ts';
import { resolveByTag } from './resolve-by-tag.ts';
import { resolveCopy } from './resolve-copy.ts';
import type { ResolvedImage } from './resolved-image.ts';
import { possibleStrategy } from './strategy.ts';
import type { World } from './world.ts';

/** Pins every image to a digest and looks what is at the destination. Source and destination are asked at once. */
export async function resolve(
  options: Pick<PromoteOptions, 'promotions' | 'strategy' | 'signatures' | 'source' | 'destination'>,
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<readonly ResolvedImage[]> {
  return allOrFirstError(
    options.promotions.map((request) => async (inner: AbortSignal) => {
      const possible = possibleStrategy(request, options, world);
      const tagged =
        possible === 'copy'
          ? undefined
          : await resolveByTag(request, possible, options.signatures, world, inner);
      return tagged ?? resolveCopy(request, options, connection, world, inner);
    }),
    signal,
  );
}
