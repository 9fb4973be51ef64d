import type { AccessAttributes } from './authorizer.ts';
import type { Identity } from '../state/identity.ts';

/**
 * Scoped tokens may do less than their user (openshift-api.md §1.10). Returns the sentence that ends the 403 message, or
 * undefined when the scopes do not stand in the way. `role:` scopes are not understood and allow nothing.
 */
export function deniedByScopes(identity: Identity, what: AccessAttributes): string | undefined {
  if (identity.scopes.length === 0) return undefined;
  if (identity.scopes.some((scope) => covers(scope, what))) return undefined;
  return `scopes [${identity.scopes.join(' ')}] prevent this action`;
}

function covers(scope: string, what: AccessAttributes): boolean {
  switch (scope) {
    case 'user:full':
      return true;
    case 'user:info':
      return what.verb === 'get' && what.resource === 'users' && what.name === '~';
    case 'user:check-access':
      return what.verb === 'create' && what.resource === 'selfsubjectaccessreviews';
    case 'user:list-projects':
      return ['list', 'watch'].includes(what.verb) && what.resource === 'projects';
    default:
      return false;
  }
}
