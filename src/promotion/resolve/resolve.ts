import type { PromoteOptions } from '../../core/options.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { Connection } from './connect.ts';
import { resolveByTag } from './resolve-by-tag.ts';
import { resolveCopy } from './resolve-copy.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { possibleStrategy } from '../run/strategy.ts';
import type { World } from '../run/world.ts';

/** Pins every image to a digest and looks what is at the destination. Source and destination are asked at once. */
export async function resolve(
  options: PromoteOptions,
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<readonly ResolvedImage[]> {
  return allOrFirstError(
    options.promotions.map((request) => async (inner: AbortSignal) => {
      const possible = possibleStrategy(request, options, world);
      switch (possible) {
        case 'copy':
          return resolveCopy(request, options, connection, world, inner);
        case 'tag':
        case 'either': {
          const tagged = await resolveByTag(request, possible, options.signatures, world, inner);
          return tagged ?? resolveCopy(request, options, connection, world, inner);
        }
        case 'import': {
          const { resolveImport } = await import(/* webpackMode: "eager" */ './resolve-import.ts');
          return resolveImport(request, options, connection, world, inner);
        }
        case 'build': {
          const { resolveBuild } = await import(/* webpackMode: "eager" */ './resolve-build.ts');
          return resolveBuild(request, options, connection, world, inner);
        }
      }
    }),
    signal,
  );
}
