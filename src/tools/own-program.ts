import { cancelled, throwIfCancelled } from '../core/text/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program that the action itself needs and that exits on its own, without logging. It cannot be stopped: programs that may
 * have to be stopped are run by credential-program.ts or user-command.ts (docs/adr/0014-user-commands.md).
 * @param program an absolute path
 * @param environment of the job; the program does not get the inputs of this one
 * @returns what it wrote to its standard output
 * @throws PromoteError CANCELLED, Error when it cannot be started, or ends with another code than 0
 */
export async function runOwnProgram(
  program: string,
  args: readonly string[],
  environment: Environment,
  signal: AbortSignal,
): Promise<string> {
  const { exitCode, stdout } = await runToResult({ program, args, environment }, signal);
  if (exitCode !== 0) throw new Error(`${program} ended with exit code ${exitCode}`);
  return stdout;
}

/**
 * As `runOwnProgram`, but returns any exit code. The program gets no input: `@actions/exec` ends this process (EPIPE) when
 * a program exits before it has read its input.
 * @throws PromoteError CANCELLED, Error when it cannot be started
 */
export async function runToResult(
  {
    program,
    args,
    environment,
  }: {
    /** an absolute path */
    readonly program: string;
    readonly args: readonly string[];
    readonly environment: Environment;
  },
  signal: AbortSignal,
): Promise<ProgramResult> {
  const { getExecOutput } = await import(/* webpackIgnore: true */ './actions-toolkit.ts');
  throwIfCancelled(signal);
  const env = withoutInputs(environment);
  // a path is split at spaces, unless it is quoted
  const options = { env, silent: true, delay: 1000, ignoreReturnCode: true };
  const ended = getExecOutput(`"${program}"`, [...args], options);
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(cancelled(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([ended, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The environment for another program, without the inputs of this one, which contain secrets. */
export function withoutInputs(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || /^(?:INPUT|PROMOTE)_/i.test(name) ? [] : [[name, value]],
    ),
  );
}
