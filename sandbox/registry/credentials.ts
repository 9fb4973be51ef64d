/** The token that the token endpoint gives to callers without credentials. */
export const ANONYMOUS_TOKEN = 'anonymous';

export type Credentials =
  | { readonly kind: 'none' }
  /** Basic that cannot be decoded, or without a password */
  | { readonly kind: 'malformed' }
  /** empty: anonymous */
  | { readonly kind: 'token'; readonly token: string };

/** A token comes as a bearer token or as the password of Basic credentials, whose user name is ignored. */
export function readCredentials(authorization: string | undefined): Credentials {
  const space = authorization?.indexOf(' ') ?? -1;
  if (authorization === undefined || space < 0) return { kind: 'none' };
  const value = authorization.slice(space + 1);
  switch (authorization.slice(0, space).toLowerCase()) {
    case 'bearer':
      return { kind: 'token', token: value === ANONYMOUS_TOKEN ? '' : value };
    case 'basic': {
      const password = passwordOf(value);
      return password === undefined || password === ''
        ? { kind: 'malformed' }
        : { kind: 'token', token: password };
    }
    default:
      return { kind: 'none' };
  }
}

/**
 * The password of Basic credentials. The user name ends at the first colon, so a name with a colon, such as
 * `system:serviceaccount:…`, spoils the password (capture 45s2).
 */
export function passwordOf(encoded: string): string | undefined {
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}
