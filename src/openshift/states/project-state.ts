import { isDigest } from '../../core/image/digest.ts';
import type {
  ContainerState,
  ProjectState,
  ProjectStates,
  TagState,
  WorkloadState,
} from '../../core/ports/project-state.ts';
import { WORKLOAD_KINDS, workloadRow, type WorkloadKind } from '../../core/ports/workload-kinds.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { readTraces } from '../../core/trace/trace.ts';
import { requireOk, type Api } from '../api/api.ts';
import { collectionPath, namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt, textMapAt, valueAt } from '../api/json-fields.ts';
import { imageTriggersOf } from '../workloads/image-triggers.ts';
import { digestOfImage, templateContainers } from '../workloads/pod-template.ts';
import { isLiving, toRunningPod } from '../workloads/pods.ts';

const MAX_TEXT = 600;

export function createProjectStates(api: Api): ProjectStates {
  return { read: (project, signal) => readProjectState(api, project, signal) };
}

/**
 * Reads a project with one list for each kind of object, however many applications are in it. Pods belong to the workload whose
 * selector matches their labels, so that neither ReplicaSets nor ReplicationControllers have to be read.
 */
async function readProjectState(api: Api, project: string, signal: AbortSignal): Promise<ProjectState> {
  const unreadable: string[] = [];
  const list = async (path: string, what: string): Promise<readonly JsonObject[]> => {
    const reply = await api.send({ method: 'GET', path }, signal);
    // forbidden, or a cluster without DeploymentConfigs (captures 48g, 48h): the other kinds are still read
    if (!reply.ok && [403, 404].includes(reply.failure.status)) {
      if (reply.failure.status === 403 && what !== 'deploymentconfigs') unreadable.push(what);
      return [];
    }
    return objectsAt(requireOk(reply), 'items');
  };
  const streams = requireOk(
    await api.send(
      { method: 'GET', path: namespacedPath('image.openshift.io/v1', project, 'imagestreams') },
      signal,
    ),
  );
  const pods = (await list(namespacedPath('v1', project, 'pods'), 'pods')).filter(isLiving);
  const lists = await Promise.all(
    WORKLOAD_KINDS.map(async (kind) => {
      const objects = await list(collectionPath({ kind, project }), workloadRow(kind).resource);
      return objects.flatMap((object) => workloadStateOf(project, kind, object, pods) ?? []);
    }),
  );
  return {
    streams: new Map(
      objectsAt(streams, 'items').map((stream) => [textAt(stream, 'metadata', 'name') ?? '', tagsOf(stream)]),
    ),
    workloads: lists.flat(),
    unreadable: unreadable.sort(),
  };
}

function tagsOf(stream: JsonObject): readonly TagState[] {
  const specs = objectsAt(stream, 'spec', 'tags');
  return objectsAt(stream, 'status', 'tags').flatMap((status) => {
    const tag = textAt(status, 'tag');
    const items = objectsAt(status, 'items');
    if (tag === undefined || items.length === 0) return [];
    const spec = specs.find((entry) => textAt(entry, 'name') === tag);
    return [
      {
        tag: cleanServerText(tag, MAX_TEXT),
        events: items.map((item) => {
          const digest = textAt(item, 'image');
          return {
            digest: isDigest(digest) ? digest : undefined,
            image: cleanServerText(textAt(item, 'dockerImageReference') ?? '', MAX_TEXT),
            since: cleanServerText(textAt(item, 'created') ?? '', MAX_TEXT),
          };
        }),
        traces: readTraces(textMapAt(spec, 'annotations')),
      },
    ];
  });
}

function workloadStateOf(
  project: string,
  kind: WorkloadKind,
  object: JsonObject,
  pods: readonly JsonObject[],
): WorkloadState | undefined {
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) return undefined;
  const triggers = imageTriggersOf(kind, object);
  const selector = Object.entries(selectorOf(object));
  const own = pods.filter((pod) => {
    const labels = textMapAt(pod, 'metadata', 'labels');
    return selector.length > 0 && selector.every(([label, value]) => labels[label] === value);
  });
  return {
    workload: { kind, project, name },
    containers: templateContainers(object).map(({ name: container, image }): ContainerState => {
      const trigger = triggers.find((each) => each.container === container);
      return {
        name: container,
        repository: repositoryOf(image),
        tag: /:([^/:@]+)(?:@|$)/.exec(image.replace(/@.*$/, ''))?.[1],
        digest: digestOfImage(image),
        follows:
          trigger === undefined
            ? undefined
            : { project: trigger.project, stream: trigger.stream, tag: trigger.tag },
      };
    }),
    pods: own.map(toRunningPod),
    trace: readTraces(textMapAt(object, 'metadata', 'annotations')).latest,
  };
}

/** That of a DeploymentConfig is a map of labels. */
function selectorOf(object: JsonObject): Readonly<Record<string, string>> {
  const isOfSet = isJsonObject(valueAt(object, 'spec', 'selector', 'matchLabels'));
  return isOfSet
    ? textMapAt(object, 'spec', 'selector', 'matchLabels')
    : textMapAt(object, 'spec', 'selector');
}

/** `project/stream` of `host/project/stream:tag@digest`. */
function repositoryOf(image: string): string | undefined {
  const parts = image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .split('/');
  return parts.length < 3 ? undefined : parts.slice(-2).join('/');
}
