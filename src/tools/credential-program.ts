import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { cancelled, throwIfCancelled } from '../core/text/errors.ts';
import type { CredentialProgram, ProgramEnd, RunCredentialProgram } from '../core/ports/commands.ts';
import { withoutInputs } from './own-program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const MAX_OUTPUT_BYTES = 256 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Runs credential programs with the environment of the job, but without the inputs of this one.
 * @param timeoutMs for one program
 */
export function createCredentialPrograms(
  environment: Environment,
  timeoutMs: number = TIMEOUT_MS,
): RunCredentialProgram {
  return async (program, signal) => {
    throwIfCancelled(signal);
    const file = await findProgram(program.command, environment);
    if (file === undefined) return { kind: 'failed', reason: 'the program was not found' };
    return runToEnd(file, program, environment, timeoutMs, signal);
  };
}

function runToEnd(
  file: string,
  { args, input, environment: own }: CredentialProgram,
  environment: Environment,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const options = {
    env: { ...withoutInputs(environment), ...own },
    signal,
    timeout: timeoutMs,
    // SIGKILL, because a program that ignores other signals would block the job
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    encoding: 'utf8',
    windowsHide: true,
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, options, (error, stdout) => {
      if (signal.aborted) reject(cancelled(signal));
      else if (error === null) resolve({ kind: 'ended', code: 0, stdout });
      else if (typeof error.code === 'number') resolve({ kind: 'ended', code: error.code, stdout });
      else resolve({ kind: 'failed', reason: reasonOf(error, timeoutMs) });
    });
    // a program may exit without reading its input
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

function reasonOf(
  error: Error & { readonly code?: unknown; readonly killed?: boolean; readonly signal?: unknown },
  timeoutMs: number,
): string {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'its output is too large';
  if (error.killed === true) return `it took longer than ${timeoutMs / 1000} s`;
  return `it could not be run (${String(error.code ?? error.signal)})`;
}

/**
 * Finds the file of a program. Only absolute entries of PATH are searched, never the working directory, which may contain untrusted
 * files (CVE-2025-15558).
 */
export async function findProgram(command: string, environment: Environment): Promise<string | undefined> {
  const isWindows = process.platform === 'win32';
  const names = isWindows && !/\.(?:exe|com)$/i.test(command) ? [`${command}.exe`, command] : [command];
  if (path.isAbsolute(command)) return firstExecutable(names);
  if (/[\\/]/.test(command)) return undefined;
  const entries = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const folders = entries.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return firstExecutable(folders.flatMap((folder) => names.map((name) => path.join(folder, name))));
}

async function firstExecutable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
