import type { Socket } from 'node:net';

const alerts = new WeakMap<Socket, Error>();

/**
 * Keeps the alert a server ends a connection with. With TLS 1.3 it refuses the certificate of a client after the handshake is
 * over for that client: the error may come before anybody uses the socket, and what comes after it, the end, says nothing.
 */
export function keepAlert(socket: Socket): void {
  socket.on('error', (error) => {
    if (alertNumber(error.message) !== undefined && !alerts.has(socket)) alerts.set(socket, error);
  });
}

export function alertOf(socket: Socket): Error | undefined {
  return alerts.get(socket);
}

/** OpenSSL tells the number (RFC 8446, section 6) in its text only. */
export function alertNumber(message: string): number | undefined {
  const number = /SSL alert number (\d{1,3})/.exec(message)?.[1];
  return number === undefined ? undefined : Number(number);
}
