import type { ClusterState } from '../state/cluster-state.ts';
import type { RoleBinding, Subject } from '../state/kinds.ts';
import { find, listObjects } from '../state/store.ts';
import { CLUSTER_ROLE_BINDINGS, findClusterRole as findKnownRole } from './cluster-roles.ts';
import { parseServiceAccount, serviceAccountName, type Identity } from '../state/identity.ts';
import type { PolicyRule, Role } from '../state/project-roles.ts';

/** An action on a resource to authorize. */
export interface AccessAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** `reason` is what a SelfSubjectAccessReview shows when allowed. */
export type Decision = { readonly allowed: true; readonly reason: string } | { readonly allowed: false };

interface Grant {
  readonly role: Role;
  readonly reason: string;
}

const TOKEN_MANAGER = 'system:openshift:useroauthaccesstoken-manager';

type Holder = Pick<Identity, 'username' | 'groups'>;

/** Role based access control. Who has no binding gets nothing, whether or not the project exists. */
export function decide(state: ClusterState, who: Holder, what: AccessAttributes): Decision {
  for (const grant of grantsOf(state, who, what.namespace)) {
    if (grant.role.rules.some((rule) => allows(rule, what))) return { allowed: true, reason: grant.reason };
  }
  return { allowed: false };
}

/** Access to a path that is no resource, such as `/version`. */
export function decidePath(state: ClusterState, who: Holder, verb: string, path: string): Decision {
  for (const grant of grantsOf(state, who, undefined)) {
    const rules = grant.role.nonResourceRules ?? [];
    const found = rules.some(
      (rule) =>
        matches(rule.verbs, verb) && rule.nonResourceURLs.some((pattern) => matchesPath(pattern, path)),
    );
    if (found) return { allowed: true, reason: grant.reason };
  }
  return { allowed: false };
}

/** One that every cluster has, or one that was added to this one. */
export function findClusterRole(state: ClusterState, name: string): Role | undefined {
  return state.addedRoles.get(name) ?? findKnownRole(name);
}

/** What a binding refers to: a ClusterRole, or a role of its own project. */
export function findRole(
  state: ClusterState,
  reference: RoleBinding['roleRef'],
  namespace: string | undefined,
): Role | undefined {
  if (reference.kind !== 'Role') return findClusterRole(state, reference.name);
  return find(state, 'roles', namespace, reference.name);
}

/** Every role of an account in a project (or the cluster), with the sentence that explains it. */
export function grantsOf(state: ClusterState, who: Holder, namespace: string | undefined): readonly Grant[] {
  const grants: Grant[] = [];
  for (const binding of CLUSTER_ROLE_BINDINGS) {
    const group = binding.groups.find((name) => who.groups.includes(name));
    const role = findClusterRole(state, binding.role);
    if (group !== undefined && role !== undefined) {
      grants.push({
        role,
        reason: explain('ClusterRoleBinding', binding.name, binding.role, `Group "${group}"`),
      });
    }
  }
  if (state.clusterAdmins.has(who.username)) {
    const role = findClusterRole(state, 'cluster-admin');
    const reason = explain(
      'ClusterRoleBinding',
      'lab-cluster-admin',
      'cluster-admin',
      `User "${who.username}"`,
    );
    if (role !== undefined) grants.push({ role, reason });
  }
  const managing = findClusterRole(state, TOKEN_MANAGER);
  if (state.tokenManagers.has(who.username) && managing !== undefined) {
    const reason = explain('ClusterRoleBinding', TOKEN_MANAGER, TOKEN_MANAGER, `User "${who.username}"`);
    grants.push({ role: managing, reason });
  }
  if (namespace === undefined) return grants;
  for (const binding of listObjects(state, 'rolebindings', namespace)) {
    if ((state.seenFromMs.get(binding.metadata.uid) ?? 0) > state.now().getTime()) continue;
    const grant = grantOfBinding(state, binding, who, namespace);
    if (grant !== undefined) grants.push(grant);
  }
  return grants;
}

function grantOfBinding(
  state: ClusterState,
  binding: RoleBinding,
  who: Holder,
  namespace: string,
): Grant | undefined {
  const subject = binding.subjects?.find((candidate) => isSubject(candidate, who));
  const role = findRole(state, binding.roleRef, namespace);
  if (subject === undefined || role === undefined) return undefined;
  const holder =
    subject.kind === 'ServiceAccount'
      ? `ServiceAccount "${subject.name}/${subject.namespace ?? ''}"`
      : `${subject.kind} "${subject.name}"`;
  const reason = explain(
    'RoleBinding',
    `${binding.metadata.name}/${namespace}`,
    binding.roleRef.name,
    holder,
    binding.roleRef.kind,
  );
  return { role, reason };
}

function isSubject(subject: Subject, who: Holder): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === who.username;
    case 'Group':
      return who.groups.includes(subject.name);
    case 'ServiceAccount':
      // without a namespace the binding is stored (capture 46r2) but grants nothing
      return (
        parseServiceAccount(who.username) !== undefined &&
        who.username === serviceAccountName(subject.namespace ?? '', subject.name)
      );
    default:
      return false;
  }
}

function explain(
  kind: string,
  binding: string,
  role: string,
  holder: string,
  roleKind = 'ClusterRole',
): string {
  return `RBAC: allowed by ${kind} "${binding}" of ${roleKind} "${role}" to ${holder}`;
}

function allows(rule: PolicyRule, what: AccessAttributes): boolean {
  const resource = what.subresource === undefined ? what.resource : `${what.resource}/${what.subresource}`;
  return (
    matches(rule.verbs, what.verb) &&
    matches(rule.apiGroups, what.group) &&
    matches(rule.resources, resource) &&
    (rule.resourceNames === undefined || (what.name !== undefined && rule.resourceNames.includes(what.name)))
  );
}

function matches(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));
}
