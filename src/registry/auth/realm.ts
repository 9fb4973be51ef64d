import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { RegistryOrigin } from '../replies/origin.ts';

/** Domains in which anyone can register a name, so sharing one proves nothing. The country rule below adds to them. */
const SHARED_DOMAINS = new Set([
  'amazonaws.com',
  'appspot.com',
  'azure.com',
  'azurecr.io',
  'azurewebsites.net',
  'cloudapp.net',
  'cloudfront.net',
  'fly.dev',
  'github.io',
  'gitlab.io',
  'googleapis.com',
  'googleusercontent.com',
  'herokuapp.com',
  'netlify.app',
  'ngrok.io',
  'nip.io',
  'onrender.com',
  'openshiftapps.com',
  'pages.dev',
  'pkg.dev',
  'run.app',
  'sslip.io',
  'vercel.app',
  'web.app',
  'windows.net',
  'workers.dev',
]);
// co.uk, com.au, ac.jp …
const COUNTRY_DOMAIN = /^(?:ac|co|com|edu|gov|gob|gouv|go|mil|ne|net|nom|or|org|sch)\.[a-z]{2}$/;

export interface RealmRules {
  readonly side: Side;
  readonly hasCredentials: boolean;
  /** `host[:port]`, as the input `…-realm-hosts` names them */
  readonly allowedHosts: ReadonlySet<string>;
}

/**
 * Checks whether a token may be requested from a realm, and returns its canonical URL.
 *
 * The rule (registry.md §1.3, CVE-2026-33540, CVE-2026-48978): https, or http beside a plain http registry; never an address of
 * a private or loopback network other than the registry's own host and port; with credentials only the registry's own host
 * name, a parent of it, or a sibling below the same domain of at least two labels (`auth.docker.io` beside
 * `registry-1.docker.io`), or a host of `allowedHosts`. Limit: without the Public Suffix List a shared domain is known only when
 * it is in the list above or looks like `co.uk`.
 * @param realm as in the challenge; resolved against `requestUrl`
 * @throws PromoteError UNSAFE_REDIRECT
 */
export function checkRealm(
  realm: string,
  requestUrl: string,
  origin: RegistryOrigin,
  options: RealmRules,
): string {
  if (!URL.canParse(realm, requestUrl)) throw refused(origin, realm.slice(0, 200), 'it is not a URL');
  const url = new URL(realm, requestUrl);
  const isOwn = url.host === origin.host && url.protocol === new URL(origin.url).protocol;
  if (url.username !== '' || url.password !== '') throw refused(origin, url.host, 'it carries credentials');
  if (isOwn || (url.protocol === 'https:' && options.allowedHosts.has(url.host))) return url.href;
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || origin.secure)) {
    throw refused(origin, `${url.protocol}//${url.host}`, 'it is not https');
  }
  if (options.allowedHosts.has(url.host)) return url.href;
  if (isLocalAddress(url.hostname)) throw refused(origin, url.host, 'it is an address of a private network');
  if (options.hasCredentials && !isRelated(url.hostname, origin.hostname)) {
    throw refused(
      origin,
      url.host,
      'it belongs to another domain, and the credentials are for the registry',
      `check the host of the registry; if that token server is meant to get its account, set the input "${options.side}-realm-hosts" to ${url.host}`,
    );
  }
  return url.href;
}

/** The WHATWG URL parser has already normalized `127.1`, `0x7f000001` and full-width digits. */
function isLocalAddress(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  // an IP address other than the registry's own proves no relation to it, so public ones are refused as well
  return name === 'localhost' || name.endsWith('.localhost') || isAddress(name);
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname);
}

function isRelated(realm: string, registry: string): boolean {
  if (realm === registry) return true;
  if (isAddress(registry)) return false;
  // gitlab.example.com for registry.gitlab.example.com
  if (registry.endsWith(`.${realm}`)) return !isSharedDomain(realm);
  // auth.docker.io for registry-1.docker.io
  const parent = parentDomain(registry);
  return parentDomain(realm) === parent && !isSharedDomain(parent);
}

function parentDomain(hostname: string): string {
  return hostname.split('.').slice(1).join('.');
}

function isSharedDomain(domain: string): boolean {
  return !domain.includes('.') || SHARED_DOMAINS.has(domain) || COUNTRY_DOMAIN.test(domain);
}

const HINT =
  'check the host of the registry; a token server gets credentials only when it belongs to the domain of its registry';

function refused(origin: RegistryOrigin, realm: string, why: string, hint: string = HINT): PromoteError {
  return new PromoteError({
    code: 'UNSAFE_REDIRECT',
    message: `registry ${origin.host} sends us to ${realm} for a token, which is not followed: ${why}`,
    hint,
    where: { host: origin.host },
  });
}
