import { COMMAND_HOSTS } from '../core/command-flags.ts';
import {
  COMMAND_NAMES,
  commandRow,
  isCommandName,
  SHELLS,
  type CommandName,
  type CommandRow,
} from '../config/tables/commands.ts';
import { parseArgs } from 'node:util';
import { nearestName } from '../core/text/nearest-name.ts';
import { processEnvironment } from './process-environment.ts';
import type { HostEnvironment } from '../core/host.ts';
import { INPUT_GROUPS } from '../config/tables/input-row.ts';
import { inputRow, type InputName } from '../config/tables/inputs.ts';
import { variableOf } from '../core/command-inputs.ts';
import { ERROR_CODES } from '../core/text/errors.ts';
import type { Host } from './choose-host.ts';
import { VERSION } from '../core/version.ts';

// A separate file in dist/ as well: it is as large as the rest, and promotions should not have to parse it.
const loadSandboxCommands = () => import(/* webpackIgnore: true */ './sandbox-commands.ts');

const loadPromotion = () => import(/* webpackMode: "eager" */ './run-promotion.ts');

/** The shell commands. Code that only one of them needs is loaded on demand. */
const COMMANDS: Readonly<Record<CommandName, (argv: readonly string[]) => Promise<number>>> = {
  promote: async (argv) => {
    const { runPromotion } = await loadPromotion();
    return inHost(argv, runPromotion);
  },
  plan: async (argv) => {
    const { PLAN, runPromotion } = await loadPromotion();
    return inHost(argv, (host, hostEnvironment) => runPromotion(host, hostEnvironment, PLAN));
  },
  doctor: async (argv) => {
    const { runDoctor } = await import(/* webpackChunkName: "other-commands" */ './run-doctor.ts');
    return inHost(argv, runDoctor);
  },
  policy: async ([verb, ...argv]) => {
    if (verb !== 'check') return usageError('usage: openshift-promote policy check IMAGE --policy=FILE');
    const { runPolicyCheck } = await import(/* webpackChunkName: "other-commands" */ './run-policy-check.ts');
    return inHost(withPositional('policy', argv), runPolicyCheck);
  },
  board: async (argv) => {
    const { runBoard } = await import(/* webpackChunkName: "board" */ './run-board.ts');
    return inHost(withPositional('board', argv), runBoard);
  },
  environments: async ([verb, ...argv]) => {
    if (verb !== 'check') return usageError('usage: openshift-promote environments check FILE');
    const { runEnvironmentsCheck } = await import(
      /* webpackChunkName: "environments" */ './run-environments-check.ts'
    );
    return inHost(withPositional('environments', argv), runEnvironmentsCheck);
  },
  verify: async (argv) => {
    const { runVerify } = await import(/* webpackChunkName: "other-commands" */ './run-verify.ts');
    return inHost(withPositional('verify', argv), runVerify);
  },
  history: async (argv) => {
    const { runHistory } = await import(/* webpackChunkName: "other-commands" */ './run-history.ts');
    return inHost(withPositional('history', argv), runHistory);
  },
  tags: async (argv) => {
    const { listTags } = await import(/* webpackChunkName: "other-commands" */ './list-tags.ts');
    return inHost(withPositional('tags', argv), listTags);
  },
  rollback: async (argv) => {
    const { ROLLBACK, runPromotion } = await loadPromotion();
    return inHost(withPositional('rollback', argv), (host, hostEnvironment) =>
      runPromotion(host, hostEnvironment, ROLLBACK),
    );
  },
  completion: async ([name]) => {
    const shell = SHELLS.find((each) => each === name);
    if (shell === undefined) return usageError(`usage: openshift-promote completion ${SHELLS.join('|')}`);
    const { completionScript } = await import(/* webpackChunkName: "other-commands" */ './completion.ts');
    process.stdout.write(completionScript(shell));
    return 0;
  },
  setup: async (argv) => {
    const { runSetup } = await import(/* webpackChunkName: "other-commands" */ './run-setup.ts');
    return runSetup(processEnvironment(argv));
  },
  sandbox: async (argv) => {
    const problem = argumentProblem('sandbox', argv);
    if (problem !== undefined) return usageError(problem);
    const { runSandbox } = await loadSandboxCommands();
    return runSandbox(processEnvironment(argv));
  },
  demo: async (argv) => {
    const problem = argumentProblem('demo', argv);
    if (problem !== undefined) return usageError(problem);
    const { runDemo } = await loadSandboxCommands();
    return runDemo(processEnvironment(argv));
  },
};

async function inHost(
  argv: readonly string[],
  run: (host: Host, hostEnvironment: HostEnvironment) => Promise<number>,
): Promise<number> {
  const { chooseHost } = await import(/* webpackMode: "eager" */ './choose-host.ts');
  const hostEnvironment = processEnvironment(argv);
  return run(chooseHost(hostEnvironment), hostEnvironment);
}

/** `tags dev/app` means `tags --source-image=dev/app`. */
function withPositional(command: CommandName, argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  const { positional } = commandRow(command);
  if (first === undefined || first.startsWith('-') || positional === undefined) return argv;
  return [`--${positional.input}=${first}`, ...rest];
}

/** @returns the exit code */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (argv.includes('--help') || argv.includes('-h') || first === 'help') {
    process.stdout.write(helpText(first === 'help' ? rest[0] : first));
    return 0;
  }
  if (first === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  if (first !== undefined && VERSION_WORDS.has(first)) return usageError(`did you mean --version?`);
  // promote is the default command, so flags may come first
  if (first === undefined || first.startsWith('-')) {
    const { PROMOTE_SOURCE_IMAGE, PROMOTE_IMAGES, PROMOTE_IMAGES_FILE } = process.env;
    if (
      first === undefined &&
      (PROMOTE_SOURCE_IMAGE ?? PROMOTE_IMAGES ?? PROMOTE_IMAGES_FILE) === undefined
    ) {
      process.stderr.write(helpText(undefined));
      return 2;
    }
    return COMMANDS.promote(argv);
  }
  if (isCommandName(first)) return COMMANDS[first](rest);
  // not shown, because a stray argument may be a secret
  const nearest = first.length > MAX_WORD ? undefined : nearestName(first, COMMAND_NAMES);
  return usageError(
    `unknown command; ${nearest === undefined ? `the commands are ${COMMAND_NAMES.join(', ')}` : `did you mean ${nearest}?`}`,
  );
}

const VERSION_WORDS: ReadonlySet<string> = new Set(['-v', '-V', 'version']);
/** characters of a command or flag; longer text is compared with none */
const MAX_WORD = 40;

/** What is wrong with the arguments of a command without inputs; undefined: nothing. */
function argumentProblem(command: 'sandbox' | 'demo', argv: readonly string[]): string | undefined {
  const flags: readonly { readonly name: string; readonly takes: string }[] = commandRow(command).flags;
  const names = flags.map(({ name }) => name);
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      flags.map(({ name, takes }) => [name, { type: takes === '' ? 'boolean' : 'string' }] as const),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') return `${command} takes no arguments; see ${command} --help`;
    if (token.kind !== 'option') continue;
    const flag = flags.find(({ name }) => name === token.name);
    if (flag === undefined) {
      const nearest = token.name.length > MAX_WORD ? undefined : nearestName(token.name, names);
      const shown = /^--[a-z][a-z-]{0,40}$/.test(token.rawName) ? token.rawName : 'a flag';
      const known =
        names.length === 0 ? 'has no flags' : `has ${names.map((name) => `--${name}`).join(', ')}`;
      return `${shown} is unknown; ${nearest === undefined ? `${command} ${known}` : `did you mean --${nearest}?`}`;
    }
    if (flag.takes !== '' && token.value === undefined)
      return `--${flag.name} needs a value: --${flag.name}=${flag.takes}`;
  }
  return undefined;
}

function usageError(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}

const WIDTH = 100;
const INDENT = ' '.repeat(6);

/** What `--help` prints for one command, or the overview of all commands; from the tables of commands and inputs. */
export function helpText(command: string | undefined): string {
  const lines = isCommandName(command) ? commandHelp(command) : overview();
  return `${lines.join('\n')}\n`;
}

function overview(): readonly string[] {
  return [
    'Promotes container images between OpenShift projects and clusters.',
    '',
    'usage: openshift-promote [command] [--input=value …]',
    '',
    ...COMMAND_NAMES.map((name) => `  ${name.padEnd(12)}${commandRow(name).summary}`),
    '',
    'Run openshift-promote <command> --help to list the inputs of a command. Every input can also be set',
    'with an environment variable PROMOTE_<NAME>, such as PROMOTE_SOURCE_TOKEN.',
    '',
    ...exitCodes(),
  ];
}

function commandHelp(command: CommandName): readonly string[] {
  const row = commandRow(command);
  return [
    `${row.summary.charAt(0).toUpperCase()}${row.summary.slice(1)}.`,
    '',
    `usage: ${usageOf(command, row)}`,
    '',
    ...row.examples.flatMap((example) => wrap(example, ' \\')),
    ...row.flags.flatMap(({ name, takes, description }) => [
      '',
      `  --${name} ${takes}`.trimEnd(),
      ...wrap(description),
    ]),
    ...(row.outputs.length === 0 ? [] : ['', ...outputLines(row)]),
    ...(row.inputs.length === 0 ? [] : ['', ...inputLines(row), '', ...exitCodes()]),
  ];
}

function usageOf(command: CommandName, { positional, inputs, flags }: CommandRow): string {
  const words = ['openshift-promote', command];
  if (command === 'completion') words.push('bash|zsh|fish|powershell');
  if (positional !== undefined) words.push(positional.shown);
  if (inputs.length > 0) words.push('[--input=value …]');
  else if (flags.length > 0) words.push('[--flag=value …]');
  return words.join(' ');
}

function outputLines({ outputs }: CommandRow): readonly string[] {
  return [
    `  --output ${outputs.join(' | ')} (default ${outputs[0] ?? ''})`,
    `${INDENT}Format of standard output. The log goes to standard error.`,
    `  --host ${COMMAND_HOSTS.join(' | ')}`,
    `${INDENT}CI system to log for and to pass outputs to. Detected from the environment if omitted.`,
  ];
}

function inputLines({ inputs }: CommandRow): readonly string[] {
  return [
    'Pass every input as a flag or in the environment variable PROMOTE_<NAME>. Secrets cannot be flags:',
    'set their variable, or pass the path of a file that holds the secret with --<name>-file.',
    ...INPUT_GROUPS.flatMap((group) => {
      const names = inputs.filter((name) => inputRow(name).group === group);
      return names.length === 0 ? [] : ['', `${group}:`, ...names.flatMap(describeInput)];
    }),
  ];
}

/** For scripts; docs/errors.md explains each error. */
function exitCodes(): readonly string[] {
  const codes = new Map<number, string[]>();
  for (const [code, { exit }] of Object.entries(ERROR_CODES)) {
    codes.set(exit, [...(codes.get(exit) ?? []), code]);
  }
  return [
    'Exit codes:',
    '    0  success',
    ...[...codes].flatMap(([exit, names]) =>
      wrap(names.join(', ')).map((line, index) =>
        index === 0 ? `${String(exit).padStart(5)}  ${line.trimStart()}` : ` ${line}`,
      ),
    ),
  ];
}

function describeInput(name: InputName): readonly string[] {
  const row = inputRow(name);
  const allowed = row.type === 'enum' ? ` ${row.options.join(' | ')}` : '';
  const fallback = 'default' in row && row.default !== undefined ? ` (default ${String(row.default)})` : '';
  const flag = row.secret === true ? variableOf(name) : `--${name}`;
  return [`  ${flag}${allowed}${fallback}`, ...wrap(row.description.replaceAll('`', ''))];
}

/** @param end what every line but the last ends with */
function wrap(text: string, end = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - INDENT.length - end.length) {
      lines.push(INDENT + line + end);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, INDENT + line];
}
