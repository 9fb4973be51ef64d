import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SLAB_BYTES, TlsReader } from '../../../src/http/wire/wire.ts';

/** As much of a TLS socket as the reader uses; `feed` does what Node does with decrypted bytes. */
class FakeSocket extends EventEmitter {
  paused = false;
  readonly #reader: TlsReader;
  #space: Uint8Array;

  constructor(reader: TlsReader) {
    super();
    this.#reader = reader;
    this.#space = this.#next();
  }

  /** What is decrypted is delivered, paused or not, piece by piece as far as the space reaches. */
  feed(bytes: Uint8Array): void {
    for (let rest = bytes; rest.byteLength > 0;) {
      const count = Math.min(rest.byteLength, this.#space.byteLength);
      this.#space.set(rest.subarray(0, count));
      if (this.#reader.onread.callback(count, this.#space) === false) this.paused = true;
      this.#space = this.#next();
      rest = rest.subarray(count);
    }
  }

  resume(): this {
    this.paused = false;
    return this;
  }

  #next(): Uint8Array {
    const { buffer } = this.#reader.onread;
    return (buffer as () => Uint8Array)();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('bytes from TLS', () => {
  it('arrive in order and stay as they are while they are in use, whatever the pace', async () => {
    const action = fc.oneof(
      fc.record({ feed: fc.integer({ min: 1, max: 200_000 }) }),
      fc.constant('turn' as const),
      fc.constant('release' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.boolean(), async (actions, takesAtOnce) => {
        const reader = new TlsReader();
        const socket = new FakeSocket(reader);
        const received: Buffer[] = [];
        let held: { readonly bytes: Uint8Array; readonly copy: Buffer } | undefined;
        let ends = 0;
        reader.attach(socket as unknown as Socket, {
          take: (bytes) => {
            expect(held).toBeUndefined();
            received.push(Buffer.from(bytes));
            if (takesAtOnce) return true;
            held = { bytes, copy: Buffer.from(bytes) };
            return false;
          },
          end: () => (ends += 1),
        });
        const release = (): void => {
          if (held === undefined) return;
          expect(Buffer.compare(held.bytes, held.copy)).toBe(0);
          held = undefined;
          reader.resume();
        };

        const sent: Buffer[] = [];
        for (const step of actions) {
          if (step === 'turn') await turn();
          else if (step === 'release') release();
          else if (!socket.paused) {
            const bytes = randomBytes(step.feed);
            socket.feed(bytes);
            sent.push(bytes);
          }
        }
        socket.emit('end');
        while (ends === 0) {
          await turn();
          release();
        }

        expect(Buffer.compare(Buffer.concat(received), Buffer.concat(sent))).toBe(0);
        expect(ends).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  it('stop when half a megabyte waits, and go on when most of it is used up', async () => {
    const reader = new TlsReader();
    const socket = new FakeSocket(reader);
    reader.attach(socket as unknown as Socket, { take: () => false, end: () => undefined });

    socket.feed(new Uint8Array(2 * SLAB_BYTES));
    await turn();
    expect(socket.paused).toBe(true);

    reader.resume();
    reader.resume();
    expect(socket.paused).toBe(false);
  });

  it('end after the last of them, although the connection broke earlier', async () => {
    const reader = new TlsReader();
    const socket = new FakeSocket(reader);
    const events: string[] = [];
    reader.attach(socket as unknown as Socket, {
      take: (bytes) => {
        events.push(Buffer.from(bytes).toString());
        return false;
      },
      end: (error) => events.push(error?.message ?? 'end'),
    });

    socket.feed(Buffer.from('last words'));
    socket.emit('error', new Error('reset'));
    socket.emit('close');
    await turn();
    reader.resume();

    expect(events).toEqual(['last words', 'reset']);
  });
});
