import type { Socket } from 'node:net';
import type { Proxy } from './proxy.ts';
import { HeadReader } from './response-head.ts';
import { TransportFailure } from './transport-failure.ts';

/**
 * Opens a CONNECT tunnel (RFC 9110, section 9.3.6) over a connection to a proxy.
 * @param authority `host:port` of the destination of the tunnel
 * @throws TransportFailure `proxy`, or the reason of the signal; the socket is destroyed then
 */
export function openTunnel(
  socket: Socket,
  proxy: Proxy,
  authority: string,
  signal: AbortSignal,
): Promise<void> {
  const reader = new HeadReader();
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      socket.off('data', onData).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      socket.pause();
      if (error === undefined) return resolve();
      socket.destroy();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      try {
        const result = reader.push(chunk);
        if (result === undefined) return;
        const { status } = result.head;
        if (status < 200 || status > 299) return settle(refusal(proxy, authority, status));
        // bytes before our first request would be mistaken for the server's reply
        if (result.rest.byteLength > 0) return settle(fault(proxy, 'sent more than an answer to CONNECT'));
        settle();
      } catch (cause) {
        settle(fault(proxy, 'did not answer in HTTP', cause));
      }
    };
    const onClose = (): void => settle(fault(proxy, 'closed the connection instead of opening a tunnel'));
    const onAbort = (): void => settle(signal.reason as Error);
    socket.on('data', onData).once('close', onClose).once('end', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.write(connectRequest(proxy, authority));
  });
}

function connectRequest(proxy: Proxy, authority: string): string {
  const credentials =
    proxy.authorization === undefined ? '' : `proxy-authorization: ${proxy.authorization}\r\n`;
  return `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${credentials}\r\n`;
}

function refusal(proxy: Proxy, authority: string, status: number): TransportFailure {
  const text = `the proxy ${proxy.authority} answered ${status} to a tunnel to ${authority}`;
  return new TransportFailure('proxy', text, { status, host: proxy.authority });
}

function fault(proxy: Proxy, what: string, cause?: unknown): TransportFailure {
  const text = `the proxy ${proxy.authority} ${what}`;
  return new TransportFailure('proxy', text, { cause, host: proxy.authority });
}
