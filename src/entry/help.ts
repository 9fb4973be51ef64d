import {
  COMMAND_NAMES,
  commandRow,
  isCommandName,
  type CommandName,
  type CommandRow,
} from '../config/tables/commands.ts';
import { INPUT_GROUPS } from '../config/tables/input-row.ts';
import { inputRow, type InputName } from '../config/tables/inputs.ts';
import { variableOf } from '../core/command-inputs.ts';
import { ERROR_CODES } from '../core/text/errors.ts';

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
      `  --${name} ${takes}`,
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
    '  --host shell | gitlab | jenkins | tekton',
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
