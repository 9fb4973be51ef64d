import { PromoteError } from '../../core/text/errors.ts';

/** Credentials for one registry. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** sent as is, without a token exchange: OpenShift tokens, registry tokens */
  | { readonly kind: 'bearer'; readonly token: string }
  /** a refresh token, exchanged for access tokens at the realm (distribution, auth/oauth.md) */
  | { readonly kind: 'identity'; readonly token: string };

/** An account to log in with. One object per account: what is learned about logging in is cached under its identity. */
export interface Account {
  readonly credentials: Credentials;
  /** where the account is configured, for messages: names of inputs, a file */
  readonly origin: string;
  /** Reads the credentials again from their source; undefined when they cannot be renewed. */
  readonly renew?: ((signal: AbortSignal) => Promise<Credentials | undefined>) | undefined;
}

// visible ASCII: anything else could break the header line, and no server issues such tokens
const TOKEN = /^[\x21-\x7e]+$/;

export function isToken(text: unknown): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}

/** @throws PromoteError INPUT_INVALID when the token is not valid in a header; the message does not contain it */
export function bearerHeader(token: string): string {
  if (isToken(token)) return `Bearer ${token}`;
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: 'a registry token is empty or contains blanks or control characters',
    hint: 'copy the token again: oc whoami -t',
  });
}

/** @throws PromoteError INPUT_INVALID when the user name contains a colon, the separator of RFC 7617 */
export function basicHeader(username: string, password: string): string {
  if (username.includes(':')) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `the registry user name "${username}" contains a colon, so it cannot be sent to a registry`,
      hint: 'OpenShift ignores the name beside a token: use any other one',
    });
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
