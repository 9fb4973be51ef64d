import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { HostEnvironment } from '../core/host.ts';
import { plainLines, workflowCommand } from '../hosts/github/workflow-command.ts';

/**
 * Removes folders that an earlier step has made for the job, such as one with a kubeconfig. Nothing outside of the temporary
 * folder of the job is touched. Never rejects.
 */
export async function removeFolders(
  folders: readonly string[],
  { env, stdout }: Pick<HostEnvironment, 'env' | 'stdout'>,
): Promise<void> {
  const temporary = env['RUNNER_TEMP'] ?? '';
  for (const folder of folders) {
    const below = path.relative(temporary, folder);
    if (temporary === '' || below === '' || below.startsWith('..') || path.isAbsolute(below)) continue;
    try {
      await rm(folder, { recursive: true, force: true });
      stdout.write(plainLines(`removed ${folder}`));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      stdout.write(workflowCommand('warning', `${folder} could not be removed: ${reason}`));
    }
  }
}
