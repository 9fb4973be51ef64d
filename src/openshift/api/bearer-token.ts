/** The source of a new token after one was rejected: the token file of a pod, an exec plugin. */
export type RenewToken = (signal: AbortSignal) => Promise<string | undefined>;

/** The token of one API, which may be renewed during use. */
export interface BearerToken {
  readonly value: () => string | undefined;
  /** @returns true if there is another token than the rejected one */
  readonly renew: (refused: string | undefined, signal: AbortSignal) => Promise<boolean>;
}

export function createBearerToken(
  given: string | undefined,
  renewToken: RenewToken | undefined,
): BearerToken {
  let token = given;
  return {
    value: () => token,
    renew: async (refused, signal) => {
      // a concurrent request may have renewed it already
      if (token === refused) token = (await renewToken?.(signal)) ?? token;
      return token !== refused;
    },
  };
}
