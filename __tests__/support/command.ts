import { spawn } from 'node:child_process';
import path from 'node:path';

/** What the command of the shell left behind. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  /** the log */
  readonly stderr: string;
}

/** The committed command, or what the variable names: another build, or src/entry/cli.ts while working on the sources. */
export const COMMAND = path.resolve(
  import.meta.dirname,
  '../..',
  process.env['TESTED_COMMAND'] ?? 'dist/cli.js',
);

/** Runs the command with next to nothing in its environment. */
export function runShellCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<CommandResult> {
  return runProgram(process.execPath, [COMMAND, ...argv], { PATH: process.env['PATH'] ?? '', ...env }, cwd);
}

/** Runs any program to its end. Not in step with this process, which may be what it speaks to. */
export function runProgram(
  program: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...text }));
  });
}
