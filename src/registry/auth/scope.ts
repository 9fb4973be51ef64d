/** What a token shall allow: `repository:prod/app:pull,push` (distribution, auth/scope.md). */
export type Scope = string;

export function pullScope(repository: string): Scope {
  return `repository:${repository}:pull`;
}

export function pushScope(repository: string): Scope {
  return `repository:${repository}:pull,push`;
}

/**
 * Our scopes with the further actions a registry demands for the same resources; what it names beyond them is not asked for.
 * The first scope stays first: some servers read only that one.
 */
export function widenScopes(scopes: readonly Scope[], demanded: readonly Scope[]): readonly Scope[] {
  return scopes.map((scope) => {
    const own = splitScope(scope);
    const more = demanded.map(splitScope).filter((other) => other.resource === own.resource);
    const actions = new Set([own, ...more].flatMap((each) => each.actions));
    return `${own.resource}:${[...actions].join(',')}`;
  });
}

/** A resource name may hold `host:port`, so the last colon is the one that counts. */
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
