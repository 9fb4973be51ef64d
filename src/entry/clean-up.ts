import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { HostEnvironment } from '../core/host.ts';
import type { PostStepState } from '../core/post-step-state.ts';
import type { Reporter } from '../core/ports/reporter.ts';
import { createReporter } from '../hosts/github/reporter.ts';
import { systemClock } from './compose/system-clock.ts';

/** Cleans up after a step of the action. Never rejects. */
export async function cleanUp(
  { tokens, folders }: PostStepState,
  hostEnvironment: HostEnvironment,
): Promise<void> {
  const settings = { clock: systemClock, redact: (text: string): string => text, logLevel: 'info' } as const;
  await removeFolders(folders, hostEnvironment.env, createReporter(hostEnvironment, settings));
  if (tokens.length === 0) return;
  const { revokeTokens } = await import(/* webpackChunkName: "openshift" */ './compose/revoke-tokens.ts');
  await revokeTokens(tokens, hostEnvironment);
}

/**
 * Removes folders that an earlier step created for the job, such as one with a kubeconfig. Never removes anything outside the
 * temporary folder of the job.
 */
export async function removeFolders(
  folders: readonly string[],
  env: HostEnvironment['env'],
  reporter: Pick<Reporter, 'info' | 'warning'>,
): Promise<void> {
  const temporary = env['RUNNER_TEMP'] ?? '';
  for (const folder of folders) {
    const below = path.relative(temporary, folder);
    if (temporary === '' || below === '' || below.startsWith('..') || path.isAbsolute(below)) continue;
    try {
      await rm(folder, { recursive: true, force: true });
      reporter.info(`removed ${folder}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      reporter.warning(`${folder} could not be removed: ${reason}`);
    }
  }
}
