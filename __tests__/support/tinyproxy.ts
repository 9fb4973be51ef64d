import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Debian's `tinyproxy` on the loopback interface. */
export interface Tinyproxy {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** what it wrote about the tunnels it opened or refused */
  readonly log: () => string;
  stop(): Promise<void>;
}

/** @param lines further lines of its configuration, such as `BasicAuth user password` */
export async function startTinyproxy(lines: readonly string[] = []): Promise<Tinyproxy> {
  const folder = mkdtempSync(join(tmpdir(), 'tinyproxy-'));
  const port = await freePort();
  const logFile = join(folder, 'log');
  const base = [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 30', 'LogLevel Connect', `LogFile "${logFile}"`];
  writeFileSync(logFile, '');
  writeFileSync(join(folder, 'tinyproxy.conf'), [...base, ...lines, ''].join('\n'));
  const child = spawn('tinyproxy', ['-d', '-c', join(folder, 'tinyproxy.conf')], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries === 1_200) {
      await stop();
      throw new Error('tinyproxy does not start');
    }
    await wait(50);
  }
  return { host: `127.0.0.1:${port}`, log: () => readFileSync(logFile, 'utf8'), stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
