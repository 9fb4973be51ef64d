import { readCommandInputs } from '../../core/command-inputs.ts';
import type { Surroundings } from '../../core/ports/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';

/**
 * Flags, then the environment of the step.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(surroundings: Surroundings, shapes: readonly InputShape[]): HostInputs {
  return readCommandInputs(surroundings, shapes, {
    secret: (variable) => `${variable} (bound by withCredentials)`,
  });
}
