import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';

/** Its name since 4.1, for an account that can see no stream (openshift-api.md §2.2). */
const USUAL_HOST = 'image-registry.openshift-image-registry.svc:5000';
/** Readable by every account and never empty (openshift-api.md §2.1). */
const SHARED_PROJECT = 'openshift';

/** `host/project/stream` as pods of the cluster pull it, from what any stream tells of the registry. */
export async function internalRepository(
  api: Api,
  project: string,
  stream: string,
  signal: AbortSignal,
): Promise<string> {
  for (const candidate of new Set([project, SHARED_PROJECT])) {
    const path = namespacedPath('image.openshift.io/v1', candidate, 'imagestreams');
    const reply = await api.send({ method: 'GET', path, query: { limit: 1 } }, signal);
    if (!reply.ok) continue;
    const [found] = objectsAt(reply.body, 'items');
    const suffix = `/${candidate}/${textAt(found, 'metadata', 'name') ?? ''}`;
    const repository = textAt(found, 'status', 'dockerImageRepository');
    if (repository?.endsWith(suffix) !== true) continue;
    return `${repository.slice(0, -suffix.length)}/${project}/${stream}`;
  }
  return `${USUAL_HOST}/${project}/${stream}`;
}
