import { BlockList, isIP } from 'node:net';

/** How far inside an address lies. */
export type AddressClass = 'public' | 'private' | 'local';

// Never a place to be sent to: this machine, its link (cloud metadata services live there), everybody.
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
  // the same behind NAT64
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

/** Made when the first redirect comes: that takes 4 ms, and most runs see none. */
const lists = { local: undefined as BlockList | undefined, private: undefined as BlockList | undefined };

export function classOfAddress(address: string): AddressClass {
  const local = (lists.local ??= blockList(LOCAL_BLOCKS));
  const family = isIP(address);
  const type = family === 6 ? 'ipv6' : 'ipv4';
  // a zone (`fe80::1%eth0`) belongs to a link
  if (family === 0 || address.includes('%') || local.check(address, type)) return 'local';
  lists.private ??= blockList(PRIVATE_BLOCKS);
  return lists.private.check(address, type) ? 'private' : 'public';
}

/**
 * Which addresses a redirect may lead to. A server on a private network may send us to its neighbours there (object
 * storage of a data centre); a public one must not reach into it, and nobody may point at this machine.
 * @param remoteAddress of the server that redirects; undefined when a proxy is in between
 */
export function addressRule(remoteAddress: string | undefined): AddressRule {
  const fromPrivate = remoteAddress !== undefined && classOfAddress(remoteAddress) === 'private';
  return fromPrivate ? NEIGHBOURS : PUBLIC_ONLY;
}

export interface AddressRule {
  /** rules with equal names allow the same */
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
