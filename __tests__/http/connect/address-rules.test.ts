import { describe, expect, it } from 'vitest';
import { addressRule, classOfAddress, firstHop, nextHop } from '../../../src/http/exchange/redirect-rules.ts';

describe('the class of an address', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['172.15.0.1', 'public'],
    ['172.32.0.1', 'public'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd00::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['0.0.0.0', 'local'],
    ['127.0.0.1', 'local'],
    ['127.255.255.255', 'local'],
    ['169.254.169.254', 'local'],
    ['224.0.0.1', 'local'],
    ['255.255.255.255', 'local'],
    ['::', 'local'],
    ['::1', 'local'],
    ['fe80::1', 'local'],
    ['fe80::1%eth0', 'local'],
    ['::ffff:127.0.0.1', 'local'],
    ['::ffff:169.254.169.254', 'local'],
    ['64:ff9b::a9fe:a9fe', 'local'],
    ['not an address', 'local'],
  ])('%s is %s', (address, expected) => {
    expect(classOfAddress(address)).toBe(expected);
  });
});

describe('where a redirect may lead', () => {
  it.each([
    [
      'a public server',
      '8.8.8.8',
      { '9.9.9.9': true, '10.0.0.1': false, '127.0.0.1': false, '169.254.169.254': false },
    ],
    [
      'a server on a private network',
      '10.1.1.1',
      { '9.9.9.9': true, '10.0.0.1': true, '127.0.0.1': false, '169.254.169.254': false },
    ],
    ['a server on this machine', '127.0.0.1', { '9.9.9.9': true, '10.0.0.1': false, '127.0.0.1': false }],
    ['a server behind a proxy', undefined, { '9.9.9.9': true, '10.0.0.1': false, '127.0.0.1': false }],
  ])('%s', (_name, from, expected) => {
    const { allows } = addressRule(from);

    expect(Object.fromEntries(Object.keys(expected).map((address) => [address, allows(address)]))).toEqual(
      expected,
    );
  });
});

describe('a chain of redirects', () => {
  /** Whether the last of `urls` may be at `address`, when the servers before it have these addresses. */
  function mayReach(
    urls: readonly string[],
    servers: readonly (string | undefined)[],
    address: string,
  ): boolean {
    const [first = '', ...locations] = urls;
    let hop = firstHop(first, {});
    for (const [index, location] of locations.entries()) hop = nextHop(hop, [location], servers[index]);
    return hop.rule?.allows(address) ?? true;
  }
  const [registry, storage, inside] = [
    'https://r.corp/v2/',
    'https://storage.example/b',
    'https://inside.corp/',
  ];

  it.each([
    ['from a private network to its neighbour', [registry, inside], ['10.0.0.1'], true],
    [
      'from a private network by way of a public server',
      [registry, storage, inside],
      ['10.0.0.1', '9.9.9.9'],
      false,
    ],
    [
      'back to a port of the first host',
      [registry, storage, 'https://r.corp:8443/'],
      ['10.0.0.1', '9.9.9.9'],
      false,
    ],
    ['back to the first server itself', [registry, storage, registry], ['10.0.0.1', '9.9.9.9'], true],
    ['from there', [registry, storage, registry, inside], ['10.0.0.1', '9.9.9.9', '10.0.0.1'], false],
    ['to another port of the first host', [registry, 'https://r.corp:8443/'], ['10.0.0.1'], true],
    ['from behind a proxy', [registry, inside], [undefined], false],
  ])('that leads %s is judged by every server in it', (_name, urls, servers, expected) => {
    expect(mayReach(urls, servers, '10.0.0.2')).toBe(expected);
  });
});
