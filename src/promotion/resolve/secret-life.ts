import type { Problem } from '../../core/text/errors.ts';
import type { Connection } from './connect.ts';
import type { PlannedSecret } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

const DURABLE =
  'give credentials that last: "source-registry-username" and "source-registry-password" with the token of a service account that may pull (system:image-puller), from a Secret of type kubernetes.io/service-account-token';

/**
 * A pull secret is used as long as the tag is there: to pull what no node or registry has yet, and to follow the source. What
 * ends before makes pods fail later; what ends with the job cannot be meant.
 */
export async function warnOfSecretLife(
  secret: PlannedSecret | undefined,
  connection: Connection,
  { sourceCredentials, reporter }: Ports,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const credentials = secret === undefined ? undefined : await sourceCredentials?.(secret.host, signal);
  if (secret === undefined || credentials?.isToken !== true) return [];
  const name = `pull secret ${secret.name} of project ${secret.project}`;
  if (credentials.isGivenBack) {
    const message = `the source token was obtained by this run and ends with it: it cannot be kept in the ${name}`;
    return [{ code: 'INPUT_INVALID', message, hint: DURABLE }];
  }
  const end = connection.source.identity?.expiresAt;
  reporter.warning(
    end === undefined
      ? `the ${name} will hold the source token; one of a user ends after a day, and images that are not pulled by then cannot be any more: ${DURABLE}`
      : `the ${name} will hold the source token, which ends ${end.toISOString()}; images that are not pulled by then cannot be any more: ${DURABLE}`,
  );
  return [];
}
