import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { KubeObject } from '../state/kinds.ts';
import { randomBytes } from 'node:crypto';
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
  DeploymentConfig: 'apps.openshift.io/v1',
};

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
    metadata: { name: `${name}.${randomBytes(8).toString('hex')}`, namespace },
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
