import { APPLICATIONS } from '../resources/application-spec.ts';
import {
  AUTOSCALERS,
  AUTOSCALERS_V1,
  DISRUPTION_BUDGETS,
  CLUSTER_IMAGE_POLICIES,
  IMAGE_POLICIES,
  INGRESSES,
  JOBS,
  NETWORK_POLICIES,
  VOLUME_CLAIMS,
} from '../resources/plain-specs.ts';
import { LEASES } from '../resources/lease-spec.ts';
import { SECRETS } from '../resources/secret-spec.ts';
import { requestToken, SERVICE_ACCOUNTS } from '../resources/service-account-spec.ts';
import { ROLES } from '../resources/role-spec.ts';
import {
  listAppliedQuotas,
  LIMIT_RANGES,
  QUOTA_STATUS_HANDLERS,
  RESOURCE_QUOTAS,
} from '../resources/limit-specs.ts';
import { ROLE_BINDINGS } from '../resources/role-binding-spec.ts';
import { buildLog } from '../builds/build-log.ts';
import { BUILD_CONFIGS, BUILDS } from '../builds/build-spec.ts';
import { callWebhook } from '../builds/webhook.ts';
import { instantiateBuild } from '../builds/instantiate-build.ts';
import { IMAGE_TAG_HANDLERS } from '../imagestreams/image-tags.ts';
import { IMAGE_HANDLERS, streamSecrets } from '../imagestreams/images.ts';
import { STREAM_IMAGE_HANDLERS, streamLayers } from '../imagestreams/stream-images.ts';
import { IMAGE_STREAMS } from '../imagestreams/stream-spec.ts';
import { STREAM_TAG_HANDLERS } from '../imagestreams/stream-tags.ts';
import { importImages } from '../imports/image-stream-imports.ts';
import { deleteAccessToken, USER_TOKEN_HANDLERS } from '../oauth/access-tokens.ts';
import { ROUTES as HTTP_ROUTES } from '../resources/route-spec.ts';
import { SERVICES } from '../resources/service-spec.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { StoredResource } from '../state/kinds.ts';
import { processTemplate } from '../templates/process-template.ts';
import { TEMPLATES } from '../templates/template-spec.ts';
import {
  DEPLOYMENT_CONFIGS,
  DEPRECATED_CONFIG,
  REPLICATION_CONTROLLERS,
} from '../workloads/deployment-config-spec.ts';
import { PODS } from '../workloads/pod-spec.ts';
import { CRON_JOBS } from '../workloads/cron-job-spec.ts';
import { DEPLOYMENTS, REPLICA_SETS } from '../workloads/deployment-spec.ts';
import { DEPRECATED_REQUEST, instantiate } from '../workloads/instantiate.ts';
import { configLog, podLog } from '../workloads/logs.ts';
import { DEPRECATED_ROLLBACK, rollback } from '../workloads/rollback.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS, STATEFUL_SETS } from '../workloads/set-specs.ts';
import { scaleHandlers } from '../workloads/scale.ts';
import type { Handler, ResourceCall } from '../exchange/exchange.ts';
import { NAMESPACE_HANDLERS, PROJECT_HANDLERS, PROJECT_REQUEST_HANDLERS } from '../api/projects.ts';
import type { ResourceSpec } from '../api/resource-spec.ts';
import { getUser, reviewLocalAccess, reviewSelf, reviewSelfAccess, reviewSelfRules } from '../api/reviews.ts';
import { CONFIG_MAPS, EVENTS } from '../api/simple-specs.ts';
import { storedHandlers } from '../api/stored-objects.ts';

export interface Route {
  /** kind of the object in the body */
  readonly kind: string;
  /** text of a deprecation */
  readonly warning?: string | undefined;
  readonly handle: Handler;
}

interface Entry {
  readonly kind: string;
  readonly warning?: string | undefined;
  /** only on clusters that have the group */
  readonly isCustom?: boolean;
  readonly handlers: Readonly<Record<string, Handler>>;
}

function stored<R extends StoredResource>(spec: ResourceSpec<R>): Entry {
  return { kind: spec.kind, warning: spec.warning, handlers: storedHandlers(spec) };
}

function readOnly(entry: Entry): Entry {
  const { get, list, watch, delete: destroy } = entry.handlers;
  const handlers = { get, list, watch, delete: destroy };
  return { ...entry, handlers: handlers as Readonly<Record<string, Handler>> };
}

const only = (kind: string, handlers: Readonly<Record<string, Handler>>): Entry => ({ kind, handlers });

/** Everything the sandbox answers: `GROUP/VERSION RESOURCE[/SUBRESOURCE]`. What is not here is 501 or 404. */
const ROUTES: Readonly<Record<string, Entry>> = {
  'build.openshift.io/v1 builds': stored(BUILDS),
  'build.openshift.io/v1 builds/log': only('BuildLog', { get: buildLog }),
  'build.openshift.io/v1 buildconfigs': stored(BUILD_CONFIGS),
  'build.openshift.io/v1 buildconfigs/webhooks': only('Build', { create: callWebhook }),
  'build.openshift.io/v1 buildconfigs/instantiate': only('BuildRequest', { create: instantiateBuild }),
  'image.openshift.io/v1 imagestreams': stored(IMAGE_STREAMS),
  'image.openshift.io/v1 imagestreams/layers': only('ImageStreamLayers', { get: streamLayers }),
  'image.openshift.io/v1 imagestreams/secrets': only('SecretList', { get: streamSecrets }),
  'image.openshift.io/v1 imagestreamtags': only('ImageStreamTag', STREAM_TAG_HANDLERS),
  'image.openshift.io/v1 imagestreamimages': only('ImageStreamImage', STREAM_IMAGE_HANDLERS),
  'image.openshift.io/v1 imagestreamimports': only('ImageStreamImport', { create: importImages }),
  'image.openshift.io/v1 imagetags': only('ImageTag', IMAGE_TAG_HANDLERS),
  'image.openshift.io/v1 images': only('Image', IMAGE_HANDLERS),
  'apps/v1 deployments': stored(DEPLOYMENTS),
  'apps/v1 deployments/scale': only('Scale', scaleHandlers('deployments')),
  'apps/v1 replicasets': stored(REPLICA_SETS),
  'apps/v1 statefulsets': stored(STATEFUL_SETS),
  'apps/v1 statefulsets/scale': only('Scale', scaleHandlers('statefulsets')),
  'apps/v1 daemonsets': stored(DAEMON_SETS),
  'apps/v1 controllerrevisions': readOnly(stored(CONTROLLER_REVISIONS)),
  'batch/v1 cronjobs': stored(CRON_JOBS),
  'apps.openshift.io/v1 deploymentconfigs': stored(DEPLOYMENT_CONFIGS),
  'apps.openshift.io/v1 deploymentconfigs/instantiate': {
    kind: 'DeploymentRequest',
    warning: DEPRECATED_REQUEST,
    handlers: { create: instantiate },
  },
  'apps.openshift.io/v1 deploymentconfigs/rollback': {
    kind: 'DeploymentConfigRollback',
    warning: DEPRECATED_ROLLBACK,
    handlers: { create: rollback },
  },
  'apps.openshift.io/v1 deploymentconfigs/log': {
    kind: 'DeploymentLog',
    warning: DEPRECATED_CONFIG.replace('DeploymentConfig', 'DeploymentLog'),
    handlers: { get: configLog },
  },
  '/v1 replicationcontrollers': stored(REPLICATION_CONTROLLERS),
  '/v1 pods': stored(PODS),
  '/v1 persistentvolumeclaims': stored(VOLUME_CLAIMS),
  'batch/v1 jobs': stored(JOBS),
  'autoscaling/v1 horizontalpodautoscalers': stored(AUTOSCALERS_V1),
  'autoscaling/v2 horizontalpodautoscalers': stored(AUTOSCALERS),
  'policy/v1 poddisruptionbudgets': stored(DISRUPTION_BUDGETS),
  'networking.k8s.io/v1 networkpolicies': stored(NETWORK_POLICIES),
  'networking.k8s.io/v1 ingresses': stored(INGRESSES),
  'config.openshift.io/v1 clusterimagepolicies': stored(CLUSTER_IMAGE_POLICIES),
  'config.openshift.io/v1 imagepolicies': stored(IMAGE_POLICIES),
  'argoproj.io/v1alpha1 applications': { ...stored(APPLICATIONS), isCustom: true },
  '/v1 pods/log': only('Pod', { get: podLog }),
  '/v1 events': readOnly(stored(EVENTS)),
  '/v1 configmaps': stored(CONFIG_MAPS),
  'coordination.k8s.io/v1 leases': stored(LEASES),
  '/v1 services': stored(SERVICES),
  'route.openshift.io/v1 routes': stored(HTTP_ROUTES),
  'template.openshift.io/v1 templates': stored(TEMPLATES),
  'template.openshift.io/v1 processedtemplates': only('Template', { create: processTemplate }),
  '/v1 secrets': stored(SECRETS),
  '/v1 serviceaccounts': stored(SERVICE_ACCOUNTS),
  '/v1 serviceaccounts/token': only('TokenRequest', { create: requestToken }),
  '/v1 namespaces': only('Namespace', NAMESPACE_HANDLERS),
  '/v1 limitranges': stored(LIMIT_RANGES),
  '/v1 resourcequotas': stored(RESOURCE_QUOTAS),
  '/v1 resourcequotas/status': only('ResourceQuota', QUOTA_STATUS_HANDLERS),
  'quota.openshift.io/v1 appliedclusterresourcequotas': only('AppliedClusterResourceQuota', {
    list: listAppliedQuotas,
  }),
  'rbac.authorization.k8s.io/v1 rolebindings': stored(ROLE_BINDINGS),
  'rbac.authorization.k8s.io/v1 roles': stored(ROLES),
  'project.openshift.io/v1 projects': only('Project', PROJECT_HANDLERS),
  'project.openshift.io/v1 projectrequests': only('ProjectRequest', PROJECT_REQUEST_HANDLERS),
  'oauth.openshift.io/v1 oauthaccesstokens': only('OAuthAccessToken', { delete: deleteAccessToken }),
  'oauth.openshift.io/v1 useroauthaccesstokens': only('UserOAuthAccessToken', USER_TOKEN_HANDLERS),
  'user.openshift.io/v1 users': only('User', { get: getUser }),
  'authentication.k8s.io/v1 selfsubjectreviews': only('SelfSubjectReview', { create: reviewSelf }),
  'authorization.k8s.io/v1 selfsubjectaccessreviews': only('SelfSubjectAccessReview', {
    create: reviewSelfAccess,
  }),
  'authorization.k8s.io/v1 localsubjectaccessreviews': only('LocalSubjectAccessReview', {
    create: reviewLocalAccess,
  }),
  'authorization.k8s.io/v1 selfsubjectrulesreviews': only('SelfSubjectRulesReview', {
    create: reviewSelfRules,
  }),
};

export function findRoute(call: ResourceCall, { customGroups }: ClusterState): Route | undefined {
  const name = call.subresource === undefined ? call.resource : `${call.resource}/${call.subresource}`;
  const entry = ROUTES[`${call.group}/${call.version} ${name}`];
  const handle = entry?.handlers[call.verb];
  if (entry === undefined || handle === undefined) return undefined;
  if (entry.isCustom === true && !customGroups.has(call.group)) return undefined;
  return { kind: entry.kind, warning: entry.warning, handle };
}
