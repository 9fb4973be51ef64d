/** Where a token comes from again after it was refused: the file of a pod, a plugin. */
export type RenewToken = (signal: AbortSignal) => Promise<string | undefined>;

/** The token of one API, which may change while it is used. */
export interface BearerToken {
  readonly value: () => string | undefined;
  /** @returns true: there is another token than the one that was refused */
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
      // somebody else may have renewed it meanwhile
      if (token === refused) token = (await renewToken?.(signal)) ?? token;
      return token !== refused;
    },
  };
}
