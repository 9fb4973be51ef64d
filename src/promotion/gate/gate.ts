import type { PromoteOptions } from '../../core/options.ts';
import type { GateName } from '../../core/ports/commands.ts';
import { formatReference } from '../../core/image/reference.ts';
import { destinationImageOf, sourceImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { Run } from '../run/run.ts';

/** The configured gate commands, in the order they run. */
export function gatesOf({
  gates,
}: Pick<PromoteOptions, 'gates'>): readonly { readonly name: GateName; readonly command: string }[] {
  const named: readonly (readonly [GateName, string | undefined])[] = [
    ['before-move', gates?.beforeMove],
    ['before-rollout', gates?.beforeRollout],
    ['after-rollout', gates?.afterRollout],
  ];
  return named.flatMap(([name, command]) => (command === undefined ? [] : [{ name, command }]));
}

/**
 * Runs the user's gate command once for each image, with the promotion in its environment.
 * @throws PromoteError COMMAND_FAILED: the command refused
 */
export async function askGate(
  { ports, signal }: Run,
  { name, command }: { readonly name: GateName; readonly command: string },
  images: readonly ResolvedImage[],
): Promise<void> {
  for (const image of images) {
    ports.reporter.info(`${name}: ${formatReference(image.request.destination)}`);
    await ports.commands.run(
      {
        name,
        command,
        environment: environmentOf(image),
        onLine: (line) => {
          ports.reporter.info(line);
        },
      },
      signal,
    );
  }
}

function environmentOf(image: ResolvedImage): Readonly<Record<string, string>> {
  const { destination } = image.request;
  const { digest } = image.root;
  return {
    PROMOTE_DIGEST: digest,
    PROMOTE_IMAGE: destinationImageOf(image),
    PROMOTE_SOURCE_IMAGE: sourceImageOf(image),
    PROMOTE_DESTINATION_IMAGE: formatReference(destination),
    PROMOTE_TAG: destination.tag,
    PROMOTE_PREVIOUS_DIGEST: image.previousDigest ?? '',
  };
}
