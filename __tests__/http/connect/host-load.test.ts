import { describe, expect, it } from 'vitest';
import { HostLoad } from '../../../src/http/connect/host-load.ts';
import { parseTarget } from '../../../src/http/connect/target.ts';

const plain = parseTarget('http://registry.example.com/v2/');
const secure = parseTarget('https://registry.example.com/v2/');

describe('the number of connections to a host', () => {
  it('is small until it is known to be far', () => {
    expect(new HostLoad().connectionsFor(plain.origin)).toBe(8);
  });

  it.each([
    ['a far host', plain, 40, 24],
    ['a near host', plain, 2, 8],
    ['a near host, with the handshakes of TLS', secure, 20, 8],
    ['a far host, with the handshakes of TLS', secure, 80, 24],
  ])('follows from the time that connecting takes: %s', (_what, target, durationMs, connections) => {
    const load = new HostLoad();
    load.noteConnect(target, durationMs);
    load.noteConnect(target, 500);

    expect(load.connectionsFor(target.origin)).toBe(connections);
  });

  it('follows from the replies behind a proxy, to which connecting takes no time', () => {
    const load = new HostLoad();
    load.noteConnect(plain, 0.2);
    for (let count = 0; count < 7; count += 1) load.noteReply(plain, 41 + count);
    expect(load.connectionsFor(plain.origin)).toBe(8);
    load.noteReply(plain, 60);

    expect(load.connectionsFor(plain.origin)).toBe(24);
    expect(load.connectionsFor(secure.origin)).toBe(8);
  });

  it('stays small for a near host that is slow at times', () => {
    const load = new HostLoad();
    load.noteConnect(plain, 0.2);
    for (const durationMs of [80, 90, 4, 200, 100, 90, 80, 70, 60]) load.noteReply(plain, durationMs);

    expect(load.connectionsFor(plain.origin)).toBe(8);
  });
});
