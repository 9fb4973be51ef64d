import { setSecret } from '@actions/core';
import { secretForms, type Secret } from '../../core/text/secret-forms.ts';

/** Tells the runner to hide secrets, in this step and all later ones. Must come before anything else is written. */
export function addMasks(secrets: readonly Secret[]): void {
  const forms = new Set(secrets.flatMap(({ value, username }) => secretForms(value, username)));
  for (const form of forms) setSecret(form);
}
