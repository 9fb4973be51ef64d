import type { HostEnvironment } from '../../core/host.ts';
import type { Secret } from '../../core/text/secret-forms.ts';

/** Nobody stands between this program and the terminal: what is written is redacted before, and that is all there is. */
export function addMasks(_secrets: readonly Secret[], _hostEnvironment: HostEnvironment): void {
  return;
}
