// A long way to a server: a TCP relay that delays and limits what passes, run as a process of its own.
// usage: node bench/link.ts <listen port> <target port> <round trip ms> <megabits per second>
//
// Each direction is a link of its own with a rate that all its connections share. A connection pays one round trip
// before its first byte (the handshake) and sends no more than its window, which starts at ten segments and grows by
// what is acknowledged (slow start). Nothing is lost, so that runs are comparable.
import { connect, createServer, type Socket } from 'node:net';

const [listenPort = 0, targetPort = 0, roundTripMs = 40, megabits = 200] = process.argv.slice(2).map(Number);
const bytesPerMs = (megabits * 1e6) / 8 / 1000;
const segmentBytes = 1460;
const firstWindowBytes = 10 * segmentBytes;
const largestWindowBytes = 4 * 1024 * 1024;
const pieceBytes = 16 * 1024;

/** Runs things at times that never go back: a queue and one timer. */
class Timeline {
  private readonly queue: { at: number; run: () => void }[] = [];
  private armed = false;

  add(at: number, run: () => void): void {
    this.queue.push({ at, run });
    this.arm();
  }

  private arm(): void {
    const next = this.queue[0];
    if (this.armed || next === undefined) return;
    this.armed = true;
    setTimeout(
      () => {
        this.armed = false;
        const now = performance.now();
        while (this.queue[0] !== undefined && this.queue[0].at <= now) this.queue.shift()?.run();
        this.arm();
      },
      Math.max(0, next.at - performance.now()),
    );
  }
}

/** One direction of the wire, shared by all connections. */
class Wire {
  readonly arrivals = new Timeline();
  readonly acknowledgements = new Timeline();
  private freeAt = 0;
  sentBytes = 0;

  /** The time at which `bytes`, sent now, have left. */
  send(bytes: number): number {
    this.sentBytes += bytes;
    this.freeAt = Math.max(this.freeAt, performance.now()) + bytes / bytesPerMs;
    return this.freeAt;
  }
}

const wires = { up: new Wire(), down: new Wire() };

process.on('message', () => process.send?.(wires.up.sentBytes));

createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const started = performance.now();
  relay(client, server, wires.up, started + roundTripMs);
  relay(server, client, wires.down, started);
}).listen(listenPort, '127.0.0.1', () => console.log('ready'));

function relay(from: Socket, to: Socket, wire: Wire, notBefore: number): void {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let inFlight = 0;
  let windowBytes = firstWindowBytes;
  let ended = false;

  const acknowledge = (bytes: number): void => {
    inFlight -= bytes;
    windowBytes = Math.min(largestWindowBytes, windowBytes + bytes);
    pump();
  };
  const arrive = (piece: Buffer): void => {
    if (to.destroyed) return;
    // a receiver that is slow acknowledges late: its window is what it has not read
    to.write(piece, () =>
      wire.acknowledgements.add(performance.now() + roundTripMs / 2, () => acknowledge(piece.length)),
    );
  };
  const pump = (): void => {
    while (waiting[0] !== undefined && inFlight < windowBytes) {
      const piece = waiting[0].subarray(0, pieceBytes);
      if (piece.length === waiting[0].length) waiting.shift();
      else waiting[0] = waiting[0].subarray(pieceBytes);
      waitingBytes -= piece.length;
      inFlight += piece.length;
      wire.arrivals.add(wire.send(piece.length) + roundTripMs / 2, () => arrive(piece));
    }
    if (waitingBytes < 256 * 1024) from.resume();
    if (ended && waiting.length === 0 && inFlight === 0) to.end();
  };

  const begin = (): void => {
    from.on('data', (chunk) => {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (waitingBytes >= 256 * 1024) from.pause();
      pump();
    });
    from.on('end', () => {
      ended = true;
      pump();
    });
  };
  setTimeout(begin, Math.max(0, notBefore - performance.now()));
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (!ended) to.destroy();
  });
}
