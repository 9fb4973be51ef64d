import { parseArgs } from 'node:util';
import { errorOfProblems, type Problem } from './text/errors.ts';
import type { InputShape, RawInputs } from './ports/inputs.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'plain', 'github-matrix', 'gitlab-matrix'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The hosts that the command of the shell can speak to. */
export const COMMAND_HOSTS = ['shell', 'gitlab', 'jenkins'] as const;
export type CommandHost = (typeof COMMAND_HOSTS)[number];

/** Flags that are about the command and no inputs of a promotion, with their values. */
const COMMAND_FLAGS: Readonly<Record<string, readonly string[]>> = {
  output: OUTPUT_FORMATS,
  host: COMMAND_HOSTS,
};

/** What standard output is to hold: `--output`, a table for people when it is not given. */
export function outputFormat(argv: readonly string[]): OutputFormat {
  return OUTPUT_FORMATS.find((format) => format === givenOutput(argv)) ?? 'table';
}

/** What `--output` says, also when there is no such format. */
export function givenOutput(argv: readonly string[]): string | undefined {
  const given = commandFlag(argv, 'output');
  return typeof given === 'string' ? given : undefined;
}

/** The host that `--host` names; undefined: it names none, or one that there is not. */
export function commandHost(argv: readonly string[]): CommandHost | undefined {
  return COMMAND_HOSTS.find((host) => host === commandFlag(argv, 'host'));
}

function commandFlag(argv: readonly string[], name: string): unknown {
  const { values } = parseArgs({
    args: [...argv],
    options: { [name]: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  return values[name];
}

type Flag = { readonly shape: InputShape | undefined; readonly isSwitch: boolean };
type Complain = (message: string, hint: string) => void;

/**
 * The inputs among the flags. Secrets are not: `secretHint` says what to do instead.
 * @throws PromoteError INPUT_INVALID with every problem
 */
export function readFlags(
  argv: readonly string[],
  shapes: readonly InputShape[],
  secretHint: (name: string) => string,
): RawInputs {
  const flags = flagsOf(shapes);
  const problems: Problem[] = [];
  const complain: Complain = (message, hint) => {
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
  complainAboutCommandFlags(raw, complain);
  const unknown = Object.keys(raw).some((name) => !flags.has(name));
  for (const token of tokens) {
    // after an unknown flag it is probably the value of that
    if (token.kind !== 'positional' || unknown) continue;
    complain(`"${token.value}" belongs to no flag`, 'write --source-image=… --destination-image=…');
  }
  if (problems.length > 0) throw errorOfProblems('INPUT_INVALID', problems);
  return raw;
}

function flagsOf(shapes: readonly InputShape[]): ReadonlyMap<string, Flag> {
  const inputs = shapes.map((shape): [string, Flag] =>
    shape.secret
      ? [`${shape.name}-file`, { shape, isSwitch: false }]
      : [shape.name, { shape, isSwitch: shape.isSwitch }],
  );
  const ofCommand = Object.keys(COMMAND_FLAGS).map((name): [string, Flag] => [
    name,
    { shape: undefined, isSwitch: false },
  ]);
  return new Map([...inputs, ...ofCommand]);
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

function complainAboutCommandFlags(raw: Record<string, string>, complain: Complain): void {
  for (const [name, values] of Object.entries(COMMAND_FLAGS)) {
    const given = raw[name];
    Reflect.deleteProperty(raw, name);
    if (given === undefined || values.includes(given)) continue;
    complain(`--${name}: "${given}" is not one of its values`, `write ${values.join(', ')}`);
  }
}
