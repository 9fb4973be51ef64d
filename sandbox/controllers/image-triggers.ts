import { asString, isObject } from '../state/json.ts';
import { pullSpecOfTag } from '../imagestreams/image-view.ts';
import { splitTagName } from '../imagestreams/tag-events.ts';
import type { Change, ClusterState } from '../state/cluster-state.ts';
import type { Container, KubeObject } from '../state/kube-object.ts';
import type { DaemonSet } from '../state/set-kinds.ts';
import type { DeploymentConfig, Kinds, ObjectReference } from '../state/kinds.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { countTemplate } from '../workloads/set-specs.ts';
import { ownKey, type Controller } from './controller.ts';

/** Kinds whose triggers stand in an annotation (openshift-api.md §4.5). */
const WORKLOADS = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs'] as const;
type Annotated = (typeof WORKLOADS)[number];

const ANNOTATION = 'image.openshift.io/triggers';

/**
 * Writes the image a tag points to into the workloads that are triggered by it, when the tag moves and when a client edits
 * the workload: within milliseconds, so that the very next GET shows the new image with the old status (capture 41e).
 */
export const IMAGE_TRIGGERS: Controller = {
  name: 'image triggers',
  immediate: true,
  keysOf: (change, state) => {
    if (change.resource === 'imagestreams') return workloadsOf(change, state);
    const isWorkload = (WORKLOADS as readonly string[]).includes(change.resource);
    return (isWorkload || change.resource === 'deploymentconfigs') && change.type !== 'DELETED'
      ? [ownKey(change.object)]
      : [];
  },
  reconcile: (namespace, name, { state }) => {
    for (const resource of WORKLOADS) {
      const workload = find(state, resource, namespace, name);
      if (workload !== undefined) triggerWorkload(state, resource, workload);
    }
    const config = find(state, 'deploymentconfigs', namespace, name);
    if (config !== undefined) triggerConfig(state, config);
    return undefined;
  },
};

function workloadsOf(change: Change, state: ClusterState): readonly string[] {
  const { namespace = '', name } = change.object.metadata;
  const isOurs = (own: string | undefined, from: ObjectReference): boolean =>
    (from.namespace ?? own ?? '') === namespace && splitTagName(from.name)?.stream === name;
  const annotated = WORKLOADS.flatMap((resource) => listObjects(state, resource, undefined)).filter(
    (workload) =>
      annotationTriggers(workload).some((trigger) => isOurs(workload.metadata.namespace, trigger.from)),
  );
  const configs = listObjects(state, 'deploymentconfigs', undefined).filter((config) =>
    (config.spec.triggers ?? []).some(
      ({ imageChangeParams }) =>
        imageChangeParams !== undefined && isOurs(config.metadata.namespace, imageChangeParams.from),
    ),
  );
  return [...annotated, ...configs].map(ownKey);
}

interface AnnotationTrigger {
  readonly from: ObjectReference;
  readonly fieldPath: string;
  readonly paused: boolean;
}

/** A `paused` that is no boolean makes the whole annotation unreadable: nothing triggers any more (capture 41w). */
export function annotationTriggers({ metadata }: KubeObject): readonly AnnotationTrigger[] {
  const text = metadata.annotations?.[ANNOTATION];
  if (text === undefined) return [];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  const triggers = list.map(readTrigger);
  return triggers.every((trigger) => trigger !== undefined) ? triggers : [];
}

function readTrigger(item: unknown): AnnotationTrigger | undefined {
  if (!isObject(item) || !isObject(item['from'])) return undefined;
  const { kind, name, namespace } = item['from'];
  const paused = item['paused'] ?? false;
  if (kind !== 'ImageStreamTag' || typeof name !== 'string' || typeof paused !== 'boolean') return undefined;
  const from = { kind, name, ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}) };
  return { from, fieldPath: asString(item['fieldPath']), paused };
}

function triggerWorkload<R extends Annotated>(state: ClusterState, resource: R, stored: Kinds[R]): void {
  const workload = structuredClone(stored);
  let changed = false;
  for (const trigger of annotationTriggers(stored)) {
    const image = trigger.paused ? undefined : resolve(state, stored.metadata.namespace, trigger.from);
    const container = containerAt(workload, trigger.fieldPath);
    if (image === undefined || container === undefined || container.image === image) continue;
    container.image = image;
    changed = true;
  }
  if (!changed) return;
  workload.metadata.generation = (stored.metadata.generation ?? 0) + 1;
  if (resource === 'daemonsets') {
    const [set, before] = [workload as DaemonSet, stored as DaemonSet];
    workload.metadata = countTemplate(workload.metadata, set.spec, before);
  }
  replace(state, resource, workload);
}

/** `spec.template.spec.containers[?(@.name=="web")].image` or `….containers[0].image`, also for initContainers. */
function containerAt({ spec }: Kinds[Annotated], path: string): Container | undefined {
  const prefix = 'jobTemplate' in spec ? 'spec.jobTemplate.' : '';
  const template = 'jobTemplate' in spec ? spec.jobTemplate.spec.template : spec.template;
  if (!path.startsWith(prefix)) return undefined;
  const match =
    /^spec\.template\.spec\.(containers|initContainers)\[(?:\?\(@\.name==["']([^"']+)["']\)|(\d+))\]\.image$/.exec(
      path.slice(prefix.length),
    );
  if (match === null) return undefined;
  const [, list, name, index] = match;
  const containers =
    list === 'initContainers' ? (template.spec.initContainers ?? []) : template.spec.containers;
  return name === undefined
    ? containers[Number(index)]
    : containers.find((container) => container.name === name);
}

function triggerConfig(state: ClusterState, stored: DeploymentConfig): void {
  if (stored.spec.paused === true) return;
  const config = structuredClone(stored);
  let changed = false;
  for (const { imageChangeParams: params } of config.spec.triggers ?? []) {
    if (params?.automatic !== true) continue;
    const image = resolve(state, stored.metadata.namespace, params.from);
    if (image === undefined) continue;
    const { containers, initContainers = [] } = config.spec.template.spec;
    const targets = [...containers, ...initContainers].filter(
      (container) => params.containerNames?.includes(container.name) === true && container.image !== image,
    );
    if (targets.length === 0 && params.lastTriggeredImage === image) continue;
    for (const container of targets) container.image = image;
    params.lastTriggeredImage = image;
    changed = true;
  }
  if (!changed) return;
  config.metadata.generation = (stored.metadata.generation ?? 0) + 1;
  replace(state, 'deploymentconfigs', config);
}

function resolve(state: ClusterState, own: string | undefined, from: ObjectReference): string | undefined {
  const split = splitTagName(from.name);
  if (split === undefined || from.kind !== 'ImageStreamTag') return undefined;
  const stream = find(state, 'imagestreams', from.namespace ?? own, split.stream);
  return stream === undefined ? undefined : pullSpecOfTag(stream, split.tag);
}
