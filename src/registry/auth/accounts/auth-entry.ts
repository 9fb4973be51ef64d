import { isJsonObject } from '../../../core/text/strict-json.ts';
import type { Credentials } from '../credentials.ts';

/** An entry of "auths": credentials, empty (docker leaves `{}` when a store has them), or the problem with it. */
export type AuthEntry =
  | { readonly kind: 'credentials'; readonly credentials: Credentials }
  | { readonly kind: 'empty' }
  | { readonly kind: 'malformed'; readonly what: string };

const EMPTY: AuthEntry = { kind: 'empty' };
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** user name by which helpers and `auth` mark the password as an identity token */
const IDENTITY_USER = '<token>';

/** Parses an entry as written by docker, podman and Kubernetes; messages contain no text of it. */
export function readAuthEntry(value: unknown): AuthEntry {
  if (!isJsonObject(value)) return { kind: 'malformed', what: 'is not an object' };
  const text = (key: string): string | undefined => {
    const field = value[key];
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  const identity = text('identitytoken');
  if (identity !== undefined) return found({ kind: 'identity', token: identity });
  const token = text('registrytoken');
  if (token !== undefined) return found({ kind: 'bearer', token });
  const auth = text('auth');
  if (auth === undefined) return fromPair(text('username'), text('password'));
  // Node's base64 decoder ignores invalid characters
  if (!BASE64.test(auth)) return { kind: 'malformed', what: 'has an "auth" that is not base64' };
  const pair = Buffer.from(auth, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return { kind: 'malformed', what: 'has an "auth" without a colon' };
  // old versions of docker padded with NULs
  return fromPair(pair.slice(0, colon), pair.slice(colon + 1).replace(/^\0+|\0+$/g, ''));
}

/** Credentials from a name and a secret; empty without a secret. */
export function fromPair(username: string | undefined, secret: string | undefined): AuthEntry {
  if (secret === undefined || secret === '') return EMPTY;
  if (username === IDENTITY_USER) return found({ kind: 'identity', token: secret });
  if (username === undefined || username === '') return EMPTY;
  return found({ kind: 'basic', username, password: secret });
}

function found(credentials: Credentials): AuthEntry {
  return { kind: 'credentials', credentials };
}
