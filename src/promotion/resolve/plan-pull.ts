import { PromoteError, type Problem } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { ImportRequest } from '../../core/ports/imports.ts';
import type { PullSecret } from '../../core/ports/pull-secrets.ts';
import type { ImageFacts, PlannedSecret } from '../run/resolved-image.ts';
import { isDenied } from '../run/stream-tag.ts';
import type { PullCredentials, Ports } from '../run/ports.ts';

/** How the cluster pulls the image, and the problems with it. */
export interface PullPlan {
  readonly secret: PlannedSecret | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Lets the cluster look for the image before anything changes. A pull secret is planned only where it is refused without one,
 * or where one of ours holds other credentials; in a project that is yet to be created, always.
 */
export async function planPull(
  order: ImportRequest,
  root: ImageFacts,
  { host, mayBeNew }: { readonly host: string; readonly mayBeNew: boolean },
  cluster: Cluster,
  ports: Ports,
  signal: AbortSignal,
): Promise<PullPlan> {
  const credentials = await ports.sourceCredentials?.(host, signal);
  const named = { project: order.project, name: pullSecretName(host), host };
  const wanted = credentials === undefined ? undefined : pullSecretOf(named, credentials);
  const state = wanted === undefined ? 'absent' : await cluster.pullSecrets.look(wanted, signal);
  if (state === 'outdated') return { secret: { action: 'update', ...named }, problems: [] };
  if (order.tags.length === 0) return { secret: undefined, problems: [] };
  try {
    const result = await cluster.imports.probe(order, signal);
    if (result.kind === 'found')
      return { secret: undefined, problems: digestProblems(order, result.digest, root) };
    if (credentials === undefined) {
      return {
        secret: undefined,
        problems: [await withoutSecret(result.error, order.project, cluster, signal)],
      };
    }
    if (state === 'absent' || state === 'unknown') {
      return { secret: { action: 'create', ...named }, problems: [] };
    }
    return { secret: undefined, problems: [refusedAlthough(state, named, order)] };
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    // the check reports a missing import permission together with all others
    const isRight = isDenied(error) && error.where.request !== undefined;
    if (isRight && mayBeNew && credentials !== undefined) {
      return { secret: { action: 'create', ...named }, problems: [] };
    }
    const { code, message, hint } = error;
    return { secret: undefined, problems: isRight ? [] : [{ code, message, hint }] };
  }
}

/** One name for each registry, so that the next run reuses the secret. */
function pullSecretName(host: string): string {
  return `openshift-promote-${host
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')}`.slice(0, 253);
}

export function pullSecretOf(
  { project, name, host }: Pick<PullSecret, 'project' | 'name' | 'host'>,
  { username, password }: PullCredentials,
): PullSecret {
  return { project, name, host, username, password };
}

/** An old cluster flattens an index; a followed tag may have moved a moment ago (openshift-api.md §3.7). */
export function digestProblems(
  { from }: ImportRequest,
  found: string,
  { digest, content }: ImageFacts,
): readonly Problem[] {
  if (found === digest) return [];
  const isFlattened = content.kind === 'index' && from.includes('@');
  return [
    {
      code: isFlattened ? 'MANIFEST_UNSUPPORTED' : 'DIGEST_UNEXPECTED',
      message: `the destination cluster takes ${from} for ${found}, not ${digest}`,
      hint: isFlattened
        ? 'clusters before 4.12 import one platform of an index only: set "strategy" to "copy"'
        : 'the tag moved meanwhile, or a mirror of the cluster has another image: run the promotion again',
    },
  ];
}

/** Which registries the project knows helps to find a misspelt one (openshift-api.md §13). */
async function withoutSecret(
  { code, message, hint }: PromoteError,
  project: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Problem> {
  const hosts = await cluster.pullSecrets.listHosts(project, signal);
  const known =
    hosts === undefined
      ? ''
      : `; its pull secrets are for ${hosts.length === 0 ? 'no registry' : hosts.join(', ')}`;
  return { code, message: `${message}${known}`, hint };
}

function refusedAlthough(
  state: 'current' | 'foreign',
  { project, name, host }: Pick<PullSecret, 'project' | 'name' | 'host'>,
  { from }: ImportRequest,
): Problem {
  if (state === 'foreign') {
    return {
      code: 'ACCESS_DENIED',
      message: `the destination cluster may not pull ${from}, and the secret ${name} of project ${project} is not one of ours`,
      hint: `give that secret the credentials for ${host}, or delete it: oc delete secret ${name} -n ${project}`,
    };
  }
  return {
    code: 'ACCESS_DENIED',
    message: `the destination cluster may not pull ${from} with the credentials of the source, which project ${project} has in secret ${name}`,
    hint: 'the source account needs the right to pull: oc policy add-role-to-user system:image-puller USER -n PROJECT; or set "source-registry-username" and "source-registry-password"',
  };
}
