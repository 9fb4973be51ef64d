import { isDeepStrictEqual } from 'node:util';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import {
  chooseMethod,
  demandedScopes,
  isOpenShiftDenial,
  type AuthMethod,
  type Challenge,
} from '../replies/challenge.ts';
import { basicHeader, bearerHeader, type Account, type Credentials } from './credentials.ts';
import { createKeyedLock } from './keyed-lock.ts';
import type { RegistryOrigin } from '../replies/origin.ts';
import { checkRealm } from './realm.ts';
import type { ReplyContext } from '../replies/reply.ts';
import { widenScopes, type Scope } from './scope.ts';
import { requestToken, type IssuedToken } from './token-endpoint.ts';

export interface AuthorizerOptions {
  readonly origin: RegistryOrigin;
  /** undefined: anonymous */
  readonly account: Account | undefined;
  readonly allowedRealmHosts: ReadonlySet<string>;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** A 401 and the request it answered. */
export interface Refusal {
  readonly challenges: readonly Challenge[];
  /** the authorization header of the request */
  readonly sent: string | undefined;
  /** URL that answered; a relative realm is resolved against it */
  readonly requestUrl: string;
}

interface TokenMethod {
  readonly kind: 'token';
  /** passed `checkRealm` */
  readonly realm: string;
  readonly service: string | undefined;
}

type LearnedMethod =
  /** name and password with every request */
  | { readonly kind: 'basic' }
  /** the password is itself a bearer token */
  | { readonly kind: 'password-as-token' }
  | TokenMethod;

interface CachedToken {
  readonly header: string;
  /** more than the request's own scopes when the registry demanded more */
  readonly scopes: readonly Scope[];
  readonly renewAtMs: number;
}

// A token is not used in its last minute: it could expire before a large upload ends (registry.md §1.2).
const RENEW_BEFORE_MS = 60_000;

/** The authorization of one account at one registry. Requests no token before the registry demands one. */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  #credentials: Credentials | undefined;
  #method: LearnedMethod | undefined;
  /** keyed by the scopes of the request */
  readonly #tokens = new Map<string, CachedToken>();
  readonly #lock = createKeyedLock();
  readonly #renewals = createKeyedLock();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    this.#credentials = options.account?.credentials;
  }

  /** The Authorization header for a request; undefined while the registry has not demanded one. */
  async header(
    scopes: readonly Scope[],
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (this.#method?.kind !== 'token') return this.#plainHeader();
    return this.#token(this.#method, { scopes, demanded: [], refused: undefined }, context, signal);
  }

  /** The header for one retry after a 401; undefined when the 401 is final. */
  async renew(
    { challenges, sent, requestUrl }: Refusal,
    scopes: readonly Scope[],
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    // a cluster token is sent as is: there is nothing to exchange it for
    if (this.#credentials?.kind !== 'bearer') {
      const offered = isOpenShiftDenial(challenges) ? undefined : chooseMethod(challenges);
      if (offered !== undefined) this.#method = learn(offered, requestUrl, this.#options);
      if (this.#method?.kind === 'token') {
        const wish = { scopes, demanded: demandedScopes(challenges), refused: sent };
        return this.#token(this.#method, wish, context, signal);
      }
    }
    const header = this.#plainHeader();
    if (header === undefined || header !== sent) return header;
    return (await this.#renewCredentials(this.#credentials, signal)) ? this.#plainHeader() : undefined;
  }

  /** The header for credentials that are sent as they are, without a token server. */
  #plainHeader(): string | undefined {
    const credentials = this.#credentials;
    if (credentials?.kind === 'bearer') return bearerHeader(credentials.token);
    if (credentials?.kind !== 'basic') return undefined;
    switch (this.#method?.kind) {
      case 'basic':
        return basicHeader(credentials.username, credentials.password);
      case 'password-as-token':
        return bearerHeader(credentials.password);
      case 'token':
      case undefined:
        return undefined;
    }
  }

  /** Reads refused credentials again from their source, once for all refused requests. Returns true when they changed. */
  async #renewCredentials(refused: Credentials | undefined, signal: AbortSignal): Promise<boolean> {
    const renew = this.#options.account?.renew;
    if (renew === undefined || refused === undefined) return false;
    return this.#renewals.withLock('', signal, async () => {
      if (this.#credentials !== refused) return true;
      const next = await renew(signal);
      if (next === undefined || isDeepStrictEqual(next, refused)) return false;
      this.#credentials = next;
      return true;
    });
  }

  /** Returns one token per set of scopes; concurrent requests share it. */
  #token(
    method: TokenMethod,
    wish: {
      readonly scopes: readonly Scope[];
      /** further scopes that the registry demands */
      readonly demanded: readonly Scope[];
      /** a header that was refused; a newer token is used if there is one */
      readonly refused: string | undefined;
    },
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<string> {
    const { clock } = this.#options;
    const key = wish.scopes.join(' ');
    return this.#lock.withLock(key, signal, async () => {
      const cached = this.#tokens.get(key);
      const wanted = widenScopes(cached?.scopes ?? wish.scopes, wish.demanded);
      if (
        cached !== undefined &&
        cached.renewAtMs > clock.nowMs() &&
        cached.header !== wish.refused &&
        wanted.every((scope) => cached.scopes.includes(scope))
      ) {
        return cached.header;
      }
      const askedAtMs = clock.nowMs();
      const issued = await this.#requestToken(method, wanted, context, signal);
      const header = bearerHeader(issued.token);
      // otherwise a token with a lifetime of a minute would be renewed before every request
      const marginMs = Math.min(RENEW_BEFORE_MS, issued.lifetimeMs / 4);
      const renewAtMs = askedAtMs + issued.lifetimeMs - marginMs;
      this.#tokens.set(key, { header, scopes: wanted, renewAtMs });
      return header;
    });
  }

  async #requestToken(
    { realm, service }: TokenMethod,
    scopes: readonly Scope[],
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const { transport } = this.#options;
    const ask = (credentials: Credentials | undefined): Promise<IssuedToken> => {
      const account = credentials?.kind === 'bearer' ? undefined : credentials;
      return requestToken({ realm, service, scopes, credentials: account }, transport, context, signal);
    };
    const used = this.#credentials;
    try {
      return await ask(used);
    } catch (error) {
      if (!(error instanceof PromoteError) || error.code !== 'LOGIN_FAILED') throw error;
      // the credentials of a helper may have expired since
      if (!(await this.#renewCredentials(used, signal))) throw error;
      return ask(this.#credentials);
    }
  }
}

function learn(
  offered: AuthMethod,
  requestUrl: string,
  { origin, account, allowedRealmHosts, transport }: AuthorizerOptions,
): LearnedMethod {
  if (offered.kind === 'basic') return { kind: 'basic' };
  const realm = checkRealm(offered.realm, requestUrl, origin, {
    side: transport.side,
    hasCredentials: account !== undefined,
    allowedHosts: allowedRealmHosts,
  });
  // OpenShift's token server only echoes the token (capture 07e): used directly, it saves an exchange every minute, and the
  // user name, which may hold a colon there, is not needed
  const isOpenShift = offered.service === undefined && realm === `${origin.url}/openshift/token`;
  if (account?.credentials.kind === 'basic' && isOpenShift) return { kind: 'password-as-token' };
  return { kind: 'token', realm, service: offered.service };
}
