import { TransportFailure } from './transport-failure.ts';

/** A parsed URL that keeps the bytes of its path and query: upload and storage URLs are signed. */
export interface Target {
  readonly secure: boolean;
  /** lower case, punycode, IPv6 without brackets; `0x7f.1` is normalized to an address, as in WHATWG URLs */
  readonly hostname: string;
  readonly port: number;
  /** `host[:port]` for the Host header, without a default port */
  readonly authority: string;
  /** `https://host[:port]`, canonical: two URLs share credentials only if their origins are equal */
  readonly origin: string;
  /** path and query, byte for byte */
  readonly path: string;
}

// No backslash in the authority: WHATWG parsers treat it as the start of the path, others do not.
const SHAPE = /^(https?):\/\/([^/?#\\]+)((?:[/?][^#]*)?)(?:#.*)?$/i;
const PRINTABLE = /^[\x21-\x7e]*$/;

/**
 * Parses an absolute http or https URL.
 * @throws TransportFailure `bad-url` for anything else: other schemes, user names, spaces, control characters
 */
export function parseTarget(url: string): Target {
  const [, scheme, authority, path] = SHAPE.exec(url) ?? [];
  if (scheme === undefined || authority === undefined || path === undefined)
    throw badUrl(url, 'it is not an http(s) URL');
  if (authority.includes('@')) throw badUrl(url, 'it holds a user name or password');
  if (!PRINTABLE.test(authority + path))
    throw badUrl(url, 'it holds a space, a control or a non-ASCII character');
  const text = `${scheme}://${authority}/`;
  if (!URL.canParse(text)) throw badUrl(url, 'its host is malformed');
  const parsed = new URL(text);
  const secure = parsed.protocol === 'https:';
  return {
    secure,
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port),
    authority: parsed.host,
    origin: parsed.origin,
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

function badUrl(url: string, problem: string): TransportFailure {
  return new TransportFailure(
    'bad-url',
    `${JSON.stringify(
      url
        .replace(/[?#].*$/s, '')
        .replace(/^([^/]*\/\/)?[^/]*@/, '$1…@')
        .slice(0, 200),
    )}: ${problem}`,
  );
}
