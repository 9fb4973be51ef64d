import { isDeepStrictEqual } from 'node:util';
import type { ApiCall } from '../exchange/exchange.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { readRoleBinding } from '../api/simple-specs.ts';
import { invalid, notFound } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { RoleBinding } from '../state/kinds.ts';
import { findRole, grantsOf } from '../access/authorizer.ts';
import { refuseEscalation } from '../access/escalation.ts';

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
    refuseEscalatingRole(state, call, metadata.name, binding);
    return { metadata, ...binding };
  },
  rebuild: (body, stored, call, state) => {
    const binding = readRoleBinding(body);
    refuseOtherRole(stored, binding);
    refuseGroupOfAccounts(stored.metadata.name, binding);
    refuseEscalatingRole(state, call, stored.metadata.name, binding);
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

/** No account can grant permissions it does not hold (captures 46m–46o); one that holds the role itself passes. */
function refuseEscalatingRole(state: ClusterState, call: ApiCall, name: string, { roleRef }: Content): void {
  const role = findRole(state, roleRef, call.namespace);
  if (role === undefined) {
    throw notFound(roleRef.kind === 'Role' ? { group: GROUP, resource: 'roles' } : WHAT, roleRef.name);
  }
  if (grantsOf(state, call.identity, call.namespace).some((grant) => grant.role === role)) return;
  const everything = (role.nonResourceRules ?? []).filter((rule) => rule.nonResourceURLs.includes('*'));
  const urls = everything.map(() => '{NonResourceURLs:["*"], Verbs:["*"]}');
  refuseEscalation(state, call, { ...WHAT, name }, role.rules, urls);
}
