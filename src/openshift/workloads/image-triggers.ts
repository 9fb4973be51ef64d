import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import { workloadRow, type WorkloadKind } from '../../core/ports/workload-kinds.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { objectAt, objectsAt, textAt, textsAt, valueAt } from '../api/json-fields.ts';
import { templateContainers } from './pod-template.ts';

/** An image stream tag that sets the image of a container. */
export interface ImageTrigger {
  readonly container: string;
  readonly project: string;
  readonly stream: string;
  readonly tag: string;
  /** false: paused, or (DeploymentConfig) applied only when a rollout is requested */
  readonly automatic: boolean;
}

const ANNOTATION = 'image.openshift.io/triggers';
const FIELD_PATH =
  /^spec\.(?:jobTemplate\.spec\.)?template\.spec\.(containers|initContainers)\[(?:(\d+)|\?\(@\.name==["']([^"']+)["']\))\]\.image$/;

/** The image triggers of a workload, wherever its kind keeps them. */
export function imageTriggersOf(kind: WorkloadKind, object: JsonObject): readonly ImageTrigger[] {
  return workloadRow(kind).triggers === 'spec'
    ? deploymentConfigTriggers(object)
    : annotationTriggers(object).triggers;
}

/**
 * The triggers in the annotation of a workload (openshift-api.md §4.5). One entry that the controller cannot parse, such as
 * `paused: "true"`, silently disables all of them (capture 41w): the list is empty and `unreadable` is set.
 */
export function annotationTriggers(deployment: JsonObject): {
  readonly triggers: readonly ImageTrigger[];
  readonly unreadable: boolean;
} {
  const text = textAt(deployment, 'metadata', 'annotations', ANNOTATION);
  if (text === undefined) return { triggers: [], unreadable: false };
  const entries = parseList(text);
  const isReadable = entries?.every(
    (entry) => isJsonObject(entry) && ['boolean', 'undefined'].includes(typeof valueAt(entry, 'paused')),
  );
  if (entries === undefined || isReadable !== true) return { triggers: [], unreadable: true };
  const triggers = entries
    .filter(isJsonObject)
    .map((entry) => readAnnotated(entry, deployment))
    .filter((trigger) => trigger !== undefined);
  return { triggers, unreadable: false };
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readAnnotated(entry: JsonObject, deployment: JsonObject): ImageTrigger | undefined {
  const match = FIELD_PATH.exec(textAt(entry, 'fieldPath') ?? '');
  if (match === null) return undefined;
  const [, list, index, name] = match;
  const inList = templateContainers(deployment).filter((container) => container.list === list);
  const container = name ?? inList[Number(index)]?.name;
  const tag = readTriggerTag(objectAt(entry, 'from'), deployment);
  if (container === undefined || tag === undefined) return undefined;
  return { container, ...tag, automatic: valueAt(entry, 'paused') !== true };
}

/** The ImageChange triggers of a DeploymentConfig, one for each container. The API omits `automatic: false`. */
export function deploymentConfigTriggers(config: JsonObject): readonly ImageTrigger[] {
  return objectsAt(config, 'spec', 'triggers').flatMap((entry) => {
    const params = objectAt(entry, 'imageChangeParams');
    const tag = readTriggerTag(objectAt(params, 'from'), config);
    if (textAt(entry, 'type') !== 'ImageChange' || tag === undefined) return [];
    const automatic = valueAt(params, 'automatic') === true;
    return textsAt(params, 'containerNames').map((container) => ({ container, ...tag, automatic }));
  });
}

/** True if changing the template alone creates a new version. */
export function hasConfigChangeTrigger(config: JsonObject): boolean {
  return objectsAt(config, 'spec', 'triggers').some((entry) => textAt(entry, 'type') === 'ConfigChange');
}

/** The tag that `from` of a trigger names; undefined if it is not an ImageStreamTag. */
export function readTriggerTag(
  from: JsonObject,
  workload: JsonObject,
): Pick<ImageTrigger, 'project' | 'stream' | 'tag'> | undefined {
  const name = textAt(from, 'name') ?? '';
  const colon = name.indexOf(':');
  if (textAt(from, 'kind') !== 'ImageStreamTag' || colon < 1) return undefined;
  const project = textAt(from, 'namespace') ?? textAt(workload, 'metadata', 'namespace') ?? '';
  return { project, stream: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** True if the trigger follows the promoted stream. */
export function followsStream(trigger: ImageTrigger, target: RolloutTarget): boolean {
  return trigger.project === target.project && trigger.stream === target.stream;
}

/** True if the trigger follows one of the moved tags. */
export function followsTarget(trigger: ImageTrigger, target: RolloutTarget): boolean {
  return followsStream(trigger, target) && target.tags.includes(trigger.tag);
}
