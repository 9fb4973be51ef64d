import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { median } from './table.ts';
import type { Tool } from './tools.ts';

/** What a start takes, CPU of all threads of the process; medians. */
export interface StartUp {
  /** until the first byte of the first request */
  readonly firstRequestMs: number;
  /** of which an empty program takes */
  readonly bareNodeMs: number;
  readonly runs: number;
}

/** Starts our command again and again against a server that looks at the process when the first request comes. */
export async function measureStartUp(ours: Tool, runs: number): Promise<StartUp> {
  const firstRequest: number[] = [];
  const bareNode: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    firstRequest.push(await untilFirstRequest(ours));
    bareNode.push(await untilHello());
  }
  return { firstRequestMs: median(firstRequest), bareNodeMs: median(bareNode), runs };
}

async function untilFirstRequest(ours: Tool): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const copy = { source: `${host}/source/image:1`, destination: `${host}/destination/image:1` };
  const [node = '', ...args] = ours.command({ ...copy, scheme: 'http', ca: '' });
  const child = spawn(node, args, { stdio: 'ignore' });
  try {
    return await new Promise<number>((resolve, reject) => {
      server.on('connection', (socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => resolve(cpuMsOf(child.pid ?? 0)));
      });
      child.once('exit', (code) => reject(new Error(`it ended with ${code} before its first request`)));
    });
  } finally {
    child.kill('SIGKILL');
    server.close();
  }
}

async function untilHello(): Promise<number> {
  const program = 'process.stdout.write("x");setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const cpuMs = cpuMsOf(child.pid ?? 0);
  child.kill('SIGKILL');
  return cpuMs;
}

/** Time on a processor of every thread, from the scheduler's statistics (nanoseconds; proc(5), "schedstat"). */
function cpuMsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}
