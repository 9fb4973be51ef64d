import type { Socket } from 'node:net';

const alerts = new WeakMap<Socket, Error>();

/**
 * Keeps the TLS alert with which a server ends a connection. With TLS 1.3 a server rejects a client certificate after the
 * client has finished the handshake: the error may arrive while the socket is idle, and the later 'close' has no reason.
 */
export function keepAlert(socket: Socket): void {
  socket.on('error', (error) => {
    if (alertNumber(error.message) !== undefined && !alerts.has(socket)) alerts.set(socket, error);
  });
}

export function alertOf(socket: Socket): Error | undefined {
  return alerts.get(socket);
}

/** OpenSSL reports the alert number (RFC 8446, section 6) only in its message. */
export function alertNumber(message: string): number | undefined {
  const number = /SSL alert number (\d{1,3})/.exec(message)?.[1];
  return number === undefined ? undefined : Number(number);
}
