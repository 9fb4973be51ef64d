/** A permission needed to roll a workload out or back. Without `resource`, it is for the workload itself, by name. */
export interface WorkloadRight {
  readonly verb: string;
  /** of the workload */
  readonly subresource?: string;
  /** other objects of its project */
  readonly resource?: { readonly group: string; readonly name: string };
}

/** Names of a kind of workload in Kubernetes, OpenShift and `oc`, and the permissions that its rollouts need. */
interface WorkloadKindRow {
  /** name in manifests */
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  /** name in API paths and permissions; `oc` accepts it as well as the singular, which is the key of the row */
  readonly resource: string;
  /** of `oc` (`oc api-resources`) */
  readonly shortName: string;
  /** name in messages and hints: `dc/api` */
  readonly shown: string;
  /** where its image triggers are (openshift-api.md §4.5) */
  readonly triggers: 'annotation' | 'spec';
  /** rights to roll it out and to watch that (openshift-api.md §7.3, "deploy") */
  readonly rollOut: readonly WorkloadRight[];
  /** additional permissions to roll it back to an earlier revision */
  readonly rollBack: readonly WorkloadRight[];
}

const LIST_PODS = list('', 'pods');

/**
 * The kinds of workloads that are rolled out, in the order in which they are searched, applied and listed. Aliases, API paths,
 * rights, help and the record schema derive from this table; CONTRIBUTING.md says what else a new kind needs.
 */
const WORKLOADS = {
  deployment: {
    kind: 'Deployment',
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    shortName: 'deploy',
    shown: 'deployment',
    triggers: 'annotation',
    rollOut: [{ verb: 'get' }, { verb: 'patch' }, list('apps', 'replicasets'), LIST_PODS],
    rollBack: [{ verb: 'update' }],
  },
  deploymentconfig: {
    kind: 'DeploymentConfig',
    group: 'apps.openshift.io',
    version: 'v1',
    resource: 'deploymentconfigs',
    shortName: 'dc',
    shown: 'dc',
    triggers: 'spec',
    rollOut: [
      { verb: 'get' },
      { verb: 'create', subresource: 'instantiate' },
      list('', 'replicationcontrollers'),
      LIST_PODS,
    ],
    rollBack: [{ verb: 'create', subresource: 'rollback' }, { verb: 'update' }],
  },
  statefulset: {
    kind: 'StatefulSet',
    group: 'apps',
    version: 'v1',
    resource: 'statefulsets',
    shortName: 'sts',
    shown: 'statefulset',
    triggers: 'annotation',
    rollOut: [{ verb: 'get' }, { verb: 'patch' }, list('apps', 'controllerrevisions'), LIST_PODS],
    // pods of the new revision that do not become ready prevent a rollback of the set
    rollBack: [{ verb: 'update' }, { verb: 'delete', resource: { group: '', name: 'pods' } }],
  },
  daemonset: {
    kind: 'DaemonSet',
    group: 'apps',
    version: 'v1',
    resource: 'daemonsets',
    shortName: 'ds',
    shown: 'daemonset',
    triggers: 'annotation',
    rollOut: [{ verb: 'get' }, { verb: 'patch' }, list('apps', 'controllerrevisions'), LIST_PODS],
    rollBack: [{ verb: 'update' }],
  },
  cronjob: {
    kind: 'CronJob',
    group: 'batch',
    version: 'v1',
    resource: 'cronjobs',
    shortName: 'cj',
    shown: 'cronjob',
    triggers: 'annotation',
    // its pods start on a schedule, so there is no revision and no pod to wait for
    rollOut: [{ verb: 'get' }, { verb: 'patch' }],
    rollBack: [{ verb: 'update' }],
  },
} as const satisfies Readonly<Record<string, WorkloadKindRow>>;

export type WorkloadKind = keyof typeof WORKLOADS;

export const WORKLOAD_KINDS = Object.keys(WORKLOADS) as readonly WorkloadKind[];

export function workloadRow(kind: WorkloadKind): WorkloadKindRow {
  return WORKLOADS[kind];
}

/**
 * The kind that a user means, as `oc` takes and prints it: singular, plural or short name, in any case, alone, with its API group
 * (`deployment.apps`, which `oc get -o name` prints) or with version and group (`deployments.v1.apps`).
 */
export function workloadKindOf(text: string): WorkloadKind | undefined {
  const [name = '', ...qualifiers] = text.toLowerCase().split('.');
  const qualifier = qualifiers.join('.');
  return WORKLOAD_KINDS.find((kind) => {
    const { resource, shortName, group, version } = workloadRow(kind);
    const isNamed = [kind, resource, shortName].includes(name);
    return isNamed && ['', group, `${version}.${group}`].includes(qualifier);
  });
}

function list(group: string, name: string): WorkloadRight {
  return { verb: 'list', resource: { group, name } };
}
