import { readFlags } from './command-flags.ts';
import type { HostEnvironment } from './host.ts';
import type { HostInputs, InputShape, RawInputs } from './ports/inputs.ts';

const PREFIX = 'PROMOTE_';

/** How a host refers to environment variables. */
export interface VariableWords {
  /** a variable that holds a secret, such as `PROMOTE_SOURCE_TOKEN` */
  readonly secret: (variable: string) => string;
  /** where to define a missing variable, as a sentence */
  readonly advice: (variable: string, name: string) => string;
}

/**
 * The inputs of a command: flags, then the environment: `--source-image` or `PROMOTE_SOURCE_IMAGE`. Secrets come from the
 * environment or from files (`PROMOTE_SOURCE_TOKEN_FILE`, `--source-token-file`), never from flags, which every process of the
 * machine can read.
 * @throws PromoteError INPUT_INVALID
 */
export function readCommandInputs(
  { argv, env }: HostEnvironment,
  shapes: readonly InputShape[],
  words: VariableWords,
): HostInputs {
  const spellSecret = (name: string): string => words.secret(variableOf(name));
  const flags = readFlags(
    argv,
    shapes,
    (name) => `set ${spellSecret(name)}, or give a file with --${name}-file`,
  );
  const variables = readVariables(env, shapes);
  const secret = new Set(shapes.filter((shape) => shape.secret).map(({ name }) => name));
  return {
    raw: { ...variables.raw, ...flags },
    strays: variables.strays,
    adviseOnSecret: (name) => words.advice(variableOf(name), name),
    spell: (name) => {
      if (flags[name] !== undefined) return flagOf(name);
      if (secret.has(name)) return spellSecret(name);
      const isVariable = variables.raw[name] !== undefined || variables.strays.includes(name);
      return isVariable ? variableOf(name) : flagOf(name);
    },
  };
}

/** The variable of an input: `PROMOTE_SOURCE_IMAGE`. */
export function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

function readVariables(
  env: HostEnvironment['env'],
  shapes: readonly InputShape[],
): { readonly raw: RawInputs; readonly strays: readonly string[] } {
  const known = new Set(shapes.flatMap(({ name, secret }) => (secret ? [name, `${name}-file`] : [name])));
  const raw: Record<string, string> = {};
  const strays: string[] = [];
  for (const [key, value] of Object.entries(env)) {
    if (!key.startsWith(PREFIX) || value === undefined || value === '') continue;
    const name = key.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
    if (known.has(name)) raw[name] = value;
    else strays.push(name);
  }
  return { raw, strays };
}

function flagOf(name: string): string {
  return `--${name}`;
}
