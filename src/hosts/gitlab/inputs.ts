import { readCommandInputs } from '../../core/command-inputs.ts';
import type { HostEnvironment } from '../../core/host.ts';
import type { HostInputs, InputShape, RawInputs } from '../../core/ports/inputs.ts';

/**
 * Flags, then CI/CD variables. An input of type `array` of the component arrives as its JSON text (GitLab, interpolation of
 * inputs inside a string) and becomes lines.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  const inputs = readCommandInputs(hostEnvironment, shapes, {
    secret: (variable) => `CI/CD variable ${variable}`,
    advice: (variable) =>
      `add ${variable} in Settings → CI/CD → Variables, masked (protected ones reach protected branches and tags only)`,
  });
  return { ...inputs, raw: withLines(inputs.raw, shapes) };
}

function withLines(raw: RawInputs, shapes: readonly InputShape[]): RawInputs {
  const lists = shapes.filter(({ isList }) => isList).map(({ name }) => [name, linesOf(raw[name])] as const);
  return { ...raw, ...Object.fromEntries(lists.filter(([, lines]) => lines !== undefined)) };
}

function linesOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*\[.*\]\s*$/s.test(text)) return text;
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) ? entries.map(String).join('\n') : text;
  } catch {
    // the reader of the input says what is wrong with it
    return text;
  }
}
