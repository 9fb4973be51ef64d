import type { RegistryAnswer } from './scripted-registry.ts';
import type { Rule } from './wire-registry.ts';

export interface TokenRule {
  readonly rule: Rule;
  /** scopes and authorization of each token request */
  readonly asked: readonly {
    readonly scopes: readonly string[];
    readonly authorization: string | undefined;
  }[];
  /** the token given out so far stops working */
  end(): void;
}

/** A registry that wants tokens of its own token server: every token is accepted until it is ended. */
export function tokenRule(
  options: {
    /** text of WWW-Authenticate; default: a token from `/token` */
    readonly challenge?: string | readonly string[];
    /** instead of a token */
    readonly answer?: (scopes: readonly string[], n: number) => RegistryAnswer | undefined;
    /** what happens to a request with a valid token */
    readonly then?: Rule;
  } = {},
): TokenRule {
  const asked: { scopes: readonly string[]; authorization: string | undefined }[] = [];
  let generation = 1;
  const rule: Rule = (call, usual, peer) => {
    const { authorization } = call.headers;
    if (call.path.startsWith('/token')) {
      const scopes = new URLSearchParams(call.path.split('?')[1]).getAll('scope');
      asked.push({ scopes, authorization });
      const token = { token: `secret-token-${generation}`, expires_in: 300 };
      return options.answer?.(scopes, asked.length) ?? { status: 200, body: JSON.stringify(token) };
    }
    if (authorization === `Bearer secret-token-${generation}`) return options.then?.(call, usual, peer);
    return { status: 401, headers: { 'www-authenticate': options.challenge ?? 'Bearer realm="/token"' } };
  };
  return {
    rule,
    asked,
    end: () => {
      generation += 1;
    },
  };
}
