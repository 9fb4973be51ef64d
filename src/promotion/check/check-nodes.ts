import type { Finding } from '../../core/finding.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { NodeSubject, NodeVerdict } from '../../core/ports/policies.ts';
import { isCopied, type CopiedImage, type ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

/**
 * Checks whether the nodes of the destination would start the copied images: node policies require signatures beside the image.
 * @returns one verdict for each policy and image
 */
export async function judgeByNodes(
  images: readonly ResolvedImage[],
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly NodeVerdict[]> {
  const { nodePolicy } = options;
  const copied = images.filter(isCopied);
  if (copied.length === 0 || (nodePolicy === undefined && ports.clusters.destination === undefined))
    return [];
  const subjects = copied.map((image) => subjectOf(image, options, ports));
  return ports.policies.judge(nodePolicy, subjects, signal);
}

/** Only a warning, because nodes may have configuration that is unknown here. */
export function findingsOf(verdicts: readonly NodeVerdict[]): readonly Finding[] {
  return verdicts.flatMap(({ policy, outcome, found, needed }): Finding[] => {
    const message = `${policy}: ${found}`;
    switch (outcome) {
      case 'starts':
      case 'unread':
        return [];
      case 'refused':
        return [{ topic: 'policy', level: 'warning', code: 'POLICY_REFUSED', message, hint: needed }];
      case 'unknown':
        return [{ topic: 'policy', level: 'note', code: 'POLICY_INVALID', message }];
    }
  });
}

function subjectOf(image: CopiedImage, { signatures }: PromoteOptions, ports: Ports): NodeSubject {
  const { source, destination, root, request } = image;
  const cluster = ports.clusters.destination;
  const reference = request.destination;
  const isStream = reference.kind === 'stream' && cluster !== undefined;
  return {
    shown: formatReference(reference),
    findName: async (signal) => {
      const name = isStream
        ? await cluster.imports.repositoryOf(reference.project, reference.stream, signal)
        : `${destination.host}/${destination.name}`;
      return `${name}@${root.digest}`;
    },
    digest: root.digest,
    source: { host: source.host, repository: source.name },
    destination: { host: destination.host, repository: destination.name },
    isCarried: signatures !== 'never',
    project: isStream ? reference.project : undefined,
  };
}
