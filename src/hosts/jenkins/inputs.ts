import { readCommandInputs } from '../../core/command-inputs.ts';
import type { HostEnvironment } from '../../core/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';

/**
 * Flags, then the environment of the step.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  return readCommandInputs(hostEnvironment, shapes, {
    secret: (variable) => `${variable} (bound by withCredentials)`,
    advice: (variable, name) =>
      `keep it in Manage Jenkins → Credentials and bind it: withCredentials([string(credentialsId: 'ID', variable: '${variable}')]), or promoteImage(${parameterOf(name)})`,
  });
}

/** The parameter of the step that takes the id of the credential; a password comes with its user. */
function parameterOf(name: string): string {
  const parameter = name
    .replace(/-password$/, '-credentials')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${parameter}: 'ID'`;
}
