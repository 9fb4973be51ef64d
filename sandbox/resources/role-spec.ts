import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { isObject, type JsonObject } from '../state/json.ts';
import { refuseEscalation } from '../access/escalation.ts';
import type { PolicyRule } from '../state/project-roles.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Roles of a project. No account can create a role with permissions it does not hold. */
export const ROLES: ResourceSpec<'roles'> = {
  resource: 'roles',
  group: GROUP,
  version: 'v1',
  kind: 'Role',
  namespaced: true,
  bookmark: { metadata: {}, rules: null },
  fields: {},
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'Role', state);
    const rules = readRules(body);
    refuseEscalation(state, call, { group: GROUP, resource: 'roles', name: metadata.name }, rules);
    return { metadata, rules };
  },
  rebuild: (body, stored, call, state) => {
    const rules = readRules(body);
    refuseEscalation(state, call, { group: GROUP, resource: 'roles', name: stored.metadata.name }, rules);
    return { metadata: updatedMetadata(body, stored), rules };
  },
};

function readRules(body: JsonObject): PolicyRule[] {
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
  return (Array.isArray(body['rules']) ? body['rules'] : []).filter(isObject).map((rule) => ({
    verbs: texts(rule['verbs']),
    apiGroups: texts(rule['apiGroups']),
    resources: texts(rule['resources']),
    ...(Array.isArray(rule['resourceNames']) ? { resourceNames: texts(rule['resourceNames']) } : {}),
  }));
}
