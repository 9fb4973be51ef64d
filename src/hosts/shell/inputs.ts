import { parseArgs } from 'node:util';
import { errorOfProblems, type Problem } from '../../core/errors.ts';
import type { Surroundings } from '../../core/ports/host.ts';
import type { HostInputs, InputShape, RawInputs } from '../../core/ports/inputs.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'plain'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

const PREFIX = 'PROMOTE_';

/**
 * Flags, then the environment: `--source-image` or `PROMOTE_SOURCE_IMAGE`. Secrets come from the environment or from files
 * (`PROMOTE_SOURCE_TOKEN_FILE`, `--source-token-file`), never from flags, which every process of the machine can read.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw({ argv, env }: Surroundings, shapes: readonly InputShape[]): HostInputs {
  const flags = readFlags(argv, shapes);
  const variables = readVariables(env, shapes);
  const secret = new Set(shapes.filter((shape) => shape.secret).map(({ name }) => name));
  return {
    raw: { ...variables.raw, ...flags },
    strays: variables.strays,
    spell: (name) => {
      if (flags[name] !== undefined) return flagOf(name);
      if (variables.raw[name] !== undefined || variables.strays.includes(name)) return variableOf(name);
      return secret.has(name) ? variableOf(name) : flagOf(name);
    },
  };
}

/** What standard output is to hold: `--output`, a table for people when it is not given. */
export function outputFormat(argv: readonly string[]): OutputFormat {
  const { values } = parseArgs({
    args: [...argv],
    options: { output: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  return OUTPUT_FORMATS.find((format) => format === values.output) ?? 'table';
}

type Flag = { readonly shape: InputShape | undefined; readonly isSwitch: boolean };

function readFlags(argv: readonly string[], shapes: readonly InputShape[]): RawInputs {
  const flags = flagsOf(shapes);
  const problems: Problem[] = [];
  const complain = (message: string, hint: string): void => {
    problems.push({ code: 'INPUT_INVALID', message, hint });
  };
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      [...flags].map(([name, { isSwitch }]) => [name, { type: isSwitch ? 'boolean' : 'string' }] as const),
    ),
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  });
  const raw: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const text = valueOf(token, flags.get(token.name));
    const { shape } = flags.get(token.name) ?? { shape: undefined };
    if (shapes.some((known) => known.secret && known.name === token.name)) {
      complain(
        `${token.rawName}: secrets are never flags, other processes can read those`,
        secretHint(token.name),
      );
    } else if (text === undefined) {
      complain(`${token.rawName}: needs a value`, `write ${token.rawName}=…`);
    } else if (raw[token.name] === undefined) {
      raw[token.name] = text;
    } else if (shape?.isList === true) {
      raw[token.name] += `\n${text}`;
    } else {
      complain(`${token.rawName}: is given twice`, 'keep one of them');
    }
  }
  complainAboutFormat(raw, complain);
  const unknown = Object.keys(raw).some((name) => !flags.has(name));
  for (const token of tokens) {
    // after an unknown flag it is probably the value of that
    if (token.kind !== 'positional' || unknown) continue;
    complain(`"${token.value}" belongs to no flag`, 'write --source-image=… --destination-image=…');
  }
  if (problems.length > 0) throw errorOfProblems('INPUT_INVALID', problems);
  return raw;
}

/** All flags: those of the inputs, and `--output`, which is of this host alone. */
function flagsOf(shapes: readonly InputShape[]): ReadonlyMap<string, Flag> {
  const inputs = shapes.map((shape): [string, Flag] =>
    shape.secret
      ? [`${shape.name}-file`, { shape, isSwitch: false }]
      : [shape.name, { shape, isSwitch: shape.isSwitch }],
  );
  return new Map([...inputs, ['output', { shape: undefined, isSwitch: false }]]);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | boolean | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** undefined: a flag that needs a value has none */
function valueOf(token: OptionToken, flag: Flag | undefined): string | undefined {
  const { value, rawName, inlineValue } = token;
  // what looks like the next flag is the next flag, not a value
  const given = typeof value === 'string' && (inlineValue === true || !value.startsWith('--'));
  if (given) return value;
  if (flag?.isSwitch === false) return undefined;
  return rawName.startsWith('--no-') ? 'false' : 'true';
}

function complainAboutFormat(
  raw: Record<string, string>,
  complain: (message: string, hint: string) => void,
): void {
  const format = raw['output'];
  delete raw['output'];
  if (format === undefined || OUTPUT_FORMATS.some((known) => known === format)) return;
  complain(`--output: "${format}" is not one of its values`, `write ${OUTPUT_FORMATS.join(', ')}`);
}

function readVariables(
  env: Surroundings['env'],
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

function secretHint(name: string): string {
  return `set ${variableOf(name)}, or give a file with --${name}-file`;
}

function flagOf(name: string): string {
  return `--${name}`;
}

function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}
