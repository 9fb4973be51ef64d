import { once } from 'node:events';
import { connect } from 'node:net';
import { scriptedServer, type Script, type ScriptedServer } from './scripted-server.ts';

const tunnelling: Script = async (peer) => {
  const head = await peer.head(/^CONNECT \S+ HTTP\/1\.1\r\n/);
  const port = Number(/^CONNECT \S+:(\d+)/.exec(head)?.[1]);
  const upstream = connect(port, '127.0.0.1');
  upstream.on('error', () => peer.socket.destroy());
  await once(upstream, 'connect');
  await peer.write('HTTP/1.1 200 Connection established\r\n\r\n');
  peer.socket.on('data', (chunk: Buffer) => upstream.write(chunk)).on('close', () => upstream.destroy());
  try {
    for await (const chunk of upstream) await peer.write(chunk as Buffer);
  } catch {
    peer.socket.destroy();
  }
};

/** A proxy for which every host name is this machine: names of the public internet without leaving it. */
export function loopbackProxy(): Promise<ScriptedServer> {
  return scriptedServer([], { otherwise: tunnelling });
}
