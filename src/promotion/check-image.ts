import type { ImageReference } from '../core/image/reference.ts';
import type { PromoteOptions } from '../core/options.ts';
import type { PolicyReport } from '../core/ports/policy-report.ts';
import type { PolicyOptions } from '../core/ports/policies.ts';
import { findRepository } from './resolve/resolve-copy.ts';
import { getSourceManifest } from './rights/explain-denial.ts';
import type { Ports } from './run/ports.ts';

/** The image to check, and the policy it has to satisfy. */
export interface ImageQuestion {
  readonly reference: ImageReference;
  readonly policy: PolicyOptions;
}

/**
 * Evaluates a policy for an image in any registry. Changes nothing.
 * @throws PromoteError POLICY_INVALID, IMAGE_NOT_FOUND, …
 */
export async function checkImage(
  { reference, policy }: ImageQuestion,
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<PolicyReport> {
  const cluster = reference.kind === 'stream' ? ports.clusters.source : undefined;
  // log in first, so that a bad token is reported as such and not as "no registry found"
  await cluster?.account.identify(signal);
  const unknown = { identity: undefined, registryHost: undefined };
  const connection = { source: unknown, destination: unknown };
  const repository = await findRepository('source', reference, options, connection, ports, signal);
  const name = reference.digest ?? reference.tag ?? 'latest';
  const { digest } = await getSourceManifest(repository, name, reference, cluster, signal);
  const internal =
    cluster === undefined || reference.kind !== 'stream'
      ? []
      : [await cluster.imports.repositoryOf(reference.project, reference.stream, signal)];
  const subject = {
    ...{ reference, digest, host: repository.host, repository: repository.name },
    ...{ server: cluster?.server, otherNames: internal },
  };
  const [report] = await ports.policies.evaluate(policy, [subject], signal);
  if (report === undefined) throw new TypeError('a policy said nothing about an image');
  return report;
}
