import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Which connections a cutter breaks, and after how many bytes of one direction. */
export interface Cut {
  /** `up`: what the client sends; `down`: what the server sends */
  readonly direction: 'up' | 'down';
  readonly afterBytes: number;
  /** counted from 0; undefined: each */
  readonly connection?: number | undefined;
}

/** Stands before a server and passes bytes on until it is time to break the connection. */
export interface Cutter {
  readonly port: number;
  /** most bytes that one connection carried, by direction */
  readonly carried: Readonly<Record<Cut['direction'], number>>;
  readonly connections: () => number;
  close(): Promise<void>;
}

export async function startCutter(targetPort: number, cut: Cut | undefined): Promise<Cutter> {
  const sockets = new Set<Socket>();
  const carried = { up: 0, down: 0 };
  let connections = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const isCut = cut !== undefined && (cut.connection ?? connections) === connections;
    connections += 1;
    const target = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    const both = [client, target];
    const breakOff = (): void => {
      for (const socket of both) socket.destroy();
    };
    const carry = (from: Socket, to: Socket, direction: Cut['direction']): void => {
      let passedBytes = 0;
      from.on('data', (chunk: Buffer) => {
        const limit = isCut && cut.direction === direction ? cut.afterBytes : Number.POSITIVE_INFINITY;
        const passed = chunk.subarray(0, Math.max(0, limit - passedBytes));
        passedBytes += chunk.byteLength;
        carried[direction] = Math.max(carried[direction], passedBytes);
        if (passedBytes < limit) to.write(passed);
        // what is allowed through arrives before the connection ends
        else to.write(passed, breakOff);
      });
      from.on('end', () => to.end());
    };
    for (const socket of both) {
      sockets.add(socket);
      socket.on('error', breakOff).on('close', () => sockets.delete(socket));
    }
    carry(client, target, 'up');
    carry(target, client, 'down');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    carried,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
