import type { KubeObject, LabelSelector, PodTemplate } from './kube-object.ts';

export interface StatefulSet extends KubeObject {
  spec: {
    replicas: number;
    selector: LabelSelector;
    template: PodTemplate;
    serviceName?: string;
    podManagementPolicy: string;
    updateStrategy: { type: string; rollingUpdate?: { partition: number } };
    revisionHistoryLimit: number;
  };
  status: StatefulSetStatus;
}

/** Counts that are zero are left out, but for `replicas` and `availableReplicas` (captures 42a, 42k, 42s). */
export interface StatefulSetStatus {
  observedGeneration?: number;
  replicas: number;
  readyReplicas?: number;
  currentReplicas?: number;
  updatedReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  collisionCount?: number;
  availableReplicas: number;
}

export interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector;
    template: PodTemplate;
    updateStrategy: {
      type: string;
      rollingUpdate?: { maxUnavailable: number | string; maxSurge: number | string };
    };
    revisionHistoryLimit: number;
  };
  status: DaemonSetStatus;
}

export interface DaemonSetStatus {
  currentNumberScheduled: number;
  numberMisscheduled: number;
  desiredNumberScheduled: number;
  numberReady: number;
  observedGeneration?: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  numberUnavailable?: number;
}

/** One pod template of a StatefulSet or DaemonSet, kept to go back to. */
export interface ControllerRevision extends KubeObject {
  data: { spec: { template: PodTemplate & { $patch: 'replace' } } };
  revision: number;
}

export interface CronJob extends KubeObject {
  spec: {
    schedule: string;
    concurrencyPolicy: string;
    suspend: boolean;
    jobTemplate: { metadata: { creationTimestamp: null }; spec: { template: PodTemplate } };
    successfulJobsHistoryLimit: number;
    failedJobsHistoryLimit: number;
  };
  status: Record<string, unknown>;
}
