import type { Clock } from '../core/ports/clock.ts';
import type { Transport } from '../http/exchange.ts';
import {
  chooseMethod,
  demandedScopes,
  isOpenShiftDenial,
  type AuthMethod,
  type Challenge,
} from './challenge.ts';
import { basicHeader, bearerHeader, type Credentials } from './credentials.ts';
import { createKeyedLock } from './keyed-lock.ts';
import type { RegistryOrigin } from './origin.ts';
import { checkRealm } from './realm.ts';
import type { ReplyContext } from './reply.ts';
import { widenScopes, type Scope } from './scope.ts';
import { requestToken } from './token-endpoint.ts';

export interface AuthorizerOptions {
  readonly origin: RegistryOrigin;
  readonly credentials: Credentials | undefined;
  readonly allowedRealmHosts: ReadonlySet<string>;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** A 401 and what had been sent to get it. */
export interface Refusal {
  readonly challenges: readonly Challenge[];
  /** the authorization header of the request */
  readonly sent: string | undefined;
  /** what answered; a relative realm belongs to it */
  readonly requestUrl: string;
}

interface TokenMethod {
  readonly kind: 'token';
  /** checked */
  readonly realm: string;
  readonly service: string | undefined;
}

type LearnedMethod = { readonly kind: 'header'; readonly header: string } | TokenMethod;

interface CachedToken {
  readonly header: string;
  /** more than was asked for at first when the registry demanded more */
  readonly scopes: readonly Scope[];
  readonly renewAtMs: number;
}

// A token is not used in the last minute of its life: it could end before a large upload does (registry.md §1.2).
const RENEW_BEFORE_MS = 60_000;

/** The authorization of one account at one registry. Nothing is asked for before the registry demands it. */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  #method: LearnedMethod | undefined;
  /** by the scopes that were asked for at first */
  readonly #tokens = new Map<string, CachedToken>();
  readonly #lock = createKeyedLock();

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    if (options.credentials?.kind !== 'bearer') return;
    this.#method = { kind: 'header', header: bearerHeader(options.credentials.token) };
  }

  /** Value of the authorization header as far as it is known how the registry wants it; undefined: send none. */
  async header(
    scopes: readonly Scope[],
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (this.#method === undefined) return undefined;
    if (this.#method.kind === 'header') return this.#method.header;
    return this.#token(this.#method, { scopes, demanded: [], refused: undefined }, context, signal);
  }

  /** The header to repeat a refused request with; undefined: the answer is final. */
  async renew(
    { challenges, sent, requestUrl }: Refusal,
    scopes: readonly Scope[],
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    // a token of the cluster is sent as it is: there is nothing to exchange it for
    if (this.#options.credentials?.kind === 'bearer') return undefined;
    const offered = isOpenShiftDenial(challenges) ? undefined : chooseMethod(challenges);
    if (offered !== undefined) this.#method = learn(offered, requestUrl, this.#options);
    const method = this.#method;
    if (method === undefined) return undefined;
    if (method.kind === 'header') return method.header === sent ? undefined : method.header;
    return this.#token(
      method,
      { scopes, demanded: demandedScopes(challenges), refused: sent },
      context,
      signal,
    );
  }

  /** One token per set of scopes, asked for once however many requests wait for it. */
  #token(
    method: TokenMethod,
    wish: {
      readonly scopes: readonly Scope[];
      /** what the registry demands beyond them */
      readonly demanded: readonly Scope[];
      /** a header that did not do; a token that came meanwhile may */
      readonly refused: string | undefined;
    },
    context: ReplyContext,
    signal: AbortSignal,
  ): Promise<string> {
    const { clock, transport, credentials } = this.#options;
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
      const question = {
        realm: method.realm,
        service: method.service,
        scopes: wanted,
        credentials: credentials?.kind === 'bearer' ? undefined : credentials,
      };
      const issued = await requestToken(question, transport, context, signal);
      const header = bearerHeader(issued.token);
      // a token that lives for a minute would otherwise be renewed before every request
      const marginMs = Math.min(RENEW_BEFORE_MS, issued.lifetimeMs / 4);
      const renewAtMs = askedAtMs + issued.lifetimeMs - marginMs;
      this.#tokens.set(key, { header, scopes: wanted, renewAtMs });
      return header;
    });
  }
}

function learn(
  offered: AuthMethod,
  requestUrl: string,
  { origin, credentials, allowedRealmHosts }: AuthorizerOptions,
): LearnedMethod | undefined {
  if (offered.kind === 'basic') {
    if (credentials?.kind !== 'basic') return undefined;
    return { kind: 'header', header: basicHeader(credentials.username, credentials.password) };
  }
  const realm = checkRealm(offered.realm, requestUrl, origin, {
    hasCredentials: credentials !== undefined,
    allowedHosts: allowedRealmHosts,
  });
  // OpenShift's token server only echoes the token (capture 07e): used directly, it saves an exchange every minute, and the
  // user name, which may hold a colon there, is not needed
  const isOpenShift = offered.service === undefined && realm === `${origin.url}/openshift/token`;
  if (credentials?.kind === 'basic' && isOpenShift) {
    return { kind: 'header', header: bearerHeader(credentials.password) };
  }
  return { kind: 'token', realm, service: offered.service };
}
