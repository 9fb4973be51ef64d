import { formatExactJson } from '../../src/core/text/exact-json.ts';
/** Fields that identify an item of a list, by the end of the path of the list (listType=map of the schemas). */
const LIST_KEYS: readonly (readonly [suffix: string, keys: readonly string[]])[] = [
  ['.template.spec.containers', ['name']],
  ['.template.spec.initContainers', ['name']],
  ['.env', ['name']],
  ['.containers.ports', ['containerPort', 'protocol']],
  ['.volumeMounts', ['mountPath']],
  ['.template.spec.volumes', ['name']],
  ['.template.spec.imagePullSecrets', ['name']],
  ['.metadata.ownerReferences', ['uid']],
  // of a Service (capture 44o) and an ImageStream (captures 44p–44r)
  ['.spec.ports', ['port', 'protocol']],
  ['.spec.tags', ['name']],
  ['.secrets', ['name']],
];

const DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** Undefined: the list is one value. `path` without the keys of items: `.spec.template.spec.containers`. */
export function listKeysOf(path: string): readonly string[] | undefined {
  return LIST_KEYS.find(([suffix]) => path.endsWith(suffix))?.[1];
}

/** `name="c"` or `port=80,protocol="TCP"` as conflicts show it (capture 44c). */
export function itemKey(item: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  return keys.map((key) => `${key}=${formatExactJson(item[key] ?? DEFAULTS[key] ?? null)}`).join(',');
}

/** Objects that are one value: who sets one of their fields sets all (captures 44a, 44o, 44p). */
export function isAtomic(path: string, kind: string): boolean {
  if (path === '.spec.selector') return kind !== 'DeploymentConfig';
  return /\.(from|nodeSelector|resourceFieldRef|fieldRef|secretKeyRef|configMapKeyRef)$/.test(path);
}
