import { PromoteError, type Side } from '../../core/text/errors.ts';
import { parseNoProxy } from './no-proxy.ts';
import type { Target } from './target.ts';

/** A forward proxy; every connection through it is a CONNECT tunnel, plain http included. */
export interface Proxy {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** `host:port`, for people */
  readonly authority: string;
  /** value of Proxy-Authorization; secret */
  readonly authorization: string | undefined;
}

export type ProxyChoice = (target: Target) => Proxy | undefined;

export interface ProxySettings {
  readonly side: Side;
  readonly proxy: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Which proxy to take. A proxy given for the side is taken for every host; otherwise the environment decides,
 * lower-case names first as curl and Go do.
 * @throws PromoteError INPUT_INVALID for a proxy URL that cannot be used
 */
export function chooseProxy(settings: ProxySettings): ProxyChoice {
  const { environment } = settings;
  if (settings.proxy !== undefined) {
    const proxy = parseProxy(settings.proxy, `the input \`${settings.side}-proxy\``);
    return () => proxy;
  }
  const byScheme = {
    http: fromEnvironment(environment, 'http_proxy'),
    https: fromEnvironment(environment, 'https_proxy'),
  };
  if (byScheme.http === undefined && byScheme.https === undefined) return () => undefined;
  const exempt = parseNoProxy(environment['no_proxy'] ?? environment['NO_PROXY'] ?? '');
  return (target) =>
    exempt.matches(target.hostname, target.port) ? undefined : byScheme[target.secure ? 'https' : 'http'];
}

function fromEnvironment(environment: ProxySettings['environment'], name: string): Proxy | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') return parseProxy(value, `the environment variable ${variable}`);
  }
  return undefined;
}

function parseProxy(text: string, where: string): Proxy {
  // `proxy.example.com:3128`, as curl takes it
  const url = text.includes('://') ? text : `http://${text}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.hostname === '') {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `${where} does not name an http or https proxy`,
      hint: 'write it as http://proxy.example.com:3128 or http://USER:PASSWORD@proxy.example.com:3128',
    });
  }
  const secure = parsed.protocol === 'https:';
  const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port);
  return {
    secure,
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    port,
    authority: `${parsed.hostname}:${port}`,
    authorization: authorizationOf(parsed),
  };
}

function authorizationOf(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const pair = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
