import { asObject, asString, isObject, without, type Json, type JsonObject } from '../state/json.ts';
import type { PodTemplate } from '../state/kube-object.ts';

/** A pod template with the defaults of the API server (captures 19a, 22c). */
export function withTemplateDefaults(value: Json | undefined): PodTemplate {
  const template = asObject(value);
  const given = without(asObject(template['metadata']), 'creationTimestamp');
  const result = {
    metadata: { creationTimestamp: null, ...given },
    spec: withPodDefaults(asObject(template['spec'])),
  };
  return result as unknown as PodTemplate;
}

/** The spec of a pod with the same defaults. */
export function withPodDefaults(spec: JsonObject): JsonObject {
  const containers = containersOf(spec['containers']);
  const initContainers = containersOf(spec['initContainers']);
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...spec,
    containers,
    ...(initContainers.length === 0 ? {} : { initContainers }),
  };
}

function containersOf(value: Json | undefined): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((container) => ({
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: defaultPullPolicy(asString(container['image'])),
    ...container,
    ...(Array.isArray(container['ports']) ? { ports: portsOf(container['ports']) } : {}),
  }));
}

function portsOf(ports: Json[]): Json[] {
  return ports.filter(isObject).map((port) => ({ protocol: 'TCP', ...port }));
}

/** `Always` for the tag `latest`, written or not. */
function defaultPullPolicy(image: string): string {
  if (image.trim() === '' || image.includes('@')) return 'IfNotPresent';
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1);
  return colon < 0 || image.slice(colon) === ':latest' ? 'Always' : 'IfNotPresent';
}
