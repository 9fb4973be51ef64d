import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { cancelled, PromoteError, throwIfCancelled } from '../core/text/errors.ts';
import type { Commands, UserCommand } from '../core/ports/commands.ts';
import { knownSecrets } from '../core/text/redaction.ts';
import { readTextLines } from '../core/text/text-lines.ts';
import { withoutInputs } from './own-program.ts';

// A cancelled job is killed after ten seconds; the remaining time is for the rollback.
const GRACE_MS = 3_000;
// time for output that is still in the pipes when the shell has exited
const DRAIN_MS = 3_000;
/** maximum length of a line in the log */
const MAX_LINE_LENGTH = 16 * 1024;
// length that is kept for redaction, so that a secret at the cut is recognized
const KEPT_LINE_LENGTH = 8 * MAX_LINE_LENGTH;

/** Runs commands with the shell of the machine: `sh -e` as the runners do, PowerShell on Windows. */
export function createCommands(environment: Readonly<Record<string, string | undefined>>): Commands {
  return {
    async run(command, signal) {
      throwIfCancelled(signal);
      const isWindows = process.platform === 'win32';
      const [shell, args] = isWindows
        ? ['powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command.command]]
        : ['sh', ['-e', '-c', command.command]];
      const child = spawn(shell, args, {
        env: { ...withoutInputs(environment), ...command.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        // a process group of its own, so that child processes are stopped with the command
        detached: !isWindows,
        windowsHide: true,
      });
      const end = endOf(child);
      const stop = stopOnAbort(child, signal);
      try {
        const output = Promise.all([tellLines(child.stdout, command), tellLines(child.stderr, command)]);
        const [code] = await Promise.all([end, output, end.then(() => letGo(child, output, command))]);
        if (signal.aborted) throw cancelled(signal);
        if (code !== 0) throw failed(command, `failed with exit code ${String(code)}`);
      } catch (error) {
        throw error instanceof PromoteError
          ? error
          : failed(command, `could not be started: ${String(error)}`);
      } finally {
        stop();
      }
    },
  };
}

/** The exit code, or the signal that ended it. */
function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // not "close", which waits for every background process of the command
    child.once('exit', (code, by) => {
      resolve(code ?? by ?? 'no code');
    });
  });
}

async function tellLines(stream: Readable, { onLine }: UserCommand): Promise<void> {
  try {
    for await (const { text, end } of readTextLines(stream, KEPT_LINE_LENGTH)) {
      const isLong = end === 'cut' || text.length > MAX_LINE_LENGTH;
      onLine(isLong ? `${startOf(text, end === 'cut')} … (the rest of the line is left out)` : text);
    }
  } catch (error) {
    // closed by letGo
    if (!stream.destroyed) throw error;
  }
}

/** A background process of the command may keep its output open for hours: it is not waited for. */
async function letGo(child: ChildProcess, output: Promise<unknown>, { onLine }: UserCommand): Promise<void> {
  const waiting = new AbortController();
  const isOpen = await Promise.race([
    output.then(() => false),
    delay(DRAIN_MS, true, { signal: waiting.signal }).catch(() => false),
  ]);
  waiting.abort();
  if (!isOpen) return;
  onLine(
    'the command has ended, but a process that it started keeps its output open: this process is not waited for, and its output is no longer read',
  );
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function startOf(line: string, isCut: boolean): string {
  const redacted = isCut ? knownSecrets.redactCut(line) : knownSecrets.redactStart(line, MAX_LINE_LENGTH);
  return redacted.slice(0, MAX_LINE_LENGTH);
}

/** @returns a function that undoes it */
function stopOnAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let killer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    end(child, 'SIGTERM');
    killer = setTimeout(() => {
      end(child, 'SIGKILL');
    }, GRACE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    clearTimeout(killer);
  };
}

function end(child: ChildProcess, by: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, by);
  } catch {
    // it has exited already
  }
}

function failed({ name, command }: UserCommand, what: string): PromoteError {
  const [first = '', ...more] = command.trim().split('\n');
  return new PromoteError({
    code: 'COMMAND_FAILED',
    message: `the command of "${name}" (${first}${more.length > 0 ? ' …' : ''}) ${what}`,
    hint: 'see its output in the log above; exit code 0 lets the promotion continue',
  });
}
