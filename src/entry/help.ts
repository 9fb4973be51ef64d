import { INPUT_GROUPS } from '../config/input-row.ts';
import { SETUP_FLAGS } from './setup-flags.ts';
import { INPUT_NAMES, inputRow, type InputName } from '../config/inputs.ts';

const COMMANDS: readonly (readonly [string, string])[] = [
  ['promote', 'promote images (the default)'],
  ['plan', 'tell what promote would do, and change nothing'],
  ['doctor', 'find everything that would stop a promotion, and change nothing'],
  ['setup', 'print the manifest of an account that may do what a promotion needs, and no more'],
  ['sandbox', 'start two small OpenShift clusters on this machine to play with'],
  ['demo', 'start the sandbox and promote an image in it, end to end'],
];
const WIDTH = 100;
const INDENT = ' '.repeat(6);

/** What `--help` prints: everything for `promote`, `plan` and `doctor`, from the table of inputs; the commands without one. */
export function helpText(command: string | undefined): string {
  const isPromotion = ['promote', 'plan', 'doctor'].includes(command ?? '');
  const details = isPromotion ? inputLines() : command === 'setup' ? setupLines() : [moreHelp()];
  return [...introduction(), ...details].join('\n') + '\n';
}

function introduction(): readonly string[] {
  return [
    'Promotes container images between OpenShift projects and clusters.',
    '',
    'usage: openshift-promote [command] [--input=value …]',
    '',
    ...COMMANDS.map(([name, what]) => `  ${name.padEnd(10)}${what}`),
    '',
  ];
}

function moreHelp(): string {
  return 'openshift-promote promote --help lists all inputs. Every input is also read from PROMOTE_<NAME>.';
}

function setupLines(): readonly string[] {
  const width = Math.max(...SETUP_FLAGS.map(([flag]) => flag.length)) + 2;
  return ['setup:', ...SETUP_FLAGS.map(([flag, what]) => `  ${flag.padEnd(width)}${what}`)];
}

function inputLines(): readonly string[] {
  return [
    'Secrets are never flags: give them as PROMOTE_<NAME> or as a file with --<name>-file.',
    'Every other input is a flag, or the variable PROMOTE_<NAME>.',
    ...INPUT_GROUPS.flatMap((group) => {
      const names = INPUT_NAMES.filter((name) => inputRow(name).group === group);
      return names.length === 0 ? [] : ['', `${group}:`, ...names.flatMap(describeInput)];
    }),
    '',
    '  --output',
    `${INDENT}table (for people, the default), json or plain (name=value), on standard output`,
    '  --host',
    `${INDENT}shell, gitlab or jenkins: how to log and where outputs go; found out from the environment`,
  ];
}

function describeInput(name: InputName): readonly string[] {
  const row = inputRow(name);
  const allowed = row.type === 'enum' ? ` ${row.options.join(' | ')}` : '';
  const fallback = 'default' in row && row.default !== undefined ? ` (default ${String(row.default)})` : '';
  const flag = row.secret === true ? `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}` : `--${name}`;
  return [`  ${flag}${allowed}${fallback}`, ...wrap(row.description.replaceAll('`', ''))];
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - INDENT.length) {
      lines.push(INDENT + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, INDENT + line];
}
