import { readCommandInputs } from '../../core/command-inputs.ts';
import type { Surroundings } from '../../core/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';

/**
 * Flags, then the environment, as {@link readCommandInputs} says.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(surroundings: Surroundings, shapes: readonly InputShape[]): HostInputs {
  return readCommandInputs(surroundings, shapes, {
    secret: (variable) => variable,
    advice: (variable, name) => `export ${variable}=…, or give a file with --${name}-file`,
  });
}
