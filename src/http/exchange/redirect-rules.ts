import { addressRule, type AddressRule } from '../connect/address-rules.ts';
import type { Route } from '../connect/connector.ts';
import { parseTarget, type Target } from '../connect/target.ts';
import { TransportFailure } from '../connect/transport-failure.ts';

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: string;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  /** where the chain began: the host the user named, or a server of his */
  readonly origin: Target;
  /** the origin has been left once: credentials are gone for good, even if the chain comes back (ggcr #2337 leaked so) */
  readonly left: boolean;
  /** undefined on hosts with the name of the origin's */
  readonly rule: AddressRule | undefined;
}

export const MAX_REDIRECTS = 10;
const MAX_LOCATION_LENGTH = 8_192;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What may be told to another origin. A list of what to keep cannot forget a credential that is invented later. */
const PORTABLE_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'if-match',
  'if-range',
  'range',
  'user-agent',
]);

export function isRedirect(status: number): boolean {
  return REDIRECT_STATUSES.has(status);
}

/** @throws TransportFailure `bad-url` */
export function firstHop(url: string, headers: Readonly<Record<string, string>>): Hop {
  const target = parseTarget(url);
  return { url, target, headers, origin: target, left: false, rule: undefined };
}

/**
 * The request a redirect asks for.
 * @param remoteAddress of the server that redirects; undefined when a proxy is in between
 * @throws TransportFailure `unsafe-redirect`, or `malformed` and `bad-url` for a Location that cannot be read
 */
export function nextHop(
  hop: Hop,
  locations: readonly string[] | undefined,
  remoteAddress: string | undefined,
): Hop {
  const url = resolveLocation(hop, locations);
  const target = parseTarget(url);
  if (hop.target.secure && !target.secure) {
    throw new TransportFailure('unsafe-redirect', `from https to http, to ${target.authority}`, {
      host: target.authority,
    });
  }
  const left = hop.left || target.origin !== hop.origin.origin;
  const headers = left
    ? Object.fromEntries(Object.entries(hop.headers).filter(([name]) => PORTABLE_HEADERS.has(name)))
    : hop.headers;
  const rule = target.hostname === hop.origin.hostname ? undefined : (hop.rule ?? addressRule(remoteAddress));
  return { url, target, headers, origin: hop.origin, left, rule };
}

export function routeOf(hop: Hop): Route {
  const foreign = hop.target.origin !== hop.origin.origin;
  return { target: hop.target, foreign, allows: hop.rule?.allows };
}

/** Connections are shared by requests that trust a host in the same way. */
export function poolKeyOf(hop: Hop): string {
  const foreign = hop.target.origin !== hop.origin.origin;
  return `${hop.target.origin} ${foreign ? 'foreign' : 'own'} ${hop.rule?.name ?? 'any'}`;
}

/** Absolute, with path and query byte for byte: storage URLs are signed. */
function resolveLocation(hop: Hop, values: readonly string[] = []): string {
  const [location, ...others] = values;
  if (location === undefined || location === '')
    throw new TransportFailure('malformed', 'a redirect without Location');
  if (others.length > 0) throw new TransportFailure('malformed', 'a redirect with two Locations');
  if (location.length > MAX_LOCATION_LENGTH)
    throw new TransportFailure('malformed', 'a redirect with an endless Location');
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return location;
  if (location.startsWith('//')) return `${hop.target.secure ? 'https' : 'http'}:${location}`;
  if (location.startsWith('/')) return hop.target.origin + location;
  // relative to the path: nobody signs those
  return new URL(location, hop.target.origin + hop.target.path).href;
}
