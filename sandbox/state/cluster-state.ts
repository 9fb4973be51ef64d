import type { Upstream } from './upstream.ts';
import type { Role } from './project-roles.ts';
import type { Manager } from './managers.ts';
import type { PushedManifest } from './registry-backend.ts';
import type { Failure, IdentityProviders, ImageIdStyle } from './options.ts';
import type { Release } from './releases.ts';
import type { Kinds, StoredResource } from './kinds.ts';
import type { KubeObject, PodTemplate } from './kube-object.ts';

/** One change of the store; watches replay them. */
export interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: StoredResource;
  readonly object: KubeObject;
  /** the object before the change, to know whether it matched a selector */
  readonly before: KubeObject | undefined;
}

export interface TokenRecord {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid: string;
  /** `user:full` or narrower */
  readonly scopes: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
  readonly expiresAtMs: number | undefined;
  /** the secret that holds it, if any */
  readonly secret?: string;
  deleted: boolean;
  /** when the API server saw it valid for the first time; it believes it for a while (captures 31a–31e) */
  firstUsedAtMs: number | undefined;
  /** OAuth tokens only: the object that stands for it, and the code it was given for, if any */
  readonly object?:
    | {
        readonly uid: string;
        readonly resourceVersion: string;
        readonly createdAt: string;
        readonly code: string | undefined;
      }
    | undefined;
}

/** A code of the OAuth server, not yet exchanged for a token. */
export interface AuthorizeCode {
  readonly username: string;
  readonly scope: string;
  /** undefined: no proof is asked for */
  readonly challenge: string | undefined;
  readonly method: 'plain' | 'S256';
}

export interface UserRecord {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly password: string;
  readonly createdAt: string;
}

/** Where builds put their blobs. */
export interface RegistryContent {
  add(repository: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
}

export type ObjectTable = { readonly [Resource in StoredResource]: Map<string, Kinds[Resource]> };

/** Everything one cluster knows. Plain data: handlers are functions over it. */
export interface ClusterState {
  readonly name: string;
  /** the last resourceVersion given out; one counter for everything, as etcd has it */
  version: number;
  readonly objects: ObjectTable;
  /** newest last, cut at the front */
  readonly changes: Change[];
  /** resourceVersions up to this one can no longer be watched from */
  compactedVersion: number;
  readonly listeners: Set<(change: Change) => void>;
  readonly users: Map<string, UserRecord>;
  readonly tokens: Map<string, TokenRecord>;
  /** by the code itself */
  readonly codes: Map<string, AuthorizeCode>;
  /** bytes of every manifest that was pushed, by digest */
  readonly manifests: Map<string, PushedManifest>;
  /** names of ClusterRoleBindings to users: cluster role by user name */
  readonly clusterAdmins: Set<string>;
  /** users who may see and delete their own OAuth tokens: everybody on a real cluster, on the recorded one bob for a while */
  readonly tokenManagers: Set<string>;
  /** ClusterRoles that not every cluster has */
  readonly addedRoles: Map<string, Role>;
  readonly failures: Failure[];
  /** names of the nodes DaemonSets have a pod on; other pods run on the first */
  readonly nodes: string[];
  /** since when a rollout is going on, by uid of its object; API times have whole seconds only */
  readonly moments: Map<string, number>;
  /** pod templates their controller has not seen yet, oldest first, by uid of the workload */
  readonly unseenTemplates: Map<string, PodTemplate[]>;
  /** API groups of CustomResourceDefinitions that were added */
  readonly customGroups: Set<string>;
  readonly unknownRequests: string[];
  readonly internalRegistryHost: string;
  /** host:port by which the registry is reachable from outside; undefined: not exposed */
  publicRegistryHost: string | undefined;
  /** registries elsewhere; undefined: none can be reached */
  upstream: Upstream | undefined;
  /** what the registry of the cluster keeps; undefined: nothing is built here */
  registryContent: RegistryContent | undefined;
  /** lines with their ends, by uid of the build */
  readonly buildLogs: Map<string, string[]>;
  /** how often a tag that follows another registry is looked up, in cluster seconds */
  readonly importIntervalSeconds: number;
  apiUrl: string;
  /** PEM of the authority of the API */
  apiCa: string;
  /** issuer of the OAuth server */
  oauthUrl: string;
  readonly identityProviders: IdentityProviders;
  readonly release: Release;
  readonly imageIds: ImageIdStyle;
  readonly tokenCacheMs: number;
  /** who set which fields, by uid */
  readonly managers: Map<string, readonly Manager[]>;
  /** on whose behalf the store is written to; undefined: a controller's */
  writer: Pick<Manager, 'name' | 'operation'> | undefined;
  /** domain of the hosts that routes get */
  readonly appsDomain: string;
  readonly rbacDelayMs: number;
  /** from when on role bindings of requested projects are seen, by uid */
  readonly seenFromMs: Map<string, number>;
  readonly now: () => Date;
  readonly chance: () => number;
}

export function emptyObjects(): ObjectTable {
  return {
    namespaces: new Map(),
    imagestreams: new Map(),
    images: new Map(),
    deployments: new Map(),
    replicasets: new Map(),
    deploymentconfigs: new Map(),
    statefulsets: new Map(),
    daemonsets: new Map(),
    controllerrevisions: new Map(),
    cronjobs: new Map(),
    replicationcontrollers: new Map(),
    pods: new Map(),
    events: new Map(),
    rolebindings: new Map(),
    roles: new Map(),
    limitranges: new Map(),
    resourcequotas: new Map(),
    serviceaccounts: new Map(),
    secrets: new Map(),
    configmaps: new Map(),
    services: new Map(),
    routes: new Map(),
    templates: new Map(),
    builds: new Map(),
    buildconfigs: new Map(),
    leases: new Map(),
    jobs: new Map(),
    horizontalpodautoscalers: new Map(),
    poddisruptionbudgets: new Map(),
    persistentvolumeclaims: new Map(),
    networkpolicies: new Map(),
    ingresses: new Map(),
    clusterimagepolicies: new Map(),
    imagepolicies: new Map(),
    applications: new Map(),
  };
}

/** Times in the API have whole seconds. */
export function timestamp(state: ClusterState): string {
  return formatTime(state.now());
}

export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
