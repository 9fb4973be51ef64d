import type { Problem } from '../../core/text/errors.ts';
import { IMPORT_DEFAULTS, type PromoteOptions, type PromotionRequest } from '../../core/options.ts';
import type { ImportRequest } from '../../core/ports/imports.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { planTags, readDestinationTags } from '../run/destination-tags.ts';
import type { Connection } from './connect.ts';
import { leftBehind } from './left-behind.ts';
import { planPull } from './plan-pull.ts';
import { placeOf } from './resolve-by-tag.ts';
import type { ImportedImage, PlannedSecret } from '../run/resolved-image.ts';
import { findSourceImage } from './source-image.ts';
import { readPrevious } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';
import type { PossiblePull } from '../run/strategy.ts';

/** Pins an image that the destination cluster imports itself, and lets that cluster look for it. */
export async function resolveImport(
  { request, cluster }: PossiblePull,
  options: PromoteOptions,
  connection: Connection,
  ports: Ports,
  signal: AbortSignal,
): Promise<ImportedImage> {
  const { destination } = request;
  const { referencePolicy, scheduled, insecure } = options.imports ?? IMPORT_DEFAULTS;
  const { project, stream } = destination;
  const [{ repository, root, attached }, tags, local] = await allOrFirstError(
    [
      (inner) => findSourceImage(request.source, options, connection, ports, inner),
      (outer) =>
        readDestinationTags(
          request,
          (tag, inner) => readPrevious({ ...destination, tag }, cluster, inner),
          outer,
        ),
      (inner) => cluster.imports.repositoryOf(project, stream, inner),
    ],
    signal,
  );
  const source = { host: repository.host, name: repository.name };
  const place = `${source.host}/${source.name}`;
  const order: ImportRequest = {
    project,
    stream,
    // a tag that is to follow its source is asked for even when it has the digest already
    tags: planTags(tags, root.digest, options.onExistingTag)
      .filter(({ action }) => action !== 'skip' && (action !== 'keep' || scheduled))
      .map(({ tag }) => tag),
    from: scheduled ? `${place}:${request.source.tag ?? 'latest'}` : `${place}@${root.digest}`,
    referencePolicy,
    scheduled,
    insecure,
  };
  const mayBeNew = options.preparation?.createProject === true;
  const pull = await planPull(order, root, { host: source.host, mayBeNew }, cluster, ports, signal);
  const lifeProblems = await warnOfSecretLife(pull.secret, connection, ports, signal);
  return {
    strategy: 'import',
    request,
    stream: { cluster, project: destination.project, stream: destination.stream },
    source,
    destination: referencePolicy === 'local' ? placeOf(`${local}@`) : source,
    root,
    tags,
    previousDigest: tags[0].digest,
    order,
    secret: pull.secret,
    problems: [...pull.problems, ...lifeProblems, ...signatureProblems(request, attached, options, ports)],
  };
}

/** Pods that pull from the source find its signatures there; the own registry serves what was imported only. */
function signatureProblems(
  { source }: PromotionRequest,
  attached: readonly string[],
  { imports = IMPORT_DEFAULTS, signatures }: PromoteOptions,
  ports: Ports,
): readonly Problem[] {
  if (imports.referencePolicy === 'source') return [];
  const why = 'an import brings the image only, and pods pull it from the registry of the destination';
  return leftBehind(source, attached, why, signatures, ports);
}

const DURABLE =
  'give credentials that last: "source-registry-username" and "source-registry-password" with the token of a service account that may pull (system:image-puller), from a Secret of type kubernetes.io/service-account-token';

/**
 * A pull secret is used as long as the tag is there: to pull what no node or registry has yet, and to follow the source. What
 * ends before makes pods fail later; what ends with the job cannot be meant.
 */
async function warnOfSecretLife(
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
