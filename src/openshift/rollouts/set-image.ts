import { PromoteError } from '../../core/text/errors.ts';
import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { getStreamTag } from '../streams/image-stream-tags.ts';
import { valueAt } from '../api/json-fields.ts';
import {
  canonicalRepository,
  digestOfImage,
  repositoriesOf,
  repositoryOfImage,
  templateContainers,
  withPodTemplate,
  type WantedImages,
} from '../workloads/pod-template.ts';

const STRATEGIC_MERGE = 'application/strategic-merge-patch+json';

/**
 * Sets the image of each container to its promoted digest in one patch, and returns the patched workload. A container that
 * already names the promoted repository keeps that name, with the digest: its nodes can pull from there. Others get
 * the pull spec an image trigger would write.
 */
export async function setImages(
  api: Api,
  path: string,
  workload: JsonObject,
  wanted: WantedImages,
  signal: AbortSignal,
): Promise<JsonObject> {
  const chosen: { readonly list: string; readonly entry: JsonObject }[] = [];
  // by name, and only existing names: patching an unknown one would add a container (openshift-api.md §4.4)
  for (const { name, image, list } of templateContainers(workload)) {
    const target = wanted.get(name);
    // an image set by a trigger stays as the trigger wrote it
    if (target === undefined || digestOfImage(image) === target.digest) continue;
    const repository = repositoryOfImage(image);
    const isNamed = repositoriesOf(target).has(canonicalRepository(repository)) && repository.includes('/');
    const next = isNamed ? `${repository}@${target.digest}` : await pullSpecOf(api, target, signal);
    chosen.push({ list, entry: { name, image: next } });
  }
  const entriesOf = (list: string): readonly JsonObject[] =>
    chosen.filter((container) => container.list === list).map(({ entry }) => entry);
  const lists = ['containers', 'initContainers'].filter((list) => entriesOf(list).length > 0);
  const spec = Object.fromEntries(lists.map((list) => [list, entriesOf(list)]));
  return patchTemplate(api, path, withPodTemplate(sameKind(workload), { spec }), signal);
}

/** New pods from the same template, as `oc rollout restart` requests them (capture 41j). */
export async function restart(api: Api, path: string, now: Date, signal: AbortSignal): Promise<JsonObject> {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': now.toISOString() };
  return patchTemplate(api, path, { spec: { template: { metadata: { annotations } } } }, signal);
}

/** An empty patch with the template at the path of this kind. */
function sameKind(workload: JsonObject): JsonObject {
  const isNested = valueAt(workload, 'spec', 'jobTemplate') !== undefined;
  return { spec: isNested ? { jobTemplate: {} } : {} };
}

async function patchTemplate(
  api: Api,
  path: string,
  body: JsonObject,
  signal: AbortSignal,
): Promise<JsonObject> {
  // the patch is idempotent, so it may be retried
  const reply = await api.send(
    {
      method: 'PATCH',
      path,
      body,
      contentType: STRATEGIC_MERGE,
      retry: 'repeatable',
    },
    signal,
  );
  return requireOk(reply);
}

async function pullSpecOf(api: Api, target: RolloutTarget, signal: AbortSignal): Promise<string> {
  const { project, stream, tags } = target;
  const [tag] = tags;
  if (stream === undefined || tag === undefined) return target.pullSpec;
  try {
    const found = await getStreamTag(api, { project, stream, tag }, signal);
    return found?.digest === target.digest && found.pullSpec !== '' ? found.pullSpec : target.pullSpec;
  } catch (error) {
    // an account that may roll out need not be allowed to read image stream tags
    if (error instanceof PromoteError && error.code === 'ACCESS_DENIED') return target.pullSpec;
    throw error;
  }
}
