import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { DigestVerifier, digestOf } from '../../src/core/image/digest.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import type { RelayResult } from '../../src/http/exchange/exchange.ts';
import { noAbort, testTransport } from '../support/http-transport.ts';
import { scriptedServer, type Peer, type Script } from '../support/scripted-server.ts';
import { testAuthority, type TestAuthority } from '../support/test-certificates.ts';

const BLOB = randomBytes(40_000);
const DIGEST = digestOf(BLOB);
const HEAD = `HTTP/1.1 200 OK\r\ncontent-length: ${BLOB.byteLength}\r\n\r\n`;
const REPLY = 'HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n';

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
});

/** Writes as much as may be written before the cut, then breaks. */
async function cutAfter(peer: Peer, text: Buffer, count: number): Promise<void> {
  await peer.write(text.subarray(0, count));
  await peer.delay(1);
  if (count % 2 === 0) peer.reset();
  else await peer.fin();
}

async function relayOnce(
  source: Script,
  destination: Script,
  secure: boolean,
): Promise<RelayResult | PromoteError> {
  const tls = secure ? await authority.issue() : undefined;
  const from = await scriptedServer([], { otherwise: source, tls });
  const to = await scriptedServer([], { otherwise: destination, tls });
  const options = { ca: authority.cert, retries: 0 };
  const reading = testTransport(options);
  const writing = testTransport({ ...options, side: 'destination' });
  try {
    const download = await reading.open({ method: 'GET', url: from.origin }, noAbort);
    return await writing.relay(
      {
        upload: { method: 'PUT', url: to.origin },
        download,
        sizeBytes: BLOB.byteLength,
        reopen: async () => undefined,
        verifier: new DigestVerifier(DIGEST),
        onBytes: () => undefined,
      },
      noAbort,
    );
  } catch (error) {
    if (error instanceof PromoteError) return error;
    throw error;
  }
}

const CUTS = [
  0, 1, 5, 17, 30, 44, 45, 46, 47, 100, 1000, 16_384, 16_385, 20_001, 39_999, 40_043, 40_044, 40_045,
];

describe.each([
  ['plain', false],
  ['TLS', true],
])('a connection cut anywhere (%s)', (_name, secure) => {
  it('on the side of the source ends in an error or the right blob, never in a wrong one', async () => {
    for (const cut of CUTS) {
      const stored: Buffer[] = [];
      const source: Script = async (peer) => {
        await peer.head();
        await cutAfter(peer, Buffer.concat([Buffer.from(HEAD), BLOB]), cut);
      };
      const destination: Script = async (peer) => {
        stored.push((await peer.request()).body);
        await peer.write(REPLY);
        await peer.stall();
      };

      const result = await relayOnce(source, destination, secure);

      expect(stored.every((body) => digestOf(body) === DIGEST)).toBe(true);
      if (result instanceof PromoteError)
        expect(['CONNECTION_FAILED', 'PROTOCOL_VIOLATION']).toContain(result.code);
      else expect([result.kind, stored.length]).toEqual(['sent', 1]);
    }
  });

  it('on the side of the destination ends in an error or its answer', async () => {
    for (const cut of CUTS) {
      const source: Script = async (peer) => {
        await peer.head();
        await peer.write(HEAD);
        await peer.write(BLOB);
        await peer.stall();
      };
      const destination: Script = async (peer) => {
        if (cut > 0) await peer.bytes(cut);
        if (cut % 2 === 0) peer.reset();
        else await peer.fin();
      };

      const result = await relayOnce(source, destination, secure);

      expect(result).toBeInstanceOf(PromoteError);
      expect((result as PromoteError).code).toBe('CONNECTION_FAILED');
    }
  });

  it('within the answer of the destination ends in an error or the whole answer', async () => {
    for (const cut of [0, 1, 12, 30, 44, 45, REPLY.length]) {
      const source: Script = async (peer) => {
        await peer.head();
        await peer.write(HEAD);
        await peer.write(BLOB);
        await peer.stall();
      };
      const destination: Script = async (peer) => {
        await peer.request();
        await cutAfter(peer, Buffer.from(REPLY), cut);
      };

      const result = await relayOnce(source, destination, secure);

      if (result instanceof PromoteError) expect(result.code).toBe('CONNECTION_FAILED');
      else expect(result).toMatchObject({ kind: 'sent', reply: { status: 201 } });
    }
  });
});
