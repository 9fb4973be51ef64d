import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { KubeObject } from '../state/kube-object.ts';
import { insert } from '../state/store.ts';

export interface EventContent {
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly type: 'Normal' | 'Warning';
  readonly fieldPath?: string;
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  DeploymentConfig: 'apps.openshift.io/v1',
};

/** Sixteen digits, where a real cluster has the time in nanoseconds. */
function hexDigits(state: ClusterState): string {
  return Array.from({ length: 16 }, () => Math.floor(state.chance() * 16).toString(16)).join('');
}

/** Writes an Event about an object. */
export function recordEvent(
  state: ClusterState,
  object: KubeObject,
  kind: string,
  content: EventContent,
): void {
  const now = timestamp(state);
  const { name, namespace = '', uid, resourceVersion } = object.metadata;
  insert(state, 'events', {
    metadata: { name: `${name}.${hexDigits(state)}`, namespace },
    involvedObject: {
      kind,
      namespace,
      name,
      uid,
      apiVersion: API_VERSIONS[kind] ?? 'v1',
      resourceVersion,
      ...(content.fieldPath === undefined ? {} : { fieldPath: content.fieldPath }),
    },
    reason: content.reason,
    message: content.message,
    source: { component: content.component },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    type: content.type,
    eventTime: null,
    reportingComponent: content.component,
    reportingInstance: '',
  });
}
