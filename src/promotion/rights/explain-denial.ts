import type { AccessQuestion } from '../../core/ports/account.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Repository } from '../../core/ports/registry.ts';
import type { ImageReference, StreamReference } from '../../core/image/reference.ts';
import { inspectLimits } from './limits.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { destinationRights } from './rights.ts';
import { isDenied } from '../run/stream-tag.ts';

/**
 * Explains a denial of a registry, which answers the same for a missing permission, a project that does not exist and an invalid
 * token; the API of its cluster distinguishes them (openshift-api.md §10.2, §13).
 * @returns the error with the missing permission; unchanged if none is missing or the API does not answer
 */
export async function explainDenial(
  error: unknown,
  cluster: Cluster | undefined,
  questions: readonly AccessQuestion[],
  signal: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof PromoteError) || !isDenied(error) || cluster === undefined) return error;
  const [missing] = await cluster.account.missingRights(questions, signal).catch(() => []);
  if (missing === undefined) return error;
  return new PromoteError({ ...missing, cause: error, where: error.where });
}

/**
 * The same for a push that was denied after a successful check: permissions may have been revoked since, or the push exceeds a
 * quota or limit range, which the registry does not mention (captures 56f, 56m, 56v).
 */
export async function explainPush(
  error: unknown,
  images: readonly ResolvedImage[],
  cluster: Cluster | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof PromoteError) || !isDenied(error) || cluster === undefined) return error;
  const rights = images.flatMap((image) => destinationRights(image));
  const explained = await explainDenial(error, cluster, rights, signal);
  if (explained !== error) return explained;
  const [limit] = await inspectLimits({ images, cluster }, signal).catch(() => []);
  if (limit === undefined) return error;
  const { code, message, hint } = limit;
  return new PromoteError({ code, message, hint, cause: error, where: error.where });
}

/**
 * Reads the manifest of a source and explains a denial. Its project may be misspelled when the account can neither pull from it nor
 * see it.
 * @throws PromoteError as `Repository.getManifest`, explained
 */
export async function getSourceManifest(
  repository: Repository,
  name: string,
  reference: ImageReference,
  cluster: Cluster | undefined,
  signal: AbortSignal,
): Promise<Manifest> {
  try {
    return await repository.getManifest(name, signal);
  } catch (error) {
    if (reference.kind !== 'stream' || cluster === undefined) throw error;
    const explained = await explainDenial(error, cluster, [pullRight('source', reference)], signal);
    if (!(explained instanceof PromoteError) || explained === error) throw explained;
    const { project, stream } = reference;
    if ((await cluster.projects.find(project, signal).catch(() => undefined)) !== 'absent') throw explained;
    throw new PromoteError({
      // an account that may only pull sees no project, so a missing permission is as likely
      code: explained.code,
      message: `project ${project} on ${cluster.server} does not exist, or the source account may not pull from image stream ${stream} in it`,
      hint: `check its name with oc projects; if it exists, ${explained.hint ?? ''}`,
      cause: explained.cause,
      where: explained.where,
    });
  }
}

/** The permissions that the registry requires for a pull (openshift-api.md §10.2). */
export function pullRight(side: string, { project, stream }: StreamReference): AccessQuestion {
  return {
    verb: 'get',
    group: 'image.openshift.io',
    resource: 'imagestreams',
    subresource: 'layers',
    project,
    name: stream,
    problem: {
      code: 'ACCESS_DENIED',
      message: `the ${side} account may not pull from image stream ${stream} in project ${project} (or the project does not exist)`,
      hint: `grant it: oc policy add-role-to-user system:image-puller USER -n ${project} (service account: -z NAME)`,
    },
  };
}
