import { PROJECT_ROLES, type NonResourceRule, type PolicyRule, type Role } from '../state/project-roles.ts';

const PUBLIC_PATHS: NonResourceRule = {
  verbs: ['get'],
  nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
};
const WELL_KNOWN: NonResourceRule = { verbs: ['get'], nonResourceURLs: ['/.well-known', '/.well-known/*'] };
const HEALTH: NonResourceRule = { verbs: ['get'], nonResourceURLs: ['/healthz', '/healthz/'] };
const KUBERNETES_DISCOVERY: NonResourceRule = {
  verbs: ['get'],
  nonResourceURLs: [
    ...['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz'],
    ...['/version', '/version/'],
  ],
};
const OPENSHIFT_DISCOVERY: NonResourceRule = {
  verbs: ['get'],
  nonResourceURLs: [
    ...['/version', '/version/*', '/api', '/api/*', '/apis', '/apis/*', '/oapi', '/oapi/*', '/openapi/v2'],
    ...['/swaggerapi', '/swaggerapi/*', '/swagger.json', '/swagger-2.0.0.pb-v1', '/osapi', '/osapi/'],
    ...['/.well-known', '/.well-known/oauth-authorization-server', '/'],
  ],
};

function rule(
  verbs: string,
  apiGroups: readonly string[],
  resources: string,
  resourceNames?: readonly string[],
): PolicyRule {
  const base = { verbs: verbs.split(' '), apiGroups, resources: resources.split(' ') };
  return resourceNames === undefined ? base : { ...base, resourceNames };
}

const BUILD = ['', 'build.openshift.io'];
const SELF_REVIEWS = [
  rule('create', ['', 'authorization.openshift.io'], 'selfsubjectrulesreviews'),
  rule('create', ['authorization.k8s.io'], 'selfsubjectaccessreviews'),
];

/** ClusterRoles bound in the whole cluster; the rules are those of capture 47f. */
const CLUSTER_ROLES: Readonly<Record<string, Role>> = {
  'cluster-admin': {
    rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  },
  'basic-user': {
    rules: [
      rule('get', ['', 'user.openshift.io'], 'users', ['~']),
      rule('list', ['', 'project.openshift.io'], 'projectrequests'),
      rule('get list', ['', 'authorization.openshift.io'], 'clusterroles'),
      rule('get list watch', ['rbac.authorization.k8s.io'], 'clusterroles'),
      rule('get list', ['storage.k8s.io'], 'storageclasses'),
      rule('list watch', ['', 'project.openshift.io'], 'projects'),
      ...SELF_REVIEWS,
    ],
  },
  'self-access-reviewer': { rules: SELF_REVIEWS },
  'self-provisioner': { rules: [rule('create', ['', 'project.openshift.io'], 'projectrequests')] },
  'system:basic-user': {
    rules: [
      rule('create', ['authorization.k8s.io'], 'selfsubjectaccessreviews selfsubjectrulesreviews'),
      rule('create', ['authentication.k8s.io'], 'selfsubjectreviews'),
    ],
  },
  'system:build-strategy-docker': { rules: [rule('create', BUILD, 'builds/docker builds/optimizeddocker')] },
  'system:build-strategy-jenkinspipeline': { rules: [rule('create', BUILD, 'builds/jenkinspipeline')] },
  'system:build-strategy-source': { rules: [rule('create', BUILD, 'builds/source')] },
  'system:openshift:useroauthaccesstoken-manager': {
    rules: [rule('list watch get delete', ['oauth.openshift.io'], 'useroauthaccesstokens')],
  },
  'system:oauth-token-deleter': {
    rules: [rule('delete', ['', 'oauth.openshift.io'], 'oauthaccesstokens oauthauthorizetokens')],
  },
  'system:scope-impersonation': {
    rules: [rule('impersonate', ['authentication.k8s.io'], 'userextras/scopes.authorization.openshift.io')],
  },
  // named in openshift-api.md §2.1; its rules are those of the documentation, not recorded
  'shared-resource-viewer': {
    rules: [
      rule('get list watch', ['', 'template.openshift.io'], 'templates'),
      rule(
        'get list watch',
        ['', 'image.openshift.io'],
        'imagestreamimages imagestreams imagestreamtags imagetags',
      ),
      rule('get', ['', 'image.openshift.io'], 'imagestreams/layers'),
    ],
  },
  'system:webhook': { rules: [rule('create get', BUILD, 'buildconfigs/webhooks')] },
  'cluster-status': { rules: [], nonResourceRules: [HEALTH, OPENSHIFT_DISCOVERY] },
  'system:discovery': { rules: [], nonResourceRules: [KUBERNETES_DISCOVERY] },
  'system:openshift:discovery': { rules: [], nonResourceRules: [OPENSHIFT_DISCOVERY] },
  'system:openshift:public-info-viewer': { rules: [], nonResourceRules: [WELL_KNOWN] },
  'system:public-info-viewer': { rules: [], nonResourceRules: [PUBLIC_PATHS] },
};

export interface ClusterRoleBinding {
  readonly name: string;
  readonly role: string;
  readonly groups: readonly string[];
}

const AUTHENTICATED = ['system:authenticated'];
const EVERYBODY = ['system:authenticated', 'system:unauthenticated'];

/** Bindings of every installation. `/api` and `/apis` are for authenticated users only since 4.16 (capture 20m). */
export const CLUSTER_ROLE_BINDINGS: readonly ClusterRoleBinding[] = [
  { name: 'system:openshift:discovery', role: 'system:openshift:discovery', groups: AUTHENTICATED },
  { name: 'basic-users', role: 'basic-user', groups: AUTHENTICATED },
  { name: 'cluster-status-binding', role: 'cluster-status', groups: AUTHENTICATED },
  { name: 'self-access-reviewers', role: 'self-access-reviewer', groups: AUTHENTICATED },
  { name: 'self-provisioners', role: 'self-provisioner', groups: ['system:authenticated:oauth'] },
  { name: 'system:basic-user', role: 'system:basic-user', groups: AUTHENTICATED },
  {
    name: 'system:build-strategy-docker-binding',
    role: 'system:build-strategy-docker',
    groups: AUTHENTICATED,
  },
  {
    name: 'system:build-strategy-jenkinspipeline-binding',
    role: 'system:build-strategy-jenkinspipeline',
    groups: AUTHENTICATED,
  },
  {
    name: 'system:build-strategy-source-binding',
    role: 'system:build-strategy-source',
    groups: AUTHENTICATED,
  },
  { name: 'system:discovery', role: 'system:discovery', groups: AUTHENTICATED },
  { name: 'system:oauth-token-deleters', role: 'system:oauth-token-deleter', groups: EVERYBODY },
  {
    name: 'system:openshift:public-info-viewer',
    role: 'system:openshift:public-info-viewer',
    groups: EVERYBODY,
  },
  { name: 'system:public-info-viewer', role: 'system:public-info-viewer', groups: EVERYBODY },
  { name: 'system:scope-impersonation', role: 'system:scope-impersonation', groups: EVERYBODY },
  { name: 'system:webhooks', role: 'system:webhook', groups: AUTHENTICATED },
];

export function findClusterRole(name: string): Role | undefined {
  return CLUSTER_ROLES[name] ?? PROJECT_ROLES[name];
}
