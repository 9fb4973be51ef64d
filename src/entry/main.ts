import { githubHost } from './github-host.ts';
import { runPromotion } from './run-promotion.ts';
import { processEnvironment } from './process-environment.ts';

/**
 * The step of the action: inputs, state and outputs are those of the process. Sets the exit code and never rejects. Emulators
 * of a runner such as @github/local-action import it from here.
 */
export async function run(): Promise<void> {
  process.exitCode = await runPromotion(githubHost, processEnvironment([]));
}
