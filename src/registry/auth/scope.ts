/** A token scope: `repository:prod/app:pull,push` (distribution, auth/scope.md). */
export type Scope = string;

export function pullScope(repository: string): Scope {
  return `repository:${repository}:pull`;
}

export function pushScope(repository: string): Scope {
  return `repository:${repository}:pull,push`;
}

/**
 * Merges into our scopes the further actions a registry demands for the same resources; other resources it names are ignored.
 * The order is kept: some servers read only the first scope.
 */
export function widenScopes(scopes: readonly Scope[], demanded: readonly Scope[]): readonly Scope[] {
  return scopes.map((scope) => {
    const own = splitScope(scope);
    const more = demanded.map(splitScope).filter((other) => other.resource === own.resource);
    const actions = new Set([own, ...more].flatMap((each) => each.actions));
    return `${own.resource}:${[...actions].join(',')}`;
  });
}

/** Splits at the last colon, because a resource name may contain `host:port`. */
function splitScope(scope: Scope): { readonly resource: string; readonly actions: readonly string[] } {
  const colon = scope.lastIndexOf(':');
  return {
    resource: scope.slice(0, colon),
    actions: scope
      .slice(colon + 1)
      .split(',')
      .filter(Boolean),
  };
}
