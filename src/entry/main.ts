import { addMasks, saveForPostStep } from '../hosts/github/later-steps.ts';
import * as github from '../hosts/github/host.ts';
import { createReporter } from '../hosts/github/reporter.ts';
import { runPromotion } from './run-promotion.ts';
import { processEnvironment } from './process-environment.ts';
import type { Host } from './choose-host.ts';

const HOST: Host = { ...github, addMasks, createReporter, saveForPostStep };

/**
 * Entry point of the action. Inputs, state and outputs are those of the process. Sets the exit code and never rejects. Emulators of
 * a runner, such as @github/local-action, import it from here.
 */
export async function run(): Promise<void> {
  process.exitCode = await runPromotion(HOST, processEnvironment([]));
}
