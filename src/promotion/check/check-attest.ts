import type { Finding } from '../../core/finding.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Repository } from '../../core/ports/registry.ts';
import { PromoteError, type Problem } from '../../core/text/errors.ts';
import { hostOf } from '../resolve/connect.ts';
import type { Ports } from '../run/ports.ts';
import { isCopied, type ResolvedImage } from '../run/resolved-image.ts';

/** What would keep the promotion from being attested. */
export interface AttestCheck {
  /** stop the promotion */
  readonly problems: readonly Problem[];
  /** with `attest-on-failure: warn` */
  readonly warnings: readonly Finding[];
}

/** Checks, before anything changes, that what will be promoted can be signed and that the signature has a place to go. */
export async function checkAttest(
  images: readonly ResolvedImage[],
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<AttestCheck> {
  const { attest } = options;
  if (attest === undefined || ports.attestor === undefined || images.length === 0)
    return { problems: [], warnings: [] };
  const found: Problem[] = [...(await ports.attestor.check(signal))];
  for (const image of images) {
    try {
      await attestedRepository(image, options, ports, signal);
    } catch (error) {
      if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
      found.push({
        code: 'ATTEST_FAILED',
        message: `the attestation of ${formatReference(image.request.destination)} has no place to go: ${error.message}`,
        hint: error.hint,
      });
    }
  }
  if (attest.onFailure === 'fail') return { problems: found, warnings: [] };
  const warnings = found.map((problem) => ({
    ...problem,
    topic: 'attestation' as const,
    level: 'warning' as const,
    message: `the promotion will not be attested: ${problem.message}`,
  }));
  return { problems: [], warnings };
}

/**
 * The repository that the attestation of an image goes to. What is tagged, imported or built through the API alone needs the
 * registry of the cluster for its attestation.
 * @throws PromoteError REGISTRY_NOT_EXPOSED
 */
export async function attestedRepository(
  image: ResolvedImage,
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<Repository> {
  if (isCopied(image)) return image.destination;
  const { cluster, project, stream } = image.stream;
  // any stream of the cluster names its registry; that of the source exists already
  const known = image.strategy === 'tag' ? image.from.project : project;
  const host = await hostOf(cluster, known, options.destination.registry, signal);
  return ports.registries.repository('destination', host, `${project}/${stream}`);
}
