import type { Side } from '../core/errors.ts';
import type { PromoteOptions, SideOptions } from '../core/options.ts';
import type { Reporter } from '../core/ports/reporter.ts';
import type { Transport } from '../http/exchange.ts';
import type { Session } from '../openshift/login/log-in.ts';
import { systemClock } from './system-clock.ts';

/** A runner that cancels a job waits ten seconds in all; what is not given back by then ends by itself. */
const REVOKE_TIMEOUT_MS = 2000;

/** A side with a token, and when that ends if its server told. */
export interface SignedInSide {
  readonly side: SideOptions;
  readonly expiresAt: Date | undefined;
}

export interface SignedIn extends Readonly<Record<Side, SignedInSide>> {
  /** Gives back what this run has obtained, and nothing else. Never rejects. */
  readonly signOut: () => Promise<void>;
}

export interface SignInContext {
  readonly transports: Readonly<Record<Side, Transport>>;
  readonly reporter: Reporter;
  /** masks a secret that was obtained, before anything is written */
  readonly hide: (secret: string) => void;
}

/** Gives both sides the token that everything else is done with. What was obtained is given back when it fails. */
export async function signIn(
  options: PromoteOptions,
  context: SignInContext,
  signal: AbortSignal,
): Promise<SignedIn> {
  const sessions: [SideOptions, Session][] = [];
  const signOut = async (): Promise<void> => {
    const ended = sessions.splice(0);
    await Promise.all(ended.map(([side, session]) => giveBack(side, session, context.reporter)));
  };
  const signInSide = async (side: SideOptions): Promise<SignedInSide> => {
    const session = await openSession(side, context, signal);
    if (session === undefined) return { side, expiresAt: undefined };
    sessions.push([side, session]);
    return { side: { ...side, token: session.token }, expiresAt: session.expiresAt };
  };
  try {
    const destination = await signInSide(options.destination);
    const source = isSameAccount(options)
      ? { ...destination, side: { ...options.source, token: destination.side.token } }
      : await signInSide(options.source);
    return { source, destination, signOut };
  } catch (error) {
    await signOut();
    throw error;
  }
}

/** Two sides of one cluster with one account need one login. */
function isSameAccount({ source, destination }: PromoteOptions): boolean {
  return (
    source.server === destination.server &&
    source.username !== undefined &&
    source.username === destination.username &&
    source.password === destination.password
  );
}

async function openSession(
  side: SideOptions,
  { transports, reporter, hide }: SignInContext,
  signal: AbortSignal,
): Promise<Session | undefined> {
  const { server, token, username, password } = side;
  if (token !== undefined || server === undefined) return undefined;
  if (username === undefined || password === undefined) return undefined;
  const { logIn } = await import(/* webpackMode: "eager" */ '../openshift/login/log-in.ts');
  const transport = transports[side.side];
  const session = await logIn(
    { side: side.side, server, username, password, transport, clock: systemClock, hide },
    signal,
  );
  reporter.info(`${side.side}: logged in to ${server} as ${username}`);
  return session;
}

async function giveBack(side: SideOptions, session: Session, reporter: Reporter): Promise<void> {
  try {
    await session.revoke(AbortSignal.timeout(REVOKE_TIMEOUT_MS));
    reporter.debug(`${side.side}: logged out of ${side.server ?? ''}`);
  } catch (error) {
    const end = session.expiresAt === undefined ? '' : ` on ${session.expiresAt.toISOString()}`;
    const reason = error instanceof Error ? error.message : String(error);
    reporter.warning(
      `the token this run obtained from ${side.server ?? ''} was not revoked and ends by itself${end}: ${reason}`,
    );
  }
}
