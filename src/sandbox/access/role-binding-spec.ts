import { isDeepStrictEqual } from 'node:util';
import type { ApiCall } from '../api/exchange.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { readRoleBinding } from '../api/simple-specs.ts';
import { forbidden, invalid, notFound } from '../api/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { RoleBinding } from '../state/kinds.ts';
import { decide, findClusterRole, grantsOf } from './authorizer.ts';

const GROUP = 'rbac.authorization.k8s.io';
const WHAT = { group: GROUP, resource: 'rolebindings' };

export const ROLE_BINDINGS: ResourceSpec<'rolebindings'> = {
  resource: 'rolebindings',
  group: GROUP,
  version: 'v1',
  kind: 'RoleBinding',
  namespaced: true,
  bookmark: { metadata: {}, roleRef: { apiGroup: '', kind: '', name: '' } },
  fields: {},
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'RoleBinding', state);
    const binding = readRoleBinding(body);
    refuseGroupOfAccounts(metadata.name, binding);
    refuseEscalation(state, call, metadata.name, binding);
    return { metadata, ...binding };
  },
  rebuild: (body, stored, call, state) => {
    const binding = readRoleBinding(body);
    refuseOtherRole(stored, binding);
    refuseGroupOfAccounts(stored.metadata.name, binding);
    refuseEscalation(state, call, stored.metadata.name, binding);
    return { metadata: updatedMetadata(body, stored), ...binding };
  },
};

type Content = Pick<RoleBinding, 'subjects' | 'roleRef'>;

/** Service accounts have no API group (capture 46r). */
function refuseGroupOfAccounts(name: string, binding: Content): void {
  const index = (binding.subjects ?? []).findIndex(
    (subject) => subject.kind === 'ServiceAccount' && subject.apiGroup !== undefined,
  );
  const group = binding.subjects?.[index]?.apiGroup;
  if (group === undefined) return;
  throw invalid(GROUP, 'RoleBinding', name, [
    {
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: "${group}": supported values: ""`,
      field: `subjects[${index}].apiGroup`,
    },
  ]);
}

function refuseOtherRole(stored: RoleBinding, binding: Content): void {
  if (isDeepStrictEqual(stored.roleRef, binding.roleRef)) return;
  const { apiGroup, kind, name } = binding.roleRef;
  throw invalid(GROUP, 'RoleBinding', stored.metadata.name, [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: rbac.RoleRef{APIGroup:"${apiGroup}", Kind:"${kind}", Name:"${name}"}: cannot change roleRef`,
      field: 'roleRef',
    },
  ]);
}

/** Nobody can grant what he does not hold (captures 46m–46o). */
function refuseEscalation(state: ClusterState, call: ApiCall, name: string, binding: Content): void {
  const role = findClusterRole(state, binding.roleRef.name);
  if (role === undefined) throw notFound(WHAT, binding.roleRef.name);
  const { identity, namespace } = call;
  const missing = role.rules.flatMap((rule) =>
    rule.apiGroups.flatMap((group) => {
      const held = rule.resources.every((full) =>
        rule.verbs.every((verb) => {
          const [resource = '', subresource] = full.split('/');
          return decide(state, identity, { verb, group, resource, subresource, namespace }).allowed;
        }),
      );
      return held ? [] : [rule.resources.map((full) => missingRule(group, full, rule.verbs)).join('\n')];
    }),
  );
  const everything = (role.nonResourceRules ?? []).filter((rule) => rule.nonResourceURLs.includes('*'));
  const holdsAll = grantsOf(state, identity, namespace).some((grant) => grant.role === role);
  if (missing.length === 0 || holdsAll) return;
  const urls = everything.map(() => '{NonResourceURLs:["*"], Verbs:["*"]}');
  const groups = identity.groups.map((group) => `"${group}"`).join(' ');
  throw forbidden(
    WHAT,
    name,
    `user "${identity.username}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${[...missing, ...urls].join('\n')}`,
  );
}

function missingRule(group: string, resource: string, verbs: readonly string[]): string {
  const list = verbs.map((verb) => `"${verb}"`).join(' ');
  return `{APIGroups:["${group}"], Resources:["${resource}"], Verbs:[${list}]}`;
}
