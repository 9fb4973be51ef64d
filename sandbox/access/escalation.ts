import type { ApiCall } from '../exchange/exchange.ts';
import { forbidden, type Qualified } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { decide } from './authorizer.ts';
import type { PolicyRule } from '../state/project-roles.ts';

/**
 * No account can grant permissions it does not hold (captures 46m, 46n).
 * @param urls what of the rules is about paths, as the refusal shows it
 */
export function refuseEscalation(
  state: ClusterState,
  { identity, namespace }: Pick<ApiCall, 'identity' | 'namespace'>,
  what: Qualified & { readonly name: string },
  rules: readonly PolicyRule[],
  urls: readonly string[] = [],
): void {
  const missing = rules.flatMap((rule) =>
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
  if (missing.length === 0) return;
  const groups = identity.groups.map((group) => `"${group}"`).join(' ');
  throw forbidden(
    what,
    what.name,
    `user "${identity.username}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${[...missing, ...urls].join('\n')}`,
  );
}

function missingRule(group: string, resource: string, verbs: readonly string[]): string {
  const list = verbs.map((verb) => `"${verb}"`).join(' ');
  return `{APIGroups:["${group}"], Resources:["${resource}"], Verbs:[${list}]}`;
}
