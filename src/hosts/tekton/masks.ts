import type { HostEnvironment } from '../../core/host.ts';
import type { Secret } from '../../core/text/secret-forms.ts';

/** The log of a pod is stored as it is written, and nothing masks it: what is written is redacted before. */
export function addMasks(_secrets: readonly Secret[], _surroundings: HostEnvironment): void {
  return;
}
