import { asString, isObject } from '../json.ts';
import { pullSpecOfTag } from '../imagestreams/image-view.ts';
import { splitTagName } from '../imagestreams/tag-events.ts';
import type { Change, ClusterState } from '../state/cluster-state.ts';
import type {
  Container,
  Deployment,
  DeploymentConfig,
  ObjectReference,
  PodTemplate,
} from '../state/kinds.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { ownKey, type Controller } from './controller.ts';

const ANNOTATION = 'image.openshift.io/triggers';

/**
 * Writes the image a tag points to into the workloads that are triggered by it, when the tag moves and when somebody edits
 * the workload: within milliseconds, so that the very next GET shows the new image with the old status (capture 41e).
 */
export const IMAGE_TRIGGERS: Controller = {
  name: 'image triggers',
  immediate: true,
  keysOf: (change, state) => {
    if (change.resource === 'imagestreams') return workloadsOf(change, state);
    const isWorkload = change.resource === 'deployments' || change.resource === 'deploymentconfigs';
    return isWorkload && change.type !== 'DELETED' ? [ownKey(change.object)] : [];
  },
  reconcile: (namespace, name, { state }) => {
    const deployment = find(state, 'deployments', namespace, name);
    if (deployment !== undefined) triggerDeployment(state, deployment);
    const config = find(state, 'deploymentconfigs', namespace, name);
    if (config !== undefined) triggerConfig(state, config);
    return undefined;
  },
};

function workloadsOf(change: Change, state: ClusterState): readonly string[] {
  const { namespace = '', name } = change.object.metadata;
  const isOurs = (own: string | undefined, from: ObjectReference): boolean =>
    (from.namespace ?? own ?? '') === namespace && splitTagName(from.name)?.stream === name;
  const deployments = listObjects(state, 'deployments', undefined).filter((deployment) =>
    annotationTriggers(deployment).some((trigger) => isOurs(deployment.metadata.namespace, trigger.from)),
  );
  const configs = listObjects(state, 'deploymentconfigs', undefined).filter((config) =>
    (config.spec.triggers ?? []).some(
      ({ imageChangeParams }) =>
        imageChangeParams !== undefined && isOurs(config.metadata.namespace, imageChangeParams.from),
    ),
  );
  return [...deployments, ...configs].map(ownKey);
}

interface AnnotationTrigger {
  readonly from: ObjectReference;
  readonly fieldPath: string;
  readonly paused: boolean;
}

/** A `paused` that is no boolean makes the whole annotation unreadable: nothing triggers any more (capture 41w). */
export function annotationTriggers(deployment: Deployment): readonly AnnotationTrigger[] {
  const text = deployment.metadata.annotations?.[ANNOTATION];
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

function triggerDeployment(state: ClusterState, stored: Deployment): void {
  const deployment = structuredClone(stored);
  let changed = false;
  for (const trigger of annotationTriggers(stored)) {
    const image = trigger.paused ? undefined : resolve(state, stored.metadata.namespace, trigger.from);
    const container = containerAt(deployment.spec.template, trigger.fieldPath);
    if (image === undefined || container === undefined || container.image === image) continue;
    container.image = image;
    changed = true;
  }
  if (!changed) return;
  deployment.metadata.generation = (stored.metadata.generation ?? 0) + 1;
  replace(state, 'deployments', deployment);
}

/** `spec.template.spec.containers[?(@.name=="web")].image` or `….containers[0].image`, also for initContainers. */
function containerAt(template: PodTemplate, path: string): Container | undefined {
  const match =
    /^spec\.template\.spec\.(containers|initContainers)\[(?:\?\(@\.name==["']([^"']+)["']\)|(\d+))\]\.image$/.exec(
      path,
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
