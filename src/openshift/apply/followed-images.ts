import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import {
  deploymentConfigTriggers,
  deploymentTriggers,
  type ImageTrigger,
} from '../workloads/image-triggers.ts';
import { objectAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';
import { templateContainers } from '../workloads/pod-template.ts';

/**
 * The application without what image triggers decide: containers that follow a tag keep the image they have, and triggers the
 * image they fired for. Otherwise each application would contend with the controller, which owns these fields as soon as it
 * has written them once (openshift-api.md §6.3), and would start a rollout of its own.
 */
export function withFollowedImages(wanted: JsonObject, live: JsonObject): JsonObject {
  const images = (triggers: readonly ImageTrigger[]): JsonObject =>
    withLiveImages(wanted, live, new Set(triggers.map(({ container }) => container)));
  switch (textAt(wanted, 'kind') ?? '') {
    case 'DeploymentConfig': {
      const given = Array.isArray(valueAt(wanted, 'spec', 'triggers'));
      const triggers = given
        ? deploymentConfigTriggers(wanted)
        : deploymentConfigTriggers(live).filter(({ automatic }) => automatic);
      return withLiveTriggers(images(triggers), live);
    }
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet': {
      const { triggers, unreadable } = deploymentTriggers(wanted);
      if (triggers.length > 0 || unreadable) return images(triggers);
      // oc set triggers may have added them since: whoever applies does not know
      return images(deploymentTriggers(live).triggers.filter(({ automatic }) => automatic));
    }
    default:
      return wanted;
  }
}

function withLiveImages(wanted: JsonObject, live: JsonObject, followed: ReadonlySet<string>): JsonObject {
  const images = new Map(templateContainers(live).map(({ name, image }) => [name, image]));
  const change = (container: unknown): unknown => {
    const name = textAt(container, 'name') ?? '';
    const image = images.get(name);
    if (!isJsonObject(container) || !followed.has(name) || image === undefined) return container;
    return { ...container, image };
  };
  const pod = objectAt(wanted, 'spec', 'template', 'spec');
  const lists = ['containers', 'initContainers'].flatMap((list) => {
    const containers = valueAt(pod, list);
    return Array.isArray(containers) ? [[list, containers.map(change)] as const] : [];
  });
  if (lists.length === 0) return wanted;
  const spec = objectAt(wanted, 'spec');
  const template = { ...objectAt(spec, 'template'), spec: { ...pod, ...Object.fromEntries(lists) } };
  return { ...wanted, spec: { ...spec, template } };
}

/** The list of triggers is one value (capture 44u): with the live ones in it nothing is contended. */
function withLiveTriggers(wanted: JsonObject, live: JsonObject): JsonObject {
  const triggers = valueAt(wanted, 'spec', 'triggers');
  if (!Array.isArray(triggers)) return wanted;
  const known = objectsAt(live, 'spec', 'triggers');
  const changed = triggers.map(
    (trigger: unknown) => known.find((each) => isSameTrigger(each, trigger)) ?? trigger,
  );
  return { ...wanted, spec: { ...objectAt(wanted, 'spec'), triggers: changed } };
}

/** But for the image it fired for and the namespace that the server fills in. */
function isSameTrigger(live: JsonObject, wanted: unknown): boolean {
  const facts = (trigger: unknown): string => {
    const params = objectAt(trigger, 'imageChangeParams');
    return JSON.stringify([
      textAt(trigger, 'type'),
      valueAt(params, 'automatic') ?? false,
      valueAt(params, 'containerNames'),
      textAt(params, 'from', 'kind'),
      textAt(params, 'from', 'name'),
    ]);
  };
  return facts(live) === facts(wanted);
}
