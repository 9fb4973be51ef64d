import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { Target } from './target.ts';
import { BlockList, isIP } from 'node:net';

/** A forward proxy; all connections through it, plain http included, use a CONNECT tunnel. */
export interface Proxy {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** `host:port`, for messages */
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
 * Selects the proxy for a host. A proxy given for the side is used for every host; otherwise the environment decides: lower-case
 * names first as in curl, empty variables count as unset, and localhost never uses a proxy, as in Go
 * (golang.org/x/net/http/httpproxy).
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
  const exempt = parseNoProxy(variableOf(environment, 'no_proxy')?.value ?? '');
  return ({ hostname, port, secure }) =>
    isThisMachine(hostname) || exempt.matches(hostname, port)
      ? undefined
      : byScheme[secure ? 'https' : 'http'];
}

function isThisMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '::1' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}

function fromEnvironment(environment: ProxySettings['environment'], name: string): Proxy | undefined {
  const variable = variableOf(environment, name);
  return variable && parseProxy(variable.value, `the environment variable ${variable.name}`);
}

function variableOf(
  environment: ProxySettings['environment'],
  lowerCase: string,
): { readonly name: string; readonly value: string } | undefined {
  for (const name of [lowerCase, lowerCase.toUpperCase()]) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

function parseProxy(text: string, where: string): Proxy {
  // `proxy.example.com:3128`, as curl accepts it
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

/** Hosts accessed without a proxy. */
interface NoProxy {
  /** @param hostname lower case, IPv6 without brackets */
  matches(hostname: string, port: number): boolean;
}

/** One parsed entry of NO_PROXY. */
type Rule =
  | { readonly kind: 'all' }
  /** the name itself (unless `subdomainsOnly`) and the names below it */
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly subdomainsOnly: boolean;
      readonly port: number | undefined;
    }
  | { readonly kind: 'addresses'; readonly list: BlockList; readonly port: number | undefined };

/**
 * Reads NO_PROXY as OpenShift and Go write it: `*`, `example.com` (with subdomains), `.example.com` (subdomains only),
 * addresses, CIDR blocks, IPv6 with or without brackets, each but CIDR with an optional `:port`. Entries that cannot be
 * read match nothing. Names are not resolved: a block matches address literals only.
 */
export function parseNoProxy(text: string): NoProxy {
  const rules = text.split(/[\s,]+/).flatMap((entry) => ruleOf(entry.toLowerCase()) ?? []);
  return {
    matches: (hostname, port) => rules.some((rule) => ruleMatches(rule, hostname.replace(/\.$/, ''), port)),
  };
}

function ruleMatches(rule: Rule, hostname: string, port: number): boolean {
  switch (rule.kind) {
    case 'all':
      return true;
    case 'name':
      if (rule.port !== undefined && rule.port !== port) return false;
      return hostname.endsWith(`.${rule.name}`) || (hostname === rule.name && !rule.subdomainsOnly);
    case 'addresses': {
      if (rule.port !== undefined && rule.port !== port) return false;
      const family = isIP(hostname);
      return family !== 0 && rule.list.check(hostname, family === 6 ? 'ipv6' : 'ipv4');
    }
  }
}

function ruleOf(entry: string): Rule | undefined {
  if (entry === '') return undefined;
  if (entry === '*') return { kind: 'all' };
  if (entry.includes('/')) return blockOf(entry);
  const { host, port } = splitPort(entry);
  if (host === '' || Number.isNaN(port)) return undefined;
  if (isIP(host) !== 0) return { kind: 'addresses', list: listOf(host), port };
  const name = host.replace(/^\*?\./, '').replace(/\.$/, '');
  return name === ''
    ? undefined
    : { kind: 'name', name, subdomainsOnly: host !== name && /^\*?\./.test(host), port };
}

function blockOf(entry: string): Rule | undefined {
  const [address = '', bits = '', ...rest] = entry.replace(/[[\]]/g, '').split('/');
  const family = isIP(address);
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (family === 0 || rest.length > 0 || !(prefix <= (family === 6 ? 128 : 32))) return undefined;
  const list = new BlockList();
  list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  return { kind: 'addresses', list, port: undefined };
}

function listOf(address: string): BlockList {
  const list = new BlockList();
  list.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** `[::1]:80`, `::1`, `host:80`, `host`; the port is NaN when it is not a number. */
function splitPort(entry: string): { readonly host: string; readonly port: number | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(entry);
  if (bracketed) return { host: bracketed[1] ?? '', port: portOf(bracketed[2]) };
  const colon = entry.indexOf(':');
  if (colon < 0 || colon !== entry.lastIndexOf(':')) return { host: entry, port: undefined };
  return { host: entry.slice(0, colon), port: portOf(entry.slice(colon + 1)) };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
}
