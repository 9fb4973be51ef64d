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

/** What `--help` prints: all about one command, or the commands there are. From the tables of commands and inputs. */
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
    'openshift-promote <command> --help lists its inputs. Every input is also read from PROMOTE_<NAME>.',
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
    `${INDENT}What standard output holds. The log then goes to standard error.`,
    '  --host shell | gitlab | jenkins | tekton',
    `${INDENT}How to log and where outputs go; found out from the environment.`,
  ];
}

function inputLines({ inputs }: CommandRow): readonly string[] {
  return [
    'Secrets are never flags: give them as PROMOTE_<NAME> or as a file with --<name>-file.',
    'Every other input is a flag, or the variable PROMOTE_<NAME>.',
    ...INPUT_GROUPS.flatMap((group) => {
      const names = inputs.filter((name) => inputRow(name).group === group);
      return names.length === 0 ? [] : ['', `${group}:`, ...names.flatMap(describeInput)];
    }),
  ];
}

/** Scripts go by these; docs/errors.md explains each error. */
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
