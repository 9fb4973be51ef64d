import { decide } from '../access/authorizer.ts';
import { asObject, asString } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Namespace } from '../state/kinds.ts';
import { find, insert, listObjects, remove } from '../state/store.ts';
import { json, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { readSelectors } from './selectors.ts';
import { alreadyExists, forbidden, invalid, notFound, StatusFailure, SUCCESS } from '../exchange/status.ts';

const PROJECT = { group: 'project.openshift.io', resource: 'project' };
const API_VERSION = 'project.openshift.io/v1';
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const RESERVED_PREFIXES = ['openshift-', 'kubernetes-', 'kube-'];
const RESERVED_NAMES = ['openshift', 'kubernetes', 'kube'];

export const PROJECT_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) =>
    json(200, { kind: 'Project', apiVersion: API_VERSION, ...requireProject(call, state) }),
  list: (call, state) => {
    const matches = readSelectors(call.query, {});
    const items = listObjects(state, 'namespaces', undefined)
      .filter((project) => maySee(call, state, project.metadata.name))
      .filter(matches);
    return json(200, { kind: 'ProjectList', apiVersion: API_VERSION, metadata: {}, items });
  },
  delete: (call, state) => {
    const project = requireProject(call, state);
    removeProject(state, project);
    return json(200, SUCCESS);
  },
};

export const NAMESPACE_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) => json(200, { kind: 'Namespace', apiVersion: 'v1', ...requireProject(call, state) }),
};

function requireProject(call: ApiCall, state: ClusterState): Namespace {
  const name = call.name ?? '';
  const project = find(state, 'namespaces', undefined, name);
  if (project === undefined) throw notFound({ group: '', resource: 'namespaces' }, name);
  return project;
}

/** A project is in the list of everybody who may `get` its namespace through any binding. */
function maySee(call: ApiCall, state: ClusterState, name: string): boolean {
  return decide(state, call.identity, {
    verb: 'get',
    group: '',
    resource: 'namespaces',
    namespace: name,
    name,
  }).allowed;
}

/** Everything in a project goes with it. */
function removeProject(state: ClusterState, project: Namespace): void {
  const namespace = project.metadata.name;
  const resources = [
    ...(['deployments', 'replicasets', 'deploymentconfigs', 'replicationcontrollers', 'pods'] as const),
    ...(['configmaps', 'leases', 'services', 'routes', 'templates'] as const),
    ...(['imagestreams', 'events', 'rolebindings', 'serviceaccounts', 'secrets'] as const),
    ...(['roles', 'limitranges', 'resourcequotas'] as const),
  ];
  for (const resource of resources) {
    for (const object of listObjects(state, resource, namespace)) remove(state, resource, object);
  }
  remove(state, 'namespaces', project);
}

/** projectrequests: who may list them may ask for a project (openshift-api.md §5). `dryRun` is not honoured (44zza). */
export const PROJECT_REQUEST_HANDLERS: Readonly<Record<string, Handler>> = {
  list: (call, state) => {
    const what = { verb: 'create', group: 'project.openshift.io', resource: 'projectrequests' };
    if (decide(state, call.identity, what).allowed) return json(200, SUCCESS);
    throw new StatusFailure(403, 'Forbidden', 'You may not request a new project via this API.', {
      group: 'project.openshift.io',
      kind: 'projectrequest',
    });
  },
  create: (call, state) => create(call, state),
};

function create(call: ApiCall, state: ClusterState): ApiReply {
  const name = asString(asObject(call.body['metadata'])['name']);
  refuseName(name);
  if (find(state, 'namespaces', undefined, name) !== undefined) throw alreadyExists(PROJECT, name);
  const project = createProject(state, name, call.identity.username, {
    displayName: asString(call.body['displayName']),
    description: asString(call.body['description']),
  });
  // the bindings are stored, but the authorizer goes by what it has heard of (openshift-api.md §5)
  const seenFromMs = state.now().getTime() + state.rbacDelayMs;
  for (const { metadata } of listObjects(state, 'rolebindings', name))
    state.seenFromMs.set(metadata.uid, seenFromMs);
  return json(201, { kind: 'Project', apiVersion: API_VERSION, ...project });
}

function refuseName(name: string): void {
  const prefix = RESERVED_PREFIXES.find((candidate) => name.startsWith(candidate));
  if (prefix !== undefined) {
    throw forbidden(PROJECT, name, `cannot request a project starting with "${prefix}"`);
  }
  if (RESERVED_NAMES.includes(name)) {
    throw forbidden(PROJECT, name, `cannot request a project with the name "${name}"`);
  }
  const problem =
    name.length < 2
      ? 'must be at least 2 characters long'
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  if (name.length >= 2 && name.length <= 63 && LABEL.test(name)) return;
  throw invalid('project.openshift.io', 'ProjectRequest', name, [
    { reason: 'FieldValueInvalid', message: `Invalid value: "${name}": ${problem}`, field: 'metadata.name' },
  ]);
}

const ACCOUNTS = ['builder', 'default', 'deployer'];

/**
 * A project as the project template and the controllers leave it: the requester is admin, the service accounts and their
 * bindings exist (capture 46a).
 */
export function createProject(
  state: ClusterState,
  name: string,
  requester: string,
  texts: { readonly displayName: string; readonly description: string } = {
    displayName: '',
    description: '',
  },
): Namespace {
  const project = insert(state, 'namespaces', {
    metadata: {
      name,
      labels: { 'kubernetes.io/metadata.name': name },
      annotations: {
        'openshift.io/description': texts.description,
        'openshift.io/display-name': texts.displayName,
        'openshift.io/requester': requester,
      },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
  for (const account of ACCOUNTS)
    insert(state, 'serviceaccounts', { metadata: { name: account, namespace: name } });
  const accounts = (account: string) => [{ kind: 'ServiceAccount', name: account, namespace: name }];
  bind(state, name, 'system:deployers', 'system:deployer', accounts('deployer'), DESCRIPTIONS.deployers);
  bind(
    state,
    name,
    'system:image-builders',
    'system:image-builder',
    accounts('builder'),
    DESCRIPTIONS.builders,
  );
  const group = [
    { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: `system:serviceaccounts:${name}` },
  ];
  bind(state, name, 'system:image-pullers', 'system:image-puller', group, DESCRIPTIONS.pullers);
  const user = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: requester }];
  bind(state, name, 'admin', 'admin', user, undefined);
  return project;
}

const MANAGED = 'It is auto-managed by a controller; remove subjects to disable.';
const DESCRIPTIONS = {
  deployers: `Allows deploymentconfigs in this namespace to rollout pods in this namespace.  ${MANAGED}`,
  builders: `Allows builds in this namespace to push images to this namespace.  ${MANAGED}`,
  pullers: `Allows all pods in this namespace to pull images from this namespace.  ${MANAGED}`,
};

function bind(
  state: ClusterState,
  namespace: string,
  name: string,
  role: string,
  subjects: { kind: string; apiGroup?: string; name: string; namespace?: string }[],
  description: string | undefined,
): void {
  const annotations =
    description === undefined ? {} : { annotations: { 'openshift.io/description': description } };
  insert(state, 'rolebindings', {
    metadata: { name, namespace, ...annotations },
    subjects,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  });
}
