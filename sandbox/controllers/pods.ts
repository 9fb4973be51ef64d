import { admitNew, refusalOf } from '../limits/quota-admission.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { OwnerReference, PodTemplate } from '../state/kube-object.ts';
import type { Pod } from '../state/kinds.ts';
import { find, insert, listObjects, randomSuffix, replace } from '../state/store.ts';
import { recordEvent } from './events.ts';

export interface PodRequest {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace: string;
  readonly template: PodTemplate;
  readonly owner: OwnerReference;
}

const GRACE_SECONDS = 30;
const PODS = { group: '', resource: 'pods' };
const SECURITY_CONTEXT = {
  'openshift.io/scc': 'anyuid',
  'security.openshift.io/validated-scc-subject-type': 'user',
};
const TOKEN_VOLUME = {
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
    {
      configMap: {
        name: 'openshift-service-ca.crt',
        items: [{ key: 'service-ca.crt', path: 'service-ca.crt' }],
      },
    },
  ],
  defaultMode: 420,
};
const TOLERATIONS = ['not-ready', 'unreachable'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/**
 * A pod as admission leaves it (capture 43r); the node takes it from there. One that a quota does not allow becomes an event of
 * its owner instead (Kubernetes, "Resource Quotas"; not recorded), and is undefined.
 */
export function createPod(state: ClusterState, request: PodRequest): Pod | undefined {
  const refusal = refusalOf(state, 'pods', request.namespace);
  if (refusal !== undefined) {
    tellRefusal(state, request, `pods "${request.name}" is forbidden: ${refusal}`);
    return undefined;
  }
  const { template } = request;
  const { labels, annotations } = template.metadata;
  const metadata = {
    name: request.name,
    ...(request.generateName === undefined ? {} : { generateName: request.generateName }),
    namespace: request.namespace,
    generation: 1,
    ...(labels === undefined ? {} : { labels }),
    annotations: { ...annotations, ...SECURITY_CONTEXT },
    ownerReferences: [request.owner],
  };
  const spec = admittedSpec(state, request);
  admitNew(state, 'pods', { what: PODS, name: request.name, namespace: request.namespace });
  return insert(state, 'pods', { metadata, spec, status: { phase: 'Pending', qosClass: 'BestEffort' } });
}

/** Once for each owner and reason: a real cluster counts the same event up. */
function tellRefusal(state: ClusterState, { owner, namespace }: PodRequest, why: string): void {
  const isTold = listObjects(state, 'events', namespace).some(
    ({ reason, involvedObject }) => reason === 'FailedCreate' && involvedObject['uid'] === owner.uid,
  );
  if (isTold) return;
  const metadata = {
    name: owner.name,
    namespace,
    uid: owner.uid,
    resourceVersion: '',
    creationTimestamp: '',
  };
  recordEvent(state, { metadata }, owner.kind, {
    reason: 'FailedCreate',
    message: `Error creating: ${why}`,
    component: `${owner.kind.toLowerCase()}-controller`,
    type: 'Warning',
  });
}

/** What admission adds to the spec of a template: the account, its token and its pull secret. */
function admittedSpec(state: ClusterState, request: PodRequest): Pod['spec'] {
  const spec = structuredClone(request.template.spec) as Pod['spec'];
  const account = spec.serviceAccountName ?? 'default';
  const pullSecrets = find(state, 'serviceaccounts', request.namespace, account)?.imagePullSecrets ?? [];
  const volume = `kube-api-access-${randomSuffix(state)}`;
  const mount = { name: volume, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
  return {
    serviceAccountName: account,
    serviceAccount: account,
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets }),
    tolerations: TOLERATIONS,
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    volumes: [...(spec.volumes ?? []), { name: volume, projected: TOKEN_VOLUME }],
    containers: spec.containers.map((container) => ({
      ...container,
      volumeMounts: [...(container.volumeMounts ?? []), mount],
    })),
  };
}

/** Asks for the end of a pod; the node removes it. */
export function deletePod(state: ClusterState, pod: Pod): void {
  const metadata = {
    ...pod.metadata,
    generation: (pod.metadata.generation ?? 1) + 1,
    deletionTimestamp: timestamp(state),
    deletionGracePeriodSeconds: GRACE_SECONDS,
  };
  replace(state, 'pods', { ...pod, metadata });
}

export function isReady(pod: Pod): boolean {
  return (
    pod.status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ??
    false
  );
}
