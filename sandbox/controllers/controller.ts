import type { Change, ClusterState } from '../state/cluster-state.ts';
import type { KubeObject, OwnerReference } from '../state/kube-object.ts';

/** What a controller gets to work with. */
export interface ControllerContext {
  readonly state: ClusterState;
  /** how many cluster seconds have passed since a moment of `state.now()` */
  readonly secondsSince: (momentMs: number) => number;
}

/**
 * A loop that compares what is with what should be. Every step writes little and is followed by the next one because its
 * own change wakes it up again.
 */
export interface Controller {
  readonly name: string;
  /** acts at once, within the same turn of the event loop; others act one pace later */
  readonly immediate: boolean;
  /** `namespace/name` of what to look at after a change */
  readonly keysOf: (change: Change, state: ClusterState) => readonly string[];
  /** One step. Returns after how many cluster seconds to look again although nothing changed. */
  readonly reconcile: (namespace: string, name: string, context: ControllerContext) => number | undefined;
}

export function ownKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Key of the controlling owner, when it is of this kind. */
export function ownerKeys(object: KubeObject, kind: string): readonly string[] {
  const owner = controllerOf(object);
  return owner?.kind === kind ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** A number of pods or a share of them, as in `maxSurge: 25%`. */
export function podCount(value: number | string, total: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  return round((Number(value.replace('%', '')) / 100) * total);
}
