import { addPath, saveState, setSecret } from '@actions/core';
import { formatPostStepState, type PostStepState } from '../../core/post-step-state.ts';
import type { HostEnvironment } from '../../core/host.ts';
import { STATE_NAME } from './post-step-state.ts';
import { secretForms, type Secret } from '../../core/text/secret-forms.ts';

/** Tells the post step what is to be given back, in place of what it was told before. Done when it returns. */
export function saveForPostStep(postStepState: PostStepState): void {
  saveState(STATE_NAME, formatPostStepState(postStepState));
}

/** Lets later steps of a job of GitHub find the programs of a folder; also one whose step runs the command of the shell. */
export function addToPath(folder: string, { env }: Pick<HostEnvironment, 'env'>): void {
  if ((env['GITHUB_PATH'] ?? '') !== '') addPath(folder);
}

/** Tells the runner to hide secrets, in this step and all later ones. Must come before anything else is written. */
export function addMasks(secrets: readonly Secret[]): void {
  const forms = new Set(secrets.flatMap(({ value, username }) => secretForms(value, username)));
  for (const form of forms) setSecret(form);
}
