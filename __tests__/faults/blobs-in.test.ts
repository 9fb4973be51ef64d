import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IDLE_MS, startLab, type Lab, type LabOptions } from '../support/fault-lab.ts';
import { noise } from '../support/sample-images.ts';
import type { RegistryAnswer } from '../support/scripted-registry.ts';
import type { Peer } from '../support/scripted-server.ts';
import { stopTime } from '../support/stopped-time.ts';
import type { Rule } from '../support/wire-registry.ts';

const BLOB = noise(200_000, 1);
const CUT = 120_000;
const SIZE = BLOB.byteLength;

type Play = (peer: Peer) => Promise<void>;

/** Writes a reply byte for byte; the end of the connection is the end of the body unless it has a length. */
function raw(head: readonly string[], body: Uint8Array | string, end?: 'fin' | 'reset'): Play {
  return async (peer) => {
    await peer.write(`HTTP/1.1 ${head.join('\r\n')}\r\n\r\n`);
    await peer.write(body);
    if (end === undefined) return;
    // what was written must arrive before an RST overtakes it
    await peer.settle();
    if (end === 'fin') await peer.fin();
    else peer.reset();
  };
}

/** A source whose n-th download of a blob goes like this; further ones are fine. */
async function startSource(
  plays: readonly (Play | RegistryAnswer | undefined)[],
  more: Partial<LabOptions> = {},
): Promise<Lab> {
  let count = 0;
  const from: Rule = async ({ method, path }, _usual, peer) => {
    if (method !== 'GET' || !path.includes('/blobs/')) return undefined;
    const play = plays[count++];
    if (typeof play !== 'function') return play;
    await play(peer);
    return 'done';
  };
  const lab = await startLab({ from, ...more });
  lab.addBlob(BLOB);
  return lab;
}

const ranges = (lab: Lab) => lab.source.calls.map(({ headers }) => headers['range']);
const whole = [`200 OK`, `content-length: ${SIZE}`];
const chunked = ['200 OK', 'transfer-encoding: chunked'];
const chunk = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.byteLength.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

async function expectCopied(lab: Lab): Promise<void> {
  expect(await lab.copy(BLOB)).toBe('copied');
  expect(lab.has(BLOB)).toBe(true);
  expect(lab.destination.openSessions()).toBe(0);
}

describe.each(['plain', 'tls'])('downloads that break off (%s)', (kind) => {
  const tls = kind === 'tls';

  it.each(['fin', 'reset'] as const)('case 59: resumes a body that ends too early by %s', async (end) => {
    const lab = await startSource([raw(whole, BLOB.subarray(0, SIZE - 1), end)], { tls });
    await expectCopied(lab);
    expect(lab.source.calls).toHaveLength(2);
    expect(ranges(lab)[1]).toMatch(/^bytes=\d+-$/);
    expect(lab.destination.lines().filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it.each(['fin', 'reset'] as const)(
    'case 60: notices by its size that a body without length was cut by %s',
    async (end) => {
      const lab = await startSource([raw(['200 OK'], BLOB.subarray(0, CUT), end)], { tls });
      await expectCopied(lab);
      expect(ranges(lab)[1]).toMatch(/^bytes=\d+-$/);
    },
  );

  it('case 61: resumes a chunked body without its end', async () => {
    const lab = await startSource([raw(chunked, chunk(BLOB.subarray(0, CUT)), 'fin')], { tls });
    await expectCopied(lab);
    expect(lab.source.calls).toHaveLength(2);
  });
});

it('case 59: begins again when the source breaks off while the blob is sent in chunks', async () => {
  const large = noise(1_000_000, 3);
  let count = 0;
  const lab = await startLab({
    from: ({ method }) =>
      // the first download serves the upload that turns out to be too large for the destination
      method === 'GET' && (count += 1) === 2
        ? { status: 200, body: large, breakAfterBytes: 800_000 }
        : undefined,
    to: ({ body }) => (body.byteLength > 600_000 ? { status: 413 } : undefined),
  });
  lab.addBlob(large);
  expect(await lab.copy(large)).toBe('copied');
  expect(lab.has(large)).toBe(true);
  expect(count).toBe(3);
  expect(lab.destination.openSessions()).toBe(0);
});

describe('downloads with other bytes', () => {
  it('case 62: reads once more when the bytes are wrong, then fails, and commits nothing', async () => {
    const wrong = { status: 200, body: noise(SIZE, 7) };
    const cured = await startSource([wrong]);
    await expectCopied(cured);

    const lab = await startSource([wrong, wrong, wrong]);
    expect((await lab.failure(lab.copy(BLOB))).code).toBe('DIGEST_MISMATCH');
    expect(lab.source.calls).toHaveLength(2);
    expect(lab.has(BLOB)).toBe(false);
    expect(lab.destination.openSessions()).toBe(0);
    expect(lab.destination.blobs.size).toBe(0);
  });

  const part = (from: number, range: string): RegistryAnswer => ({
    status: 206,
    headers: { 'content-range': range },
    body: BLOB.subarray(from),
  });
  it.each<[string, RegistryAnswer]>([
    ['200', { status: 200, body: BLOB }],
    ['a part that starts one byte early', part(CUT - 1, `bytes ${CUT - 1}-${SIZE - 1}/${SIZE}`)],
    ['a part of another total', part(CUT, `bytes ${CUT}-${SIZE - 1}/${SIZE + 1}`)],
    ['a part of an unknown total', part(CUT, `bytes ${CUT}-${SIZE - 1}/*`)],
    ['a part without range', { status: 206, body: BLOB.subarray(CUT) }],
    [
      'parts in a multipart',
      { status: 206, headers: { 'content-type': 'multipart/byteranges; boundary=x' }, body: '--x--' },
    ],
  ])('case 63: discards %s as the rest and starts from the beginning', async (_what, rest) => {
    const lab = await startSource([raw(whole, BLOB.subarray(0, CUT), 'reset'), rest]);
    await expectCopied(lab);
    expect(ranges(lab)).toEqual([undefined, expect.stringMatching(/^bytes=/), undefined]);
  });

  it('case 64: starts again after 416', async () => {
    const lab = await startSource([raw(whole, BLOB.subarray(0, CUT), 'reset'), { status: 416 }]);
    await expectCopied(lab);
    expect(ranges(lab)).toEqual([undefined, expect.stringMatching(/^bytes=/), undefined]);
  });

  it('case 64: needs no further request when every byte has come before the connection broke', async () => {
    const lab = await startSource([raw(chunked, chunk(BLOB), 'reset')]);
    await expectCopied(lab);
    expect(lab.source.calls).toHaveLength(1);
  });

  it('case 65: does not read a body whose length is not that of the blob', async () => {
    const longer = raw([`200 OK`, `content-length: ${SIZE + 1}`], '');
    const lab = await startSource([longer, longer]);
    expect((await lab.failure(lab.copy(BLOB))).code).toBe('DIGEST_MISMATCH');
    expect(lab.destination.count('PUT')).toBe(0);
  });

  it.each([
    ['wrong', noise(SIZE, 7)],
    ['right', BLOB],
  ])('case 65: stops reading a body without end whose beginning is %s', async (what, start) => {
    const counts: number[] = [];
    const endless: Play = async (peer) => {
      await peer.write(`HTTP/1.1 ${chunked.join('\r\n')}\r\n\r\n`);
      let writtenBytes = 0;
      while (!peer.socket.destroyed && writtenBytes < 50e6) {
        await peer.write(chunk(start));
        writtenBytes += SIZE;
      }
      counts.push(writtenBytes);
    };
    const lab = await startSource([endless, endless, endless]);
    const outcome = lab.copy(BLOB);
    // the bytes of the digest are the blob, whatever a server would say after them
    if (what === 'right') expect(await outcome).toBe('copied');
    else expect((await lab.failure(outcome)).code).toBe('DIGEST_MISMATCH');
    expect(lab.has(BLOB)).toBe(what === 'right');
    expect(lab.source.calls).toHaveLength(what === 'right' ? 1 : 2);
    expect(Math.max(...counts)).toBeLessThan(30e6);
  });

  it('case 66: neither asks for nor decodes a compressed body', async () => {
    const body = gzipSync(BLOB);
    const zipped = { status: 200, headers: { 'content-encoding': 'gzip' }, body };
    const lab = await startSource([zipped, zipped, zipped, zipped]);
    const error = await lab.failure(lab.copy(BLOB));
    expect(['PROTOCOL_VIOLATION', 'DIGEST_MISMATCH']).toContain(error.code);
    expect(lab.source.calls[0]?.headers['accept-encoding']).toBe('identity');
    expect(lab.destination.blobs.size).toBe(0);
    expect(lab.destination.openSessions()).toBe(0);
  });
});

describe('slow and broken servers', () => {
  const stalling: Play = async (peer) => {
    await raw(whole, BLOB.subarray(0, CUT))(peer);
    await peer.stall();
  };

  it('case 67: resumes after a source has been silent for too long', async () => {
    const time = stopTime();
    const lab = await startSource([stalling]);
    await time.passUntil(expectCopied(lab), IDLE_MS, () => lab.destination.server.wire().length);
    expect(ranges(lab)[1]).toBe(`bytes=${CUT}-`);
  });

  it('case 67: ends with a time-out when a source is silent every time', async () => {
    const silent: Play = (peer) => peer.stall();
    const time = stopTime();
    const lab = await startSource(
      Array.from({ length: 50 }, () => silent),
      { transport: { retries: 1 } },
    );
    expect((await time.passUntil(lab.failure(lab.copy(BLOB)), IDLE_MS)).code).toBe('TIMED_OUT');
    expect(lab.source.calls.length).toBeLessThan(20);
    expect(lab.destination.openSessions()).toBe(0);
  });

  it('case 68: uploads where HEAD leads to a storage that refuses it, or tells no size or another one', async () => {
    const answers: RegistryAnswer[] = [
      { status: 307, headers: { location: '/storage' } },
      { status: 403 },
      { status: 200, headers: { 'transfer-encoding': 'chunked' } },
      { status: 200, headers: { 'content-length': '17' } },
    ];
    for (const answer of answers) {
      const lab = await startLab({
        to: ({ method, path }) => {
          if (method === 'POST' && path.includes('mount=')) return { status: 400 };
          return method === 'HEAD' ? answer : undefined;
        },
      });
      lab.addBlob(BLOB);
      await expectCopied(lab);
      expect(lab.destination.count('HEAD')).toBeGreaterThan(0);
    }
  });

  it.each([
    ['two lengths', ['200 OK', 'content-length: 5', 'content-length: 6']],
    ['a length and chunks', ['200 OK', 'content-length: 5', 'transfer-encoding: chunked']],
    ['a header of 100 KB', ['200 OK', `x-big: ${'x'.repeat(100_000)}`, 'content-length: 5']],
    ['a length that is none', ['200 OK', 'content-length: -5']],
  ])('case 69: a reply with %s is a typed error', async (_what, head) => {
    const play = raw(head, 'x'.repeat(5));
    const lab = await startSource(Array.from({ length: 9 }, () => play));
    expect((await lab.failure(lab.copy(BLOB))).code).toBe('PROTOCOL_VIOLATION');
    expect(lab.destination.openSessions()).toBe(0);

    const control = await startLab({
      to: async (_call, _usual, peer) => {
        await play(peer);
        return 'done' as const;
      },
    });
    control.addBlob(BLOB);
    expect((await control.failure(control.copy(BLOB))).code).toBe('PROTOCOL_VIOLATION');
  });
});
