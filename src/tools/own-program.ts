import { withoutInputs } from '../core/child-environment.ts';
import { cancelled, throwIfCancelled } from '../core/text/errors.ts';

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
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  const { getExecOutput } = await import(/* webpackIgnore: true */ './actions-toolkit.ts');
  throwIfCancelled(signal);
  const env = withoutInputs(environment);
  // a path is split at spaces, unless it is quoted
  const ended = getExecOutput(`"${program}"`, [...args], { env, silent: true, delay: 1000 });
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      reject(cancelled(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    const { stdout } = await Promise.race([ended, aborted]);
    return stdout;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
