import { allOrFirstError } from '../run/concurrency.ts';
import type { Connection } from './connect.ts';
import { resolveByTag } from './resolve-by-tag.ts';
import { resolveCopy } from './resolve-copy.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { possibleStrategy } from '../run/strategy.ts';
import type { Run } from '../run/run.ts';

/** Pins every image to a digest and reads the state of its destination, both sides concurrently. */
export async function resolve(
  { options, ports, signal }: Omit<Run, 'state'>,
  connection: Connection,
): Promise<readonly ResolvedImage[]> {
  return allOrFirstError(
    options.promotions.map((request) => async (inner: AbortSignal) => {
      const possible = possibleStrategy(request, options, ports);
      switch (possible.strategy) {
        case 'copy':
          return resolveCopy(request, options, connection, ports, inner);
        case 'tag':
        case 'either': {
          const tagged = await resolveByTag(possible, options.signatures, ports, inner);
          return tagged ?? resolveCopy(request, options, connection, ports, inner);
        }
        case 'import': {
          const { resolveImport } = await import(/* webpackMode: "eager" */ './resolve-import.ts');
          return resolveImport(possible, options, connection, ports, inner);
        }
        case 'build': {
          const { resolveBuild } = await import(/* webpackMode: "eager" */ './resolve-build.ts');
          return resolveBuild(possible, options, connection, ports, inner);
        }
      }
    }),
    signal,
  );
}
