import { readCommandInputs } from '../../core/command-inputs.ts';
import type { HostEnvironment } from '../../core/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';

/**
 * Flags, then the environment, as {@link readCommandInputs} says.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  return readCommandInputs(hostEnvironment, shapes, {
    secret: (variable) => variable,
    advice: (variable, name) => `export ${variable}=…, or give a file with --${name}-file`,
  });
}
