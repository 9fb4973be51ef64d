import { PromoteError } from '../../core/text/errors.ts';

/** Who to be at one registry. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** sent as it is, without any exchange: OpenShift's tokens, registry tokens */
  | { readonly kind: 'bearer'; readonly token: string }
  /** a refresh token, exchanged for access tokens at the realm (distribution, auth/oauth.md) */
  | { readonly kind: 'identity'; readonly token: string };

/** Somebody to be at a repository. One object per account: what was learned about logging in with it belongs to it. */
export interface Account {
  readonly credentials: Credentials;
  /** where it is written, as the user knows it: names of inputs, a file */
  readonly origin: string;
  /** The credentials as they are by now, where they come from. undefined: they come from nowhere again */
  readonly renew?: ((signal: AbortSignal) => Promise<Credentials | undefined>) | undefined;
}

// visible ASCII: anything else could end the header line, and no server issues it
const TOKEN = /^[\x21-\x7e]+$/;

export function isToken(text: unknown): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}

/** @throws PromoteError INPUT_INVALID when the token cannot stand in a header; it is not shown */
export function bearerHeader(token: string): string {
  if (isToken(token)) return `Bearer ${token}`;
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: 'a registry token is empty or contains blanks or control characters',
    hint: 'copy the token again: oc whoami -t',
  });
}

/** @throws PromoteError INPUT_INVALID when the user name contains a colon, which ends it (RFC 7617) */
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
