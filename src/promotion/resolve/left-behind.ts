import type { Problem } from '../../core/text/errors.ts';
import type { SignatureMode } from '../../core/options.ts';
import { formatReference, type ImageReference } from '../../core/image/reference.ts';
import type { Ports } from '../run/ports.ts';

const MAX_NAMES = 5;

/**
 * What becomes of signatures that a strategy cannot bring along: nothing, a warning, or with `always` a problem.
 * @param why the end of the sentence
 */
export function leftBehind(
  source: ImageReference,
  attached: readonly string[],
  why: string,
  signatures: SignatureMode,
  { reporter }: Ports,
): readonly Problem[] {
  if (attached.length === 0 || signatures === 'never') return [];
  const more = attached.length > MAX_NAMES ? ` and ${attached.length - MAX_NAMES} more` : '';
  const names = attached.slice(0, MAX_NAMES).join(', ');
  const message = `${formatReference(source)} leaves behind what is attached to it (${names}${more}): ${why}`;
  const hint = 'set "strategy" to "copy", or "signatures" to "never" if they are not needed there';
  if (signatures === 'always') return [{ code: 'SIGNATURES_REQUIRED', message, hint }];
  reporter.warning(`${message}; ${hint}`);
  return [];
}
