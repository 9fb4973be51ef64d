import type { HostEnvironment } from '../../core/host.ts';
import type { Secret } from '../../core/text/secret-forms.ts';

/**
 * A job of GitLab masks the variables that are marked so before it starts, and can mask nothing afterwards: what is written is
 * redacted before, and that is all there is.
 */
export function addMasks(_secrets: readonly Secret[], _hostEnvironment: HostEnvironment): void {
  return;
}
