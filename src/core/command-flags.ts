import { parseArgs } from 'node:util';
import { errorOfProblems, type Problem } from './text/errors.ts';
import { quoteGiven } from './text/given-text.ts';
import type { InputShape, RawInputs } from './ports/inputs.ts';

export const OUTPUT_FORMATS = ['table', 'json', 'plain', 'github-matrix', 'gitlab-matrix'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The hosts that the shell command supports. */
export const COMMAND_HOSTS = ['shell', 'gitlab', 'jenkins', 'tekton'] as const;
export type CommandHost = (typeof COMMAND_HOSTS)[number];

/** Flags of the command that are not inputs of a promotion, with their allowed values; undefined: it depends on the command. */
const COMMAND_FLAGS: Readonly<Record<string, readonly string[] | undefined>> = {
  output: undefined,
  host: COMMAND_HOSTS,
};

/** The format of standard output given by `--output`; a table by default. */
export function outputFormat(argv: readonly string[]): OutputFormat {
  return OUTPUT_FORMATS.find((format) => format === givenOutput(argv)) ?? 'table';
}

/** The value of `--output`, even if it is not a valid format. */
export function givenOutput(argv: readonly string[]): string | undefined {
  const given = commandFlag(argv, 'output');
  return typeof given === 'string' ? given : undefined;
}

/** The host given by `--host`; undefined if it is missing or unknown. */
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
type AddProblem = (message: string, hint: string) => void;

/**
 * Reads the inputs given as flags. Secrets are rejected with the hint from `secretHint`.
 * @throws PromoteError INPUT_INVALID with every problem
 */
export function readFlags(
  argv: readonly string[],
  shapes: readonly InputShape[],
  secretHint: (name: string) => string,
): RawInputs {
  const flags = flagsOf(shapes);
  const problems: Problem[] = [];
  const addProblem: AddProblem = (message, hint) => {
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
  // positions of unknown flags, which may be followed by a value
  const strange = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const isKnown = flags.has(token.name);
    // each letter of -abc is a separate flag, reported only once
    if (strange.has(token.index)) continue;
    if (!isKnown) strange.add(token.index);
    const text = valueOf(token, flags.get(token.name));
    const { shape } = flags.get(token.name) ?? { shape: undefined };
    const secret = isKnown ? undefined : secretIn(token.name, shapes);
    if (secret !== undefined) {
      addProblem(
        `--${secret}: secrets cannot be flags, because other processes can read them`,
        secretHint(secret),
      );
    } else if (!isKnown && !isShowable(token)) {
      addProblem(`${startOf(token)}: unknown flag`, 'write flags as --name=value; see --help');
    } else if (text === undefined) {
      addProblem(`${token.rawName}: needs a value`, `write ${token.rawName}=…`);
    } else if (raw[token.name] === undefined) {
      raw[token.name] = text;
    } else if (shape?.isList === true) {
      raw[token.name] += `\n${text}`;
    } else {
      addProblem(`${token.rawName}: given more than once`, 'keep one of them');
    }
  }
  reportCommandFlags(raw, addProblem);
  for (const token of tokens) {
    // a positional argument after an unknown flag is probably its value
    if (token.kind !== 'positional' || strange.size > 0) continue;
    // a stray argument may be a secret
    addProblem(
      `argument ${token.index + 1} does not belong to a flag`,
      'write --source-image=… --destination-image=…',
    );
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

/** The secret input that a flag names or starts with, as in `--source-token:…`, where the secret is part of the name. */
function secretIn(flag: string, shapes: readonly InputShape[]): string | undefined {
  const secrets = shapes.filter(({ secret }) => secret).map(({ name }) => name);
  const found = secrets.filter((name) => flag.startsWith(name) && flag !== `${name}-file`);
  return found.sort((one, other) => other.length - one.length)[0];
}

/** Whether the name of an unknown flag can be shown because no value is attached to it, as in `--password:…` or `-p…`. */
function isShowable({ name, rawName }: OptionToken): boolean {
  return (
    rawName.startsWith('--') &&
    /^[a-z][a-z-]{0,40}$/i.test(name) &&
    !/(?:token|passw(?:or)?d|secret|key)[^-]/i.test(name)
  );
}

/** The beginning of an unknown flag, up to where a value may be attached. */
function startOf({ rawName, index }: OptionToken): string {
  if (!rawName.startsWith('--')) return rawName;
  const start = /^--[a-z-]{0,40}?(?:token|passw(?:or)?d|secret|key)/i.exec(rawName)?.[0];
  return start === undefined ? `argument ${index + 1}` : `${start}…`;
}

interface OptionToken {
  readonly index: number;
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | boolean | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** undefined if a required value is missing */
function valueOf(token: OptionToken, flag: Flag | undefined): string | undefined {
  const { value, rawName, inlineValue } = token;
  // text that looks like a flag is the next flag, not a value
  const given = typeof value === 'string' && (inlineValue === true || !value.startsWith('--'));
  if (given) return value;
  if (flag?.isSwitch === false) return undefined;
  return rawName.startsWith('--no-') ? 'false' : 'true';
}

function reportCommandFlags(raw: Record<string, string>, addProblem: AddProblem): void {
  for (const [name, values] of Object.entries(COMMAND_FLAGS)) {
    const given = raw[name];
    Reflect.deleteProperty(raw, name);
    if (given === undefined || values?.includes(given) !== false) continue;
    addProblem(`--${name}: ${quoteGiven(given)} is not a valid value`, `write ${values.join(', ')}`);
  }
}
