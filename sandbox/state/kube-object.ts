/** Metadata as the API shows it. Objects in the store are values: an update stores a changed copy. */
export interface ObjectMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface KubeObject {
  metadata: ObjectMeta;
}

export interface Container {
  name: string;
  image: string;
  volumeMounts?: object[];
}

export interface PodTemplate {
  metadata: {
    creationTimestamp: null;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: { containers: Container[]; initContainers?: Container[] };
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
}
