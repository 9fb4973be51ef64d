import type { HostEnvironment } from '../../core/host.ts';
import type { Secret } from '../../core/text/secret-forms.ts';

/** Jenkins masks what `withCredentials` bound, and nothing that a program names: what is written is redacted before. */
export function addMasks(_secrets: readonly Secret[], _hostEnvironment: HostEnvironment): void {
  return;
}
