import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DigestVerifier, digestOf } from '../../../src/core/image/digest.ts';
import type { OpenReply, RelayRequest } from '../../../src/http/exchange/exchange.ts';
import { failureOf, IDLE_MS, noAbort, testTransport } from '../../support/http-transport.ts';
import { scriptedServer, serving, type Script, type ScriptedServer } from '../../support/scripted-server.ts';
import { stopTime } from '../../support/stopped-time.ts';

const BLOB = randomBytes(3_000_000);

const servesBlob: Script = serving((_request, peer) => peer.reply(200, {}, BLOB));
const storesBlob: Script = serving((request, peer) =>
  peer.reply(201, { 'x-stored': digestOf(request.body) }),
);

interface Setup {
  readonly source: ScriptedServer;
  readonly destination: ScriptedServer;
  readonly request: RelayRequest;
  readonly relay: () => ReturnType<ReturnType<typeof testTransport>['relay']>;
  readonly counted: () => number;
  /** changes whenever bytes have moved */
  readonly progress: () => number;
}

async function setup(
  sourceScripts: readonly Script[],
  destinationScripts: readonly Script[],
  options: Partial<RelayRequest> & {
    readonly blob?: Buffer;
    readonly signal?: AbortSignal;
    readonly resumes?: boolean;
  } = {},
): Promise<Setup> {
  const blob = options.blob ?? BLOB;
  const signal = options.signal ?? noAbort;
  const source = await scriptedServer(sourceScripts);
  const destination = await scriptedServer(destinationScripts);
  const from = testTransport();
  const to = testTransport({ side: 'destination' });
  const open = (headers: Record<string, string> = {}): Promise<OpenReply> =>
    from.open({ method: 'GET', url: `${source.origin}/blob`, headers }, signal);
  let counted = 0;
  const request: RelayRequest = {
    upload: {
      method: 'PUT',
      url: `${destination.origin}/upload?_state=S`,
      headers: { authorization: 'Bearer T' },
    },
    download: await open(),
    sizeBytes: blob.byteLength,
    reopen: async (offset) => (options.resumes === true ? open({ range: `bytes=${offset}-` }) : undefined),
    verifier: new DigestVerifier(digestOf(blob)),
    onBytes: (count) => (counted += count),
    ...options,
  };
  const progress = (): number => request.verifier.sizeBytes + (destination.peers[0]?.receivedBytes ?? 0);
  return {
    source,
    destination,
    request,
    relay: () => to.relay(request, signal),
    counted: () => counted,
    progress,
  };
}

describe('relaying a download into an upload', () => {
  it('sends all bytes and gives both connections back', async () => {
    const { source, destination, relay, counted, request } = await setup([servesBlob], [storesBlob]);

    const result = await relay();

    expect(result).toMatchObject({
      kind: 'sent',
      reply: { status: 201, headers: { 'x-stored': [digestOf(BLOB)] } },
    });
    expect(counted()).toBe(BLOB.byteLength);
    expect(request.verifier.sizeBytes).toBe(BLOB.byteLength);
    expect(destination.wire()).toContain(`content-length: ${BLOB.byteLength}\r\n`);
    expect(destination.wire()).toContain('PUT /upload?_state=S HTTP/1.1\r\n');
    expect([source.peers.length, destination.peers.length]).toEqual([1, 1]);
  });

  it('uses the same two connections for one blob after the other', async () => {
    const source = await scriptedServer([servesBlob]);
    const destination = await scriptedServer([storesBlob]);
    const [from, to] = [testTransport(), testTransport({ side: 'destination' })];

    for (let count = 0; count < 5; count += 1) {
      const result = await to.relay(
        {
          upload: { method: 'PUT', url: destination.origin },
          download: await from.open({ method: 'GET', url: source.origin }, noAbort),
          sizeBytes: BLOB.byteLength,
          reopen: async () => undefined,
          verifier: new DigestVerifier(digestOf(BLOB)),
          onBytes: () => undefined,
        },
        noAbort,
      );
      expect(result.kind).toBe('sent');
    }

    expect([source.peers.length, destination.peers.length]).toEqual([1, 1]);
  });

  it('passes a chunked download on with the length of the descriptor', async () => {
    const chunked: Script = async (peer) => {
      await peer.head();
      await peer.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      for (let offset = 0; offset < BLOB.byteLength; offset += 70_000) {
        const piece = BLOB.subarray(offset, offset + 70_000);
        await peer.write(
          Buffer.concat([Buffer.from(`${piece.byteLength.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
        );
      }
      await peer.write('0\r\n\r\n');
      await peer.stall();
    };
    const { relay } = await setup([chunked], [storesBlob]);

    expect(await relay()).toMatchObject({
      kind: 'sent',
      reply: { headers: { 'x-stored': [digestOf(BLOB)] } },
    });
  });

  it('sends an empty blob', async () => {
    const empty = Buffer.alloc(0);
    const { relay, destination } = await setup([serving((_request, peer) => peer.reply(200))], [storesBlob], {
      blob: empty,
    });

    expect(await relay()).toMatchObject({ kind: 'sent', reply: { status: 201 } });
    expect(destination.wire()).toContain('content-length: 0\r\n');
  });

  it('waits for a destination that reads slowly', async () => {
    const slow: Script = async (peer) => {
      peer.deafen();
      await peer.delay(300);
      peer.socket.resume();
      const { body } = await peer.request();
      await peer.reply(201, { 'x-stored': digestOf(body) });
    };
    const blob = randomBytes(20_000_000);
    const { relay } = await setup([serving((_request, peer) => peer.reply(200, {}, blob))], [slow], { blob });

    expect(await relay()).toMatchObject({
      kind: 'sent',
      reply: { headers: { 'x-stored': [digestOf(blob)] } },
    });
  });
});

describe('bytes that are not those of the digest', () => {
  const wrong = Buffer.from(BLOB);
  wrong[wrong.byteLength - 1] = (wrong.at(-1) ?? 0) ^ 1;

  it('never completes the upload', async () => {
    const { relay, destination } = await setup(
      [serving((_request, peer) => peer.reply(200, {}, wrong))],
      [(peer) => peer.request().then(() => peer.reply(201))],
    );

    const result = await relay();
    await destination.peers[0]?.closed();

    expect(result).toMatchObject({ kind: 'corrupt' });
    expect(destination.peers[0]?.receivedBytes).toBeLessThan(BLOB.byteLength);
  });

  it('sends nothing at all of a small one', async () => {
    const small = Buffer.from('small');
    const { relay, destination } = await setup(
      [serving((_request, peer) => peer.reply(200, {}, 'smaLl'))],
      [(peer) => peer.closed()],
      { blob: small },
    );

    expect(await relay()).toMatchObject({ kind: 'corrupt' });
    await destination.peers[0]?.closed();
    expect(destination.wire()).toBe('');
  });

  it.each([
    ['longer', Buffer.concat([BLOB, Buffer.from('x')])],
    ['shorter', BLOB.subarray(1)],
  ])('stops before the first byte when the download is %s', async (_name, bytes) => {
    const { relay, destination, counted } = await setup(
      [serving((_request, peer) => peer.reply(200, {}, bytes))],
      [(peer) => peer.closed()],
    );

    expect(await relay()).toMatchObject({ kind: 'corrupt' });
    expect(counted()).toBe(0);
    await destination.peers[0]?.closed();
    expect(destination.wire()).toBe('');
  });

  it('stops at the first byte too many of a download without length', async () => {
    const endless: Script = async (peer) => {
      await peer.head();
      await peer.write('HTTP/1.1 200 OK\r\n\r\n');
      for (;;) await peer.write(BLOB);
    };
    const { relay, destination } = await setup(
      [endless],
      [(peer) => peer.request().then(() => peer.reply(201))],
    );

    expect(await relay()).toMatchObject({ kind: 'corrupt' });
    await destination.peers[0]?.closed();
    expect(destination.peers[0]?.receivedBytes).toBeLessThan(BLOB.byteLength);
  });
});

describe('a source that breaks off', () => {
  const HALF = 1_500_000;
  const half =
    (how: 'fin' | 'reset'): Script =>
    async (peer) => {
      await peer.head();
      await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOB.byteLength}\r\n\r\n`);
      await peer.write(BLOB.subarray(0, HALF));
      await peer.settle();
      if (how === 'fin') await peer.fin();
      else peer.reset();
    };
  const rest: Script = async (peer) => {
    const head = await peer.head(/^range: bytes=\d+-\r$/m);
    const offset = Number(/bytes=(\d+)-/.exec(head)?.[1]);
    const range = `bytes ${offset}-${BLOB.byteLength - 1}/${BLOB.byteLength}`;
    await peer.reply(206, { 'content-range': range }, BLOB.subarray(offset));
    await peer.stall();
  };

  it.each(['fin', 'reset'] as const)('is resumed where it broke (%s)', async (how) => {
    const { relay, source } = await setup([half(how), rest], [storesBlob], { resumes: true });

    const result = await relay();

    expect(result).toMatchObject({ kind: 'sent', reply: { headers: { 'x-stored': [digestOf(BLOB)] } } });
    expect(source.wire()).toContain(`range: bytes=${HALF}-\r\n`);
  });

  it('is resumed after a cut that looks like the end', async () => {
    const closeDelimited: Script = async (peer) => {
      await peer.head();
      await peer.write('HTTP/1.1 200 OK\r\n\r\n');
      await peer.write(BLOB.subarray(0, HALF));
      await peer.fin();
    };
    const { relay } = await setup([closeDelimited, rest], [storesBlob], { resumes: true });

    expect(await relay()).toMatchObject({
      kind: 'sent',
      reply: { headers: { 'x-stored': [digestOf(BLOB)] } },
    });
  });

  it('fails and leaves the upload unfinished when it cannot be resumed', async () => {
    const { relay, destination } = await setup(
      [half('fin')],
      [(peer) => peer.request().then(() => peer.reply(201))],
    );

    const error = await failureOf(relay());

    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.where.side).toBe('source');
    await destination.peers[0]?.closed();
    expect(destination.peers[0]?.receivedBytes).toBeLessThan(BLOB.byteLength);
  });

  it('is given up when it falls silent', async () => {
    const silent: Script = async (peer) => {
      await peer.head();
      await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOB.byteLength}\r\n\r\n`);
      await peer.write(BLOB.subarray(0, HALF));
      await peer.stall();
    };
    const time = stopTime();
    const { relay, destination, progress } = await setup([silent], [(peer) => peer.stall()]);

    const error = await time.passUntil(failureOf(relay()), IDLE_MS, progress);

    expect(error).toMatchObject({ code: 'TIMED_OUT', where: { side: 'source' } });
    await destination.peers[0]?.closed();
  });
});

describe('a destination that does not take it all', () => {
  it.each([401, 413, 429])('hands its early answer %i over and stops sending', async (status) => {
    const blob = randomBytes(30_000_000);
    const early: Script = async (peer) => {
      await peer.head();
      await peer.bytes(100_000);
      peer.deafen();
      await peer.reply(status, {}, 'no more');
    };
    const { relay, source } = await setup([serving((_request, peer) => peer.reply(200, {}, blob))], [early], {
      blob,
    });

    const result = await relay();

    expect(result).toMatchObject({ kind: 'refused', reply: { status } });
    expect(Buffer.from('reply' in result ? result.reply.body : []).toString()).toBe('no more');
    await source.peers[0]?.closed();
  });

  it('hands its early answer over while the source is silent', async () => {
    const silent: Script = async (peer) => {
      await peer.head();
      await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOB.byteLength}\r\n\r\n`);
      await peer.write(BLOB.subarray(0, 1000));
      await peer.stall();
    };
    const early: Script = async (peer) => {
      await peer.head();
      await peer.settle();
      await peer.reply(401);
    };
    const { relay } = await setup([silent], [early]);

    expect(await relay()).toMatchObject({ kind: 'refused', reply: { status: 401 } });
  });

  it('hands its early answer over although it resets the connection right after', async () => {
    const blob = randomBytes(30_000_000);
    const early: Script = async (peer) => {
      await peer.bytes(100_000);
      peer.deafen();
      await peer.reply(413);
      await peer.settle();
      peer.reset();
    };
    const { relay } = await setup([serving((_request, peer) => peer.reply(200, {}, blob))], [early], {
      blob,
    });

    expect(await relay()).toMatchObject({ kind: 'refused', reply: { status: 413 } });
  });

  it('is given up when it never reads', async () => {
    const time = stopTime();
    const blob = randomBytes(30_000_000);
    const { relay, source, progress } = await setup(
      [serving((_request, peer) => peer.reply(200, {}, blob))],
      [
        async (peer) => {
          peer.deafen();
          await peer.stall();
        },
      ],
      { blob },
    );

    const error = await time.passUntil(failureOf(relay()), IDLE_MS, progress);

    expect(error).toMatchObject({ code: 'TIMED_OUT', where: { side: 'destination' } });
    await source.peers[0]?.closed();
  });

  it('is given up when it never answers', async () => {
    const time = stopTime();
    const silent: Script = (peer) => peer.request().then(() => peer.stall());
    const { relay, progress } = await setup([servesBlob], [silent]);

    expect(await time.passUntil(failureOf(relay()), IDLE_MS, progress)).toMatchObject({
      code: 'TIMED_OUT',
      where: { side: 'destination' },
    });
  });

  it('fails when it breaks the connection in the middle', async () => {
    const { relay, source } = await setup(
      [servesBlob],
      [
        async (peer) => {
          await peer.bytes(100_000);
          peer.reset();
        },
      ],
    );

    const error = await failureOf(relay());

    expect(error).toMatchObject({
      code: 'CONNECTION_FAILED',
      where: { side: 'destination', request: 'PUT /upload' },
    });
    await source.peers[0]?.closed();
  });
});

describe('cancelling a relay', () => {
  it('closes both connections at once', async () => {
    const controller = new AbortController();
    const slow: Script = async (peer) => {
      await peer.head();
      await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${BLOB.byteLength}\r\n\r\n`);
      await peer.write(BLOB.subarray(0, 1000));
      await peer.stall();
    };
    const { relay, source, destination } = await setup([slow], [(peer) => peer.stall()], {
      signal: controller.signal,
    });
    const relaying = failureOf(relay());
    await source.peers[0]?.settle();

    controller.abort();

    expect((await relaying).code).toBe('CANCELLED');
    await Promise.all([source.peers[0]?.closed(), destination.peers[0]?.closed()]);
  });
});
