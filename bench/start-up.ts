import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { median } from './table.ts';
import type { Tool } from './tools.ts';

/** What a start takes, CPU of all threads of the process; medians. */
export interface StartUp {
  /** until the first byte of the first request */
  readonly firstRequestMs: number;
  /** of which an empty program takes */
  readonly bareNodeMs: number;
  readonly runs: number;
  /** CPU of this build by that of the earlier one, median of pairs; undefined: none was given */
  readonly vsBefore: { readonly command: number; readonly action: number } | undefined;
}

/**
 * Starts our command again and again against a server that looks at the process when the first request arrives.
 * @param before an earlier build, started in turn with this one: as the command, and as the action
 */
export async function measureStartUp(ours: Tool, before: Tool | undefined, runs: number): Promise<StartUp> {
  const firstRequest: number[] = [];
  const bareNode: number[] = [];
  const ratios = { command: [] as number[], action: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    const commandMs = await untilFirstRequest(ours, commandOf);
    firstRequest.push(commandMs);
    bareNode.push(await untilHello());
    if (before === undefined) continue;
    ratios.command.push(commandMs / (await untilFirstRequest(before, commandOf)));
    ratios.action.push(
      (await untilFirstRequest(ours, actionOf)) / (await untilFirstRequest(before, actionOf)),
    );
  }
  const vsBefore =
    before === undefined ? undefined : { command: median(ratios.command), action: median(ratios.action) };
  return { firstRequestMs: median(firstRequest), bareNodeMs: median(bareNode), runs, vsBefore };
}

interface Start {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

function commandOf(args: readonly string[]): Start {
  return { args, env: process.env };
}

/** The same run as a step of a workflow: the flags become inputs, and index.js is started. */
function actionOf([program = '', , ...flags]: readonly string[]): Start {
  const inputs = flags.join('\n').matchAll(/^--([a-z-]+)[=\n](.*)$/gm);
  const entries = [...inputs].map(([, name = '', value = '']): [string, string] => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  return {
    args: [path.join(path.dirname(program), 'index.js')],
    env: { ...process.env, GITHUB_ACTIONS: 'true', ...Object.fromEntries<string>(entries) },
  };
}

async function untilFirstRequest(tool: Tool, startOf: (args: readonly string[]) => Start): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const copy = { source: `${host}/source/image:1`, destination: `${host}/destination/image:1` };
  const [node = '', ...command] = tool.command({ ...copy, scheme: 'http', ca: '' });
  const { args, env } = startOf(command);
  const child = spawn(node, args, { env, stdio: 'ignore' });
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
