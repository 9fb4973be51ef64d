import { PromoteError } from '../../core/text/errors.ts';
import { isRegistryHost } from '../../core/image/reference.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';

/** Readable by every account and never empty: OpenShift's own image streams (openshift-api.md §2.1). */
const SHARED_PROJECT = 'openshift';

/** What one image stream says about the registry of its cluster. */
type Finding =
  | { readonly kind: 'exposed'; readonly host: string }
  /** the registry has no public host */
  | { readonly kind: 'internal' }
  /** the cluster has no integrated registry */
  | { readonly kind: 'none' };

/**
 * The public host of the integrated registry, from any image stream the account may list: those of the project first,
 * then those of the project `openshift`. An account that may only pull or push cannot list streams in its own project.
 * @throws PromoteError REGISTRY_NOT_EXPOSED
 */
export async function findRegistryHost(api: Api, project: string, signal: AbortSignal): Promise<string> {
  let finding: Finding | undefined;
  for (const candidate of new Set([project, SHARED_PROJECT])) {
    finding = await askProject(api, candidate, signal);
    if (finding !== undefined) break;
  }
  if (finding?.kind === 'exposed') return finding.host;
  if (finding === undefined) await requireProject(api, project, signal);
  throw notExposed(api, project, finding);
}

/**
 * No stream can be read: usually the project is misspelled. The API answers 403 for a project that does not exist.
 * @throws PromoteError PROJECT_NOT_FOUND
 */
async function requireProject(api: Api, project: string, signal: AbortSignal): Promise<void> {
  const reply = await api.send(
    { method: 'GET', path: `/apis/project.openshift.io/v1/projects/${project}` },
    signal,
  );
  if (reply.ok || ![403, 404].includes(reply.failure.status)) return;
  throw new PromoteError({
    code: 'PROJECT_NOT_FOUND',
    message: `the project ${project} does not exist on ${api.server}, or the account may not read it`,
    hint: `check its name with oc projects; for an account that may only pull or push images, set "${api.side}-registry" to the host that oc registry info --public prints`,
    where: { side: api.side, host: api.host },
  });
}

async function askProject(api: Api, project: string, signal: AbortSignal): Promise<Finding | undefined> {
  const path = namespacedPath('image.openshift.io/v1', project, 'imagestreams');
  const reply = await api.send({ method: 'GET', path, query: { limit: 1 } }, signal);
  if (!reply.ok) {
    if (reply.failure.status === 403 || reply.failure.status === 404) return undefined;
    throw explain(reply.failure);
  }
  const [stream] = objectsAt(reply.body, 'items');
  return stream === undefined ? undefined : readStream(stream, project);
}

/** Without an integrated registry the repository of a stream may be `spec.dockerImageRepository`, so only one that ends in its name counts. */
function readStream(stream: JsonObject, project: string): Finding {
  const suffix = `/${project}/${textAt(stream, 'metadata', 'name') ?? ''}`;
  const hostOf = (repository: string | undefined): string | undefined => {
    if (repository?.endsWith(suffix) !== true) return undefined;
    const host = repository.slice(0, -suffix.length);
    return isRegistryHost(host) ? host : undefined;
  };
  const host = hostOf(textAt(stream, 'status', 'publicDockerImageRepository'));
  if (host !== undefined) return { kind: 'exposed', host };
  const internal = hostOf(textAt(stream, 'status', 'dockerImageRepository'));
  return internal === undefined ? { kind: 'none' } : { kind: 'internal' };
}

const EXPOSE = `oc patch configs.imageregistry.operator.openshift.io/cluster --type merge -p '{"spec":{"defaultRoute":true}}'`;

function notExposed(
  api: Api,
  project: string,
  finding: Exclude<Finding, { kind: 'exposed' }> | undefined,
): PromoteError {
  const input = `the input "${api.side}-registry"`;
  const where = { side: api.side, host: api.host };
  switch (finding?.kind) {
    case 'internal':
      return new PromoteError({
        code: 'REGISTRY_NOT_EXPOSED',
        message: `the integrated registry of ${api.server} has no public host`,
        hint: `a cluster administrator exposes it: ${EXPOSE}; if it is exposed by a route of your own, name its host with ${input}`,
        where,
      });
    case 'none':
      return new PromoteError({
        code: 'REGISTRY_NOT_EXPOSED',
        message: `${api.server} has no integrated registry`,
        hint: `name the image with its registry host (host/path:tag), or set ${input}`,
        where,
      });
    case undefined:
      return new PromoteError({
        code: 'REGISTRY_NOT_EXPOSED',
        message: `the registry host of ${api.server} could not be found: no image stream can be read in the projects ${project} and ${SHARED_PROJECT}`,
        hint: `set ${input} to the host that oc registry info --public prints`,
        where,
      });
  }
}
