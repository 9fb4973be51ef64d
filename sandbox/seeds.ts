import { createProject } from './api/projects.ts';
import type { Identity } from './state/identity.ts';
import type { PolicyRule } from './state/project-roles.ts';
import { issueServiceAccountToken } from './access/tokens.ts';
import type { SandboxCluster } from './cluster.ts';
import { settleStream } from './imagestreams/stream-strategy.ts';
import { newStream } from './imagestreams/stream-tags.ts';
import type { DeploymentConfig, Deployment, ImageStream } from './state/kinds.ts';
import { find, insert } from './state/store.ts';
import { DEPLOYMENT_CONFIGS } from './workloads/deployment-config-spec.ts';
import { DEPLOYMENTS } from './workloads/deployment-spec.ts';
import type { ApiCall } from './exchange/exchange.ts';

/** A project with its service accounts; `admin` becomes its admin. */
export function seedProject(cluster: SandboxCluster, name: string, admin = 'alice'): void {
  createProject(cluster.state, name, admin);
}

/** The project `openshift` of every cluster, whose image streams everybody may see (openshift-api.md §2.1). */
export function seedSharedProject(cluster: SandboxCluster): void {
  createProject(cluster.state, 'openshift', 'system:admin');
  seedStream(cluster, 'openshift', 'cli');
  const group = { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:authenticated' };
  insert(cluster.state, 'rolebindings', {
    metadata: { name: 'shared-resource-viewers', namespace: 'openshift' },
    subjects: [group],
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'shared-resource-viewer',
    },
  });
}

/** Binds a ClusterRole to a user or a service account (`system:serviceaccount:NS:NAME`) in a project. */
export function seedRole(cluster: SandboxCluster, project: string, role: string, holder: string): void {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(holder);
  const subject =
    account?.[1] === undefined || account[2] === undefined
      ? { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: holder }
      : { kind: 'ServiceAccount', namespace: account[1], name: account[2] };
  insert(cluster.state, 'rolebindings', {
    metadata: { name: bindingName(cluster, project, account?.[2] ?? holder, role), namespace: project },
    subjects: [subject],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  });
}

/** OpenShift GitOps: the Applications of Argo CD, and the project of its default instance. */
export function seedGitOps(cluster: SandboxCluster): void {
  cluster.state.customGroups.add('argoproj.io');
  createProject(cluster.state, 'openshift-gitops', 'system:admin');
}

/** A ClusterRole of this cluster's own, to bind with `seedRole`. */
export function seedClusterRole(cluster: SandboxCluster, name: string, rules: readonly PolicyRule[]): void {
  cluster.state.addedRoles.set(name, { rules });
}

/** Named after its holder; a further one of the same holder after the role, too. */
function bindingName(cluster: SandboxCluster, project: string, holder: string, role: string): string {
  const isTaken = find(cluster.state, 'rolebindings', project, holder) !== undefined;
  return isTaken ? `${holder}-${role}` : holder;
}

/** A service account with its token. */
export function seedServiceAccount(cluster: SandboxCluster, project: string, name: string): string {
  if (find(cluster.state, 'serviceaccounts', project, name) === undefined) {
    insert(cluster.state, 'serviceaccounts', { metadata: { name, namespace: project } });
  }
  return issueServiceAccountToken(cluster.state, project, name);
}

/** An empty image stream. */
export function seedStream(cluster: SandboxCluster, project: string, name: string): ImageStream {
  const stream = newStream(cluster.state, { namespace: project }, name);
  return insert(cluster.state, 'imagestreams', settleStream(cluster.state, stream, undefined, SYSTEM_ADMIN));
}

const SYSTEM_ADMIN: Identity = {
  username: 'system:admin',
  uid: undefined,
  groups: [],
  scopes: [],
  extra: {},
};

export interface WorkloadSeed {
  readonly project: string;
  readonly name: string;
  /** `app:prod`: triggered by this tag; undefined: no image trigger */
  readonly tag?: string;
  /** image before a tag resolves; default `placeholder` (a blank for DeploymentConfigs) */
  readonly image?: string;
  readonly replicas?: number;
  /** of a DeploymentConfig: its image trigger acts only when a rollout is asked for */
  readonly isManual?: boolean;
  readonly container?: string;
  /** pods never become ready */
  readonly failing?: boolean;
  /** seconds until a rollout has failed; default 600 */
  readonly timeoutSeconds?: number;
}

/** A pod template with one container. */
export function templateOf(seed: WorkloadSeed, image: string, more: object = {}): object {
  const labels = { app: seed.name, ...(seed.failing === true ? { 'lab/fail': 'true' } : {}) };
  return { metadata: { labels }, spec: { containers: [{ name: seed.container ?? 'web', image }], ...more } };
}

/** The annotation of an image trigger; the path of the container's image starts with `prefix` where templates are nested. */
export function triggerAnnotations(seed: WorkloadSeed, prefix = ''): Record<string, string> {
  if (seed.tag === undefined) return {};
  const trigger = {
    from: { kind: 'ImageStreamTag', name: seed.tag },
    fieldPath: `${prefix}spec.template.spec.containers[?(@.name=="${seed.container ?? 'web'}")].image`,
  };
  return { 'image.openshift.io/triggers': JSON.stringify([trigger]) };
}

/** A Deployment, with an image trigger annotation when `tag` is given. */
export function seedDeployment(cluster: SandboxCluster, seed: WorkloadSeed): Deployment {
  const body = {
    metadata: { name: seed.name, annotations: triggerAnnotations(seed) },
    spec: {
      replicas: seed.replicas ?? 1,
      progressDeadlineSeconds: seed.timeoutSeconds ?? 600,
      selector: { matchLabels: { app: seed.name } },
      template: templateOf(seed, seed.image ?? 'placeholder'),
    },
  };
  return insert(
    cluster.state,
    'deployments',
    DEPLOYMENTS.build(plain(body), callIn(seed.project), cluster.state),
  );
}

/** A DeploymentConfig, with a ConfigChange and an automatic ImageChange trigger when `tag` is given, else without triggers. */
export function seedDeploymentConfig(cluster: SandboxCluster, seed: WorkloadSeed): DeploymentConfig {
  const imageChangeParams = {
    ...(seed.isManual === true ? {} : { automatic: true }),
    containerNames: [seed.container ?? 'web'],
    from: { kind: 'ImageStreamTag', name: seed.tag },
  };
  const body = {
    metadata: { name: seed.name },
    spec: {
      replicas: seed.replicas ?? 1,
      selector: { app: seed.name },
      strategy: { type: 'Rolling', rollingParams: { timeoutSeconds: seed.timeoutSeconds ?? 600 } },
      triggers:
        seed.tag === undefined ? [] : [{ type: 'ConfigChange' }, { type: 'ImageChange', imageChangeParams }],
      template: templateOf(seed, seed.image ?? ' '),
    },
  };
  const built = DEPLOYMENT_CONFIGS.build(plain(body), callIn(seed.project), cluster.state);
  return insert(cluster.state, 'deploymentconfigs', built);
}

/** JSON without the undefined fields. */
export function plain(body: object): ApiCall['body'] {
  return JSON.parse(JSON.stringify(body)) as ApiCall['body'];
}

/** A call that makes an object of a project. */
export function callIn(namespace: string): ApiCall {
  return {
    verb: 'create',
    group: '',
    version: 'v1',
    resource: '',
    subresource: undefined,
    namespace,
    name: undefined,
    identity: SYSTEM_ADMIN,
    query: new URLSearchParams(),
    headers: {},
    rawBody: new Uint8Array(),
    body: {},
    dryRun: false,
  };
}
