import { spawn } from 'node:child_process';

/** What one run of a program took. */
export interface Measurement {
  readonly wallMs: number;
  /** user and system time of the process and those it waited for */
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

// Node tells nothing about the resources of a child; wait4 does, in microseconds.
const waiter = `
import json, os, sys, time
quiet = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, quiet, 0), (os.POSIX_SPAWN_DUP2, quiet, 1)]
began = time.monotonic()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, usage = os.wait4(child, 0)
wall = time.monotonic() - began
print(json.dumps({
    "exit": os.waitstatus_to_exitcode(status),
    "wallMs": wall * 1000,
    "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000,
    "peakRssMb": usage.ru_maxrss / 1024,
}))
`;

/**
 * Runs a program to its end and measures it from outside: monotonic clock around the whole process, and what the
 * kernel says it used.
 * @throws Error with what it wrote to its error output, when it fails
 */
export async function measure(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Measurement> {
  const child = spawn('python3', ['-S', '-E', '-c', waiter, ...command], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4000)));
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`python3 measures the runs and cannot be started: ${error.message}`)),
    );
    child.once('close', () => resolve());
  });
  const result = JSON.parse(printed === '' ? '{"exit":"killed"}' : printed) as Measurement & {
    exit: number | string;
  };
  if (result.exit !== 0) throw new Error(`${command.join(' ')}: exit ${result.exit}\n${complaints}`);
  return result;
}
