import { addPath, saveState, setSecret } from '@actions/core';
import { formatPostStepState, type PostStepState } from '../../core/post-step-state.ts';
import type { HostEnvironment } from '../../core/host.ts';
import { STATE_NAME } from './post-step-state.ts';
import { secretForms, type Secret } from '../../core/text/secret-forms.ts';

/** Saves the state for the post step synchronously, replacing the previous state. */
export function saveForPostStep(postStepState: PostStepState): void {
  saveState(STATE_NAME, formatPostStepState(postStepState));
}

/** Adds a folder to PATH for later steps of a GitHub job, also when the step runs the shell command. */
export function addToPath(folder: string, { env }: Pick<HostEnvironment, 'env'>): void {
  if ((env['GITHUB_PATH'] ?? '') !== '') addPath(folder);
}

/** Makes the runner mask secrets in this and all later steps. Must run before anything else is written. */
export function addMasks(secrets: readonly Secret[]): void {
  const forms = new Set(secrets.flatMap(({ value, username }) => secretForms(value, username)));
  for (const form of forms) setSecret(form);
}
