import type { PolicyRule } from './project-roles.ts';
import type { Build, BuildConfig } from './build-kinds.ts';
import type { ConfigMap, Route, Service, Template } from './config-kinds.ts';
import type { Container, KubeObject, LabelSelector, PodTemplate } from './kube-object.ts';
import type { Lease, PlainObject } from './plain-kinds.ts';
import type { ControllerRevision, CronJob, DaemonSet, StatefulSet } from './set-kinds.ts';

export interface Condition {
  type: string;
  status: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
  reason?: string;
  message?: string;
}

export interface Namespace extends KubeObject {
  spec: { finalizers: string[] };
  status: { phase: string };
}

export interface ObjectReference {
  kind: string;
  namespace?: string;
  name: string;
}

export interface SpecTag {
  name: string;
  annotations: Record<string, string> | null;
  from?: ObjectReference;
  reference?: boolean;
  generation: number | null;
  importPolicy: { insecure?: boolean; scheduled?: boolean; importMode: string };
  referencePolicy: { type: string };
}

export interface TagEvent {
  created: string;
  dockerImageReference: string;
  image: string;
  generation: number;
}

export interface TagCondition {
  type: string;
  status: string;
  lastTransitionTime: string;
  reason: string;
  message: string;
  generation: number;
}

export interface StatusTag {
  tag: string;
  items: TagEvent[] | null;
  conditions?: TagCondition[];
}

/** `spec.tags` and `status.tags` are sorted by name, as the API shows them. */
export interface ImageStream extends KubeObject {
  spec: { lookupPolicy: { local: boolean }; dockerImageRepository?: string; tags?: SpecTag[] };
  status: {
    dockerImageRepository: string;
    publicDockerImageRepository?: string;
    tags?: StatusTag[];
  };
}

export interface ImageLayer {
  name: string;
  size: number;
  mediaType: string;
}

export interface ImageManifestEntry {
  digest: string;
  mediaType: string;
  manifestSize: number;
  architecture: string;
  os: string;
  variant?: string;
}

export interface Image extends KubeObject {
  dockerImageReference: string;
  dockerImageMetadata: Record<string, unknown>;
  dockerImageMetadataVersion: string;
  dockerImageLayers?: ImageLayer[];
  dockerImageManifestMediaType: string;
  dockerImageManifests?: ImageManifestEntry[];
}

export interface Deployment extends KubeObject {
  spec: {
    replicas: number;
    selector: LabelSelector;
    template: PodTemplate;
    strategy: {
      type: string;
      rollingUpdate?: { maxUnavailable: number | string; maxSurge: number | string };
    };
    revisionHistoryLimit: number;
    progressDeadlineSeconds: number;
    minReadySeconds?: number;
    paused?: boolean;
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: Condition[];
  };
}

export interface ReplicaSet extends KubeObject {
  spec: { replicas: number; selector: LabelSelector; template: PodTemplate };
  status: ReplicaStatus;
}

export interface ReplicaStatus {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  observedGeneration?: number;
  /** only while pods are refused */
  conditions?: Condition[];
}

export interface ReplicationController extends KubeObject {
  spec: { replicas: number; selector: Record<string, string>; template: PodTemplate };
  status: ReplicaStatus;
}

export interface ImageChangeParams {
  automatic?: boolean;
  containerNames?: string[];
  from: ObjectReference;
  lastTriggeredImage?: string;
}

export interface DeploymentTrigger {
  type: string;
  imageChangeParams?: ImageChangeParams;
}

export interface DeploymentCause {
  type: string;
  imageTrigger?: { from: ObjectReference };
}

export interface DeploymentConfig extends KubeObject {
  spec: {
    strategy: {
      type: string;
      rollingParams?: RollingParams;
      recreateParams?: { timeoutSeconds: number };
      resources: Record<string, unknown>;
      activeDeadlineSeconds: number;
    };
    triggers: DeploymentTrigger[] | null;
    replicas: number;
    revisionHistoryLimit: number;
    test: boolean;
    paused?: boolean;
    selector: Record<string, string>;
    template: PodTemplate;
  };
  status: DeploymentConfigStatus;
}

export interface RollingParams {
  updatePeriodSeconds: number;
  intervalSeconds: number;
  timeoutSeconds: number;
  maxUnavailable: number | string;
  maxSurge: number | string;
}

export interface DeploymentConfigStatus {
  latestVersion: number;
  observedGeneration: number;
  replicas: number;
  updatedReplicas: number;
  availableReplicas: number;
  unavailableReplicas: number;
  readyReplicas?: number;
  details?: { message: string; causes: DeploymentCause[] };
  conditions?: Condition[];
}

export interface ContainerStatus {
  name: string;
  state: Record<string, unknown>;
  lastState: Record<string, unknown>;
  ready: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
  started: boolean;
}

/** Binds a pod to one node. */
export interface NodeAffinity {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: { matchFields: { key: string; operator: string; values: string[] }[] }[];
    };
  };
}

export interface Pod extends KubeObject {
  spec: {
    containers: Container[];
    volumes?: object[];
    nodeName?: string;
    serviceAccountName?: string;
    serviceAccount?: string;
    imagePullSecrets?: { name: string }[];
    tolerations?: object[];
    priority?: number;
    hostname?: string;
    subdomain?: string;
    affinity?: NodeAffinity;
    enableServiceLinks?: boolean;
    preemptionPolicy?: string;
  };
  status: {
    phase: string;
    conditions?: (Condition & { lastProbeTime: null })[];
    hostIP?: string;
    podIP?: string;
    podIPs?: { ip: string }[];
    startTime?: string;
    containerStatuses?: ContainerStatus[];
    qosClass: string;
  };
}

export interface KubeEvent extends KubeObject {
  involvedObject: Record<string, string>;
  reason: string;
  message: string;
  source: Record<string, string>;
  firstTimestamp: string;
  lastTimestamp: string;
  count: number;
  type: string;
  eventTime: null;
  reportingComponent: string;
  reportingInstance: string;
}

export interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

export interface RoleBinding extends KubeObject {
  subjects?: Subject[];
  roleRef: { apiGroup: string; kind: string; name: string };
}

export interface ProjectRole extends KubeObject {
  rules: PolicyRule[];
}

export interface LimitRange extends KubeObject {
  spec: { limits: { type: string; max?: Record<string, string> }[] };
}

export interface ResourceQuota extends KubeObject {
  spec: { hard: Record<string, string> };
  /** `used` appears with the first count */
  status: { hard?: Record<string, string>; used?: Record<string, string> };
}

export interface ServiceAccount extends KubeObject {
  secrets?: { name: string }[];
  imagePullSecrets?: { name: string }[];
}

export interface Secret extends KubeObject {
  data?: Record<string, string>;
  type: string;
}

/** Which kind a resource of the store holds. */
export interface Kinds {
  namespaces: Namespace;
  imagestreams: ImageStream;
  images: Image;
  deployments: Deployment;
  replicasets: ReplicaSet;
  deploymentconfigs: DeploymentConfig;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
  controllerrevisions: ControllerRevision;
  cronjobs: CronJob;
  replicationcontrollers: ReplicationController;
  pods: Pod;
  events: KubeEvent;
  rolebindings: RoleBinding;
  roles: ProjectRole;
  limitranges: LimitRange;
  resourcequotas: ResourceQuota;
  serviceaccounts: ServiceAccount;
  secrets: Secret;
  configmaps: ConfigMap;
  services: Service;
  routes: Route;
  templates: Template;
  builds: Build;
  buildconfigs: BuildConfig;
  leases: Lease;
  jobs: PlainObject;
  horizontalpodautoscalers: PlainObject;
  poddisruptionbudgets: PlainObject;
  persistentvolumeclaims: PlainObject;
  networkpolicies: PlainObject;
  ingresses: PlainObject;
  clusterimagepolicies: PlainObject;
  imagepolicies: PlainObject;
  applications: PlainObject;
}

export type StoredResource = keyof Kinds;
