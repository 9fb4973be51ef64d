import { PromoteError } from '../core/errors.ts';
import type { AccessQuestion, Cluster } from '../core/ports/cluster.ts';
import type { StreamReference } from '../core/reference.ts';
import { isDenied } from './stream-tag.ts';

/**
 * What a refusal of a registry means. It says the same of a missing right, a project that does not exist and a token that is
 * no good; the API of its cluster tells them apart (openshift-api.md §10.2, §15).
 * @returns the error with the right that is missing; as it was when none is, or nobody tells
 */
export async function explainDenial(
  error: unknown,
  cluster: Cluster | undefined,
  questions: readonly AccessQuestion[],
  signal: AbortSignal,
): Promise<unknown> {
  if (!(error instanceof PromoteError) || !isDenied(error) || cluster === undefined) return error;
  const [missing] = await cluster.missingRights(questions, signal).catch(() => []);
  if (missing === undefined) return error;
  return new PromoteError({ ...missing, cause: error, where: error.where });
}

/** What the registry asks for of who pulls (openshift-api.md §10.2). */
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
