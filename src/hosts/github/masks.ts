import type { HostEnvironment } from '../../core/host.ts';
import { secretForms, type Secret } from '../../core/text/secret-forms.ts';
import { workflowCommand } from './workflow-command.ts';

/** Tells the runner to hide secrets, in this step and all later ones. Must come before anything else is written. */
export function addMasks(secrets: readonly Secret[], { stdout }: HostEnvironment): void {
  const forms = new Set(secrets.flatMap(({ value, username }) => secretForms(value, username)));
  for (const form of forms) stdout.write(workflowCommand('add-mask', form));
}
