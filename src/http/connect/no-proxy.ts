import { BlockList, isIP } from 'node:net';

/** Hosts that are reached without a proxy. */
export interface NoProxy {
  /** @param hostname lower case, IPv6 without brackets */
  matches(hostname: string, port: number): boolean;
}

/** One entry of NO_PROXY, read. */
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
