import { PromoteError } from '../../core/text/errors.ts';
import type { RegistryOrigin } from './origin.ts';
import type { ReplyContext } from './reply.ts';

const MAX_LOCATION_LENGTH = 8 * 1024;
// no blanks or control characters; no backslash, which some readers take for a slash
const PLAIN = /^[\x21-\x5b\x5d-\x7e]+$/;
const AUTHORITY = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#]*)/i;

/**
 * The path and query of an upload session at the registry's own origin, byte for byte: the query is signed, and every URL library
 * rewrites some of it. Registries behind proxies name the wrong scheme or port (distribution#479), so only the host name must be
 * the registry's; another host gets neither credentials nor data (CVE-2026-50151).
 * @param requestPath what was answered; a relative location belongs to it
 * @returns undefined when there is no location
 * @throws PromoteError PROTOCOL_VIOLATION, UNSAFE_REDIRECT
 */
export function sessionPath(
  values: readonly string[] | undefined,
  requestPath: string,
  origin: RegistryOrigin,
  context: ReplyContext,
): string | undefined {
  const [location, ...others] = values ?? [];
  if (location === undefined || location === '') return undefined;
  if (others.length > 0) throw malformed(context, 'more than one upload location');
  if (location.length > MAX_LOCATION_LENGTH || !PLAIN.test(location)) {
    throw malformed(context, 'an upload location that is no URL');
  }
  const text = location.split('#', 1)[0] ?? '';
  const [prefix, scheme, authority] = AUTHORITY.exec(text) ?? [];
  if (prefix === undefined || authority === undefined) return resolvePath(text, requestPath, context);
  if ((scheme !== undefined && !/^https?$/i.test(scheme)) || hostnameOf(authority) !== origin.hostname) {
    throw new PromoteError({
      code: 'UNSAFE_REDIRECT',
      message: `registry ${context.host} sends the upload to ${scheme ?? 'another host'}://${authority.slice(0, 200).replace(/^.*@/, '')}, which is not its own host`,
      hint: 'name the registry by the host it uses for uploads, or have its external URL corrected',
      where: context.place,
    });
  }
  const path = text.slice(prefix.length);
  return path.startsWith('/') ? path : `/${path}`;
}

/** Adds what the server did not put there itself; text stays text. */
export function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}

function resolvePath(text: string, requestPath: string, context: ReplyContext): string {
  if (text.startsWith('/')) return text;
  const base = requestPath.split('?', 1)[0] ?? '/';
  if (text.startsWith('?')) return `${base}${text}`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) throw malformed(context, 'an upload location that is no http URL');
  return `${base.slice(0, base.lastIndexOf('/') + 1)}${text}`;
}

/** Canonical, or undefined for an authority with credentials or without sense. */
function hostnameOf(authority: string): string | undefined {
  if (authority.includes('@') || !URL.canParse(`https://${authority}/`)) return undefined;
  return new URL(`https://${authority}/`).hostname;
}

function malformed(context: ReplyContext, what: string): PromoteError {
  return new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${context.host} answered ${what} for ${context.object} of ${context.repository}`,
    where: context.place,
  });
}
