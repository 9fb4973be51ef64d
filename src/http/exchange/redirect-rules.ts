import type { Route } from '../connect/connector.ts';
import { parseTarget, type Target } from '../connect/target.ts';
import { TransportFailure } from '../connect/transport-failure.ts';
import { BlockList, isIP } from 'node:net';

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: string;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  /** the origin of the first request: the host the user named, or a server it refers to */
  readonly origin: Target;
  /** the chain has left its origin: credentials stay removed even if it returns (the leak of ggcr #2337) */
  readonly left: boolean;
  /** which addresses this request may go to; undefined on the origin itself, and on its name as long as no other was asked */
  readonly rule: AddressRule | undefined;
  /** the strictest rule of the servers that have been asked so far, other than those with the name of the origin's */
  readonly strictest: AddressRule | undefined;
}

export const MAX_REDIRECTS = 10;
const MAX_LOCATION_LENGTH = 8_192;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that may be sent to another origin. An allow list also drops credential headers that it does not know. */
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
  return { url, target, headers, origin: target, left: false, rule: undefined, strictest: undefined };
}

/**
 * The request that follows a redirect.
 * @param remoteAddress of the server that redirects; undefined when only a proxy knows it
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
  const next = stricter(hop.strictest, addressRule(remoteAddress));
  const hasOriginsName = target.hostname === hop.origin.hostname;
  const wasElsewhere = hop.strictest !== undefined;
  const isFree = target.origin === hop.origin.origin || (hasOriginsName && !wasElsewhere);
  return {
    url,
    target,
    headers,
    origin: hop.origin,
    left,
    rule: isFree ? undefined : next,
    strictest: wasElsewhere || !hasOriginsName ? next : undefined,
  };
}

export function routeOf(hop: Hop): Route {
  const foreign = hop.target.origin !== hop.origin.origin;
  return { target: hop.target, foreign, allows: hop.rule?.allows };
}

/** Key of the connection pool: requests share connections if they trust the host in the same way. */
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
  // relative to the path; signed URLs are never relative
  return new URL(location, hop.target.origin + hop.target.path).href;
}

/** The reach of an address, from public to local. */
type AddressClass = 'public' | 'private' | 'local';

// Never a valid redirect target: loopback, link-local (cloud metadata services), multicast and broadcast.
const LOCAL_BLOCKS = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // the same addresses behind NAT64
  '64:ff9b::7f00:0/104',
  '64:ff9b::a9fe:0/112',
];

const PRIVATE_BLOCKS = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  'fc00::/7',
  '64:ff9b::a00:0/104',
  '64:ff9b::6440:0/106',
  '64:ff9b::ac10:0/108',
  '64:ff9b::c0a8:0/112',
];

/** Created for the first redirect: it takes 4 ms, and most runs see none. */
const lists = { local: undefined as BlockList | undefined, private: undefined as BlockList | undefined };

export function classOfAddress(address: string): AddressClass {
  const local = (lists.local ??= blockList(LOCAL_BLOCKS));
  const family = isIP(address);
  const type = family === 6 ? 'ipv6' : 'ipv4';
  // an address with a zone (`fe80::1%eth0`) is link-local
  if (family === 0 || address.includes('%') || local.check(address, type)) return 'local';
  lists.private ??= blockList(PRIVATE_BLOCKS);
  return lists.private.check(address, type) ? 'private' : 'public';
}

/**
 * Which addresses a redirect may lead to. A server on a private network may redirect within it (object storage of a data
 * centre); a public server must not redirect into it, and no server may redirect to the local machine.
 * @param remoteAddress of the server that redirects; undefined when only a proxy knows it
 */
export function addressRule(remoteAddress: string | undefined): AddressRule {
  const fromPrivate = remoteAddress !== undefined && classOfAddress(remoteAddress) === 'private';
  return fromPrivate ? NEIGHBOURS : PUBLIC_ONLY;
}

/** Combines the rules of a redirect chain: the strictest one applies, as an earlier server may have chosen the later ones. */
function stricter(before: AddressRule | undefined, now: AddressRule): AddressRule {
  return before === PUBLIC_ONLY ? before : now;
}

interface AddressRule {
  /** rules with equal names allow the same addresses */
  readonly name: string;
  readonly allows: (address: string) => boolean;
}

const PUBLIC_ONLY: AddressRule = {
  name: 'public',
  allows: (address) => classOfAddress(address) === 'public',
};
const NEIGHBOURS: AddressRule = { name: 'private', allows: (address) => classOfAddress(address) !== 'local' };

function blockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', prefix = ''] = block.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
