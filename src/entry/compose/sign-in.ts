import type { Side } from '../../core/text/errors.ts';
import type { UnrevokedToken } from '../../core/post-step-state.ts';
import type { SideOptions } from '../../core/options.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { LocatedSide, LocatedSides } from './locate-sides.ts';
import { obtainToken, type ObtainedToken, type TokenSources } from './obtain-token.ts';

/** A runner that cancels a job waits ten seconds in total. Tokens that are not revoked by then stay valid until they expire. */
const REVOKE_TIMEOUT_MS = 2000;

/** A side with its token, and the expiry of the token if known. */
export interface SignedInSide {
  readonly side: SideOptions;
  readonly expiresAt: Date | undefined;
  readonly renew?: ObtainedToken['renew'];
}

export interface SignedIn extends Readonly<Record<Side, SignedInSide>> {
  /** Revokes the tokens that this run obtained, and no others. Never rejects. */
  readonly signOut: () => Promise<void>;
}

/** Obtains the tokens of both sides. If this fails, tokens that were already obtained are revoked. */
export async function signIn(
  sides: LocatedSides,
  sources: TokenSources,
  signal: AbortSignal,
): Promise<SignedIn> {
  const obtained: [SideOptions, ObtainedToken][] = [];
  const signOut = async (): Promise<void> => {
    const ended = obtained.splice(0);
    const done = await Promise.all(ended.map(([side, token]) => giveBack(side, token, sources.reporter)));
    // tokens that could not be revoked stay registered for the post step
    if (done.includes(true))
      sources.saveForPostStep({ tokens: unrevokedTokens(ended.filter((_, index) => done[index] === false)) });
  };
  const signInSide = async (located: LocatedSide, destination?: SideOptions): Promise<SignedInSide> => {
    const token = await obtainToken(located, destination, sources, signal);
    if (token === undefined) return { side: located.side, expiresAt: undefined };
    obtained.push([located.side, token]);
    if (token.objectName !== undefined) sources.saveForPostStep({ tokens: unrevokedTokens(obtained) });
    return shorten(
      {
        side: { ...located.side, token: token.token, isTokenGivenBack: token.revoke !== undefined },
        expiresAt: token.expiresAt,
        renew: token.renew === undefined ? undefined : shared(token.renew),
      },
      sources,
      signal,
    );
  };
  try {
    const destination = await signInSide(sides.destination);
    const source = isSameAccount(sides)
      ? { ...destination, side: withToken(sides.source.side, destination.side) }
      : await signInSide(sides.source, destination.side);
    return { source, destination, signOut };
  } catch (error) {
    await signOut();
    throw error;
  }
}

/** API and registry may reject an expired token at the same time; it is renewed only once. */
function shared(renew: NonNullable<ObtainedToken['renew']>): NonNullable<ObtainedToken['renew']> {
  let running: ReturnType<typeof renew> | undefined;
  return (signal) => {
    running ??= renew(signal).finally(() => {
      running = undefined;
    });
    return running;
  };
}

function withToken(side: SideOptions, { token, isTokenGivenBack }: SideOptions): SideOptions {
  return { ...side, token, isTokenGivenBack };
}

/** Two sides of one cluster with one account need one login. */
function isSameAccount({ source, destination }: LocatedSides): boolean {
  const account = ({ side }: LocatedSide): string =>
    JSON.stringify([
      [side.server, side.token, side.username, side.password, side.tokenSecret, side.tokenFile],
      [side.kubeconfig, side.oidcAudience, side.tokenDurationMs, side.clientIdentity],
    ]);
  return source.side.server !== undefined && account(source) === account(destination);
}

/** With `token-duration`, the given token is only used to request a short-lived one. */
async function shorten(
  signedIn: SignedInSide,
  { transports, maskSecret, reporter }: TokenSources,
  signal: AbortSignal,
): Promise<SignedInSide> {
  const { side, server, token, tokenDurationMs } = signedIn.side;
  if (tokenDurationMs === undefined || server === undefined) return signedIn;
  const { createApi } = await import(/* webpackChunkName: "openshift" */ '../../openshift/api/api.ts');
  const { mintToken } = await import(
    /* webpackChunkName: "openshift" */ '../../openshift/login/short-lived-token.ts'
  );
  const api = createApi({ side, server, token, transport: transports[side] });
  const minted = await mintToken(api, tokenDurationMs, signal);
  maskSecret(minted.token);
  reporter.info(
    `${side}: using a short-lived token that expires ${minted.expiresAt?.toISOString() ?? 'soon'}`,
  );
  return {
    side: { ...signedIn.side, token: minted.token, isTokenGivenBack: false },
    expiresAt: minted.expiresAt,
  };
}

function unrevokedTokens(
  obtained: readonly (readonly [SideOptions, ObtainedToken])[],
): readonly UnrevokedToken[] {
  return obtained.flatMap(([{ side, server }, { objectName }]) =>
    server === undefined || objectName === undefined ? [] : [{ side, server, tokenName: objectName }],
  );
}

/** @returns true: it is given back; false: it could not be; undefined: it is not to be */
async function giveBack(
  side: SideOptions,
  obtained: ObtainedToken,
  reporter: Reporter,
): Promise<boolean | undefined> {
  if (obtained.revoke === undefined) return undefined;
  try {
    await obtained.revoke(AbortSignal.timeout(REVOKE_TIMEOUT_MS));
    reporter.debug(`${side.side}: logged out of ${side.server ?? ''}`);
    return true;
  } catch (error) {
    const end =
      obtained.expiresAt === undefined ? ' until it expires' : ` until ${obtained.expiresAt.toISOString()}`;
    const reason = error instanceof Error ? error.message : String(error);
    reporter.warning(
      `the token obtained from ${side.server ?? ''} could not be revoked and stays valid${end}: ${reason}`,
    );
    return false;
  }
}
