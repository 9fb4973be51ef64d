/** One rule of a role, as selfsubjectrulesreviews show it. `*` matches everything. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  /** `imagestreams` or `imagestreams/layers` */
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

export interface NonResourceRule {
  readonly verbs: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

export interface Role {
  readonly rules: readonly PolicyRule[];
  readonly nonResourceRules?: readonly NonResourceRule[];
}

/** OpenShift's own groups also exist without a group name, a relic of its first API. */
const legacy = (group: string): readonly string[] => ['', `${group}.openshift.io`];
const READ = 'get list watch';
const WRITE = 'create delete deletecollection patch update';
const ALL = 'create delete deletecollection get list patch update watch';

function rule(verbs: string, apiGroups: string | readonly string[], resources: string): PolicyRule {
  return {
    verbs: verbs.split(' '),
    apiGroups: typeof apiGroups === 'string' ? [apiGroups] : apiGroups,
    resources: resources.split(' '),
  };
}

const STREAM_OBJECTS = 'imagestreamimages imagestreammappings imagestreams imagestreamtags imagetags';
const STREAM_OBJECTS_WRITABLE =
  'imagestreamimages imagestreammappings imagestreams imagestreams/secrets imagestreamtags imagetags';

const SEEING_PROJECT = [rule('get', '', 'namespaces'), rule('get', legacy('project'), 'projects')];

/** Captures 47e and 47i show the rules of `admin` and `registry-editor`; the others are the parts they aggregate. */
const REGISTRY_EDITOR = [
  rule(ALL, '', 'secrets serviceaccounts'),
  rule(ALL, legacy('image'), STREAM_OBJECTS_WRITABLE),
  rule('create', legacy('image'), 'imagestreamimports'),
  rule('get update', legacy('image'), 'imagestreams/layers'),
  ...SEEING_PROJECT,
];

const REGISTRY_VIEWER = [
  rule(READ, legacy('image'), STREAM_OBJECTS),
  rule('get', legacy('image'), 'imagestreams/layers'),
  ...SEEING_PROJECT,
];

const EDIT_ONLY = [
  rule(READ, '', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule('impersonate', '', 'serviceaccounts'),
  rule(WRITE, '', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule('create', '', 'pods/eviction'),
  rule(
    WRITE,
    '',
    'configmaps endpoints events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  rule('create', '', 'serviceaccounts/token'),
  rule(
    WRITE,
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  rule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  rule(WRITE, 'batch', 'cronjobs jobs'),
  rule(
    WRITE,
    'extensions',
    'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
  ),
  rule(WRITE, 'policy', 'poddisruptionbudgets'),
  rule(WRITE, 'networking.k8s.io', 'ingresses networkpolicies'),
  rule(ALL, 'coordination.k8s.io', 'leases'),
  rule('create', legacy('image'), 'imagestreams'),
  rule('update', legacy('build'), 'builds/details'),
  rule('get', legacy('build'), 'builds'),
  rule(ALL, legacy('build'), 'buildconfigs buildconfigs/webhooks builds'),
  rule(READ, legacy('build'), 'builds/log'),
  rule('create', legacy('build'), 'buildconfigs/instantiate buildconfigs/instantiatebinary builds/clone'),
  rule('edit view', 'build.openshift.io', 'jenkins'),
  rule(ALL, legacy('apps'), 'deploymentconfigs deploymentconfigs/scale'),
  rule(
    'create',
    legacy('apps'),
    'deploymentconfigrollbacks deploymentconfigs/instantiate deploymentconfigs/rollback',
  ),
  rule(READ, legacy('apps'), 'deploymentconfigs/log deploymentconfigs/status'),
  rule(READ, legacy('image'), 'imagestreams/status'),
  rule(READ, legacy('quota'), 'appliedclusterresourcequotas'),
  rule(ALL, legacy('route'), 'routes'),
  rule('create', legacy('route'), 'routes/custom-host'),
  rule(READ, legacy('route'), 'routes/status'),
  rule(ALL, legacy('template'), 'processedtemplates templateconfigs templateinstances templates'),
  rule(ALL, 'networking.k8s.io', 'networkpolicies'),
  rule(ALL, legacy('build'), 'buildlogs'),
  rule(READ, '', 'resourcequotausages'),
];

const VIEW_ONLY = [
  rule(READ, legacy('image'), STREAM_OBJECTS),
  rule('get', legacy('image'), 'imagestreams/layers'),
  rule(
    READ,
    '',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  rule(
    READ,
    '',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  rule(READ, '', 'namespaces'),
  rule(READ, 'discovery.k8s.io', 'endpointslices'),
  rule(
    READ,
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  rule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(READ, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  rule(
    READ,
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
  ),
  rule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(READ, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
  rule(READ, legacy('build'), 'buildconfigs buildconfigs/webhooks builds'),
  rule('view', 'build.openshift.io', 'jenkins'),
  rule(READ, legacy('apps'), 'deploymentconfigs deploymentconfigs/scale'),
  rule(READ, legacy('route'), 'routes'),
  rule(READ, legacy('template'), 'processedtemplates templateconfigs templateinstances templates'),
  rule(READ, legacy('build'), 'buildlogs'),
];

/** The accounts that grant permissions in a project. */
const GRANTING = [
  rule(ALL, legacy('authorization'), 'rolebindings roles'),
  rule(ALL, 'rbac.authorization.k8s.io', 'rolebindings roles'),
  rule(
    'create',
    legacy('authorization'),
    'localresourceaccessreviews localsubjectaccessreviews subjectrulesreviews',
  ),
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule('delete get', legacy('project'), 'projects'),
];

const ADMIN_ONLY = [
  ...GRANTING,
  rule('create', legacy('authorization'), 'resourceaccessreviews subjectaccessreviews'),
  rule(
    'create',
    legacy('security'),
    'podsecuritypolicyreviews podsecuritypolicyselfsubjectreviews podsecuritypolicysubjectreviews',
  ),
  rule(READ, legacy('authorization'), 'rolebindingrestrictions'),
  rule('admin edit view', 'build.openshift.io', 'jenkins'),
  rule('delete get patch update', legacy('project'), 'projects'),
  rule('update', legacy('route'), 'routes/status'),
];

/** ClusterRoles that are bound in a project (openshift-api.md §7.2). */
export const PROJECT_ROLES: Readonly<Record<string, Role>> = {
  view: { rules: [...VIEW_ONLY, ...SEEING_PROJECT] },
  edit: { rules: [...REGISTRY_EDITOR, ...EDIT_ONLY, ...VIEW_ONLY] },
  admin: { rules: [...REGISTRY_EDITOR, ...EDIT_ONLY, ...VIEW_ONLY, ...ADMIN_ONLY] },
  'registry-viewer': { rules: REGISTRY_VIEWER },
  'registry-editor': { rules: REGISTRY_EDITOR },
  'registry-admin': { rules: [...REGISTRY_EDITOR, ...GRANTING] },
  'system:image-puller': { rules: [rule('get', legacy('image'), 'imagestreams/layers')] },
  'system:image-pusher': { rules: [rule('get update', legacy('image'), 'imagestreams/layers')] },
  'system:image-builder': {
    rules: [
      rule('get update', legacy('image'), 'imagestreams/layers'),
      rule('create', legacy('image'), 'imagestreams'),
      rule('update', legacy('build'), 'builds/details'),
      rule('get', legacy('build'), 'builds'),
    ],
  },
  'system:deployer': {
    rules: [
      rule('delete', '', 'replicationcontrollers'),
      rule('get list watch update', '', 'replicationcontrollers'),
      rule('get update', '', 'replicationcontrollers/scale'),
      rule('create get list watch', '', 'pods'),
      rule('get', '', 'pods/log'),
      rule('create list', '', 'events'),
      rule('get', legacy('image'), 'imagestreamtags'),
    ],
  },
};
