import {
  COMMAND_NAMES,
  commandRow,
  SHELLS,
  type CommandFlag,
  type CommandName,
  type Shell,
} from '../config/tables/commands.ts';
import { inputRow } from '../config/tables/inputs.ts';
import { COMMAND_HOSTS } from '../core/command-flags.ts';
import { bashScript } from './completion/bash.ts';
import type { CompletedCommand, CompletedFlag, FlagValue } from './completion/completed-command.ts';
import { fishScript } from './completion/fish.ts';
import { powershellScript } from './completion/powershell.ts';
import { zshScript } from './completion/zsh.ts';

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

/** The completion script of a shell, for commands, flags and their values; from the tables of commands and inputs. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell](COMMAND_NAMES.map(completedCommand));
}

function completedCommand(name: CommandName): CompletedCommand {
  const { summary, inputs, flags, outputs } = commandRow(name);
  const options: readonly CompletedFlag[] = [
    ...inputs.map((input): CompletedFlag => {
      const row = inputRow(input);
      const description = firstSentence(row.description);
      // secrets cannot be flags, but paths of their files can
      if (row.secret === true) return { name: `${input}-file`, description, value: { kind: 'file' } };
      switch (row.type) {
        case 'boolean':
          return { name: input, description, value: { kind: 'none' } };
        case 'enum':
          return { name: input, description, value: { kind: 'words', words: row.options } };
        case 'string':
        case 'list':
        case 'lines':
        case 'integer':
        case 'duration':
          return { name: input, description, value: { kind: isPath(input) ? 'file' : 'text' } };
      }
    }),
    ...flags.map((flag): CompletedFlag => ({
      name: flag.name,
      description: firstSentence(flag.description),
      value: valueOf(flag),
    })),
    ...(outputs.length === 0
      ? []
      : ([
          {
            name: 'output',
            description: 'Format of standard output',
            value: { kind: 'words', words: outputs },
          },
          {
            name: 'host',
            description: 'CI system to log for and pass outputs to',
            value: { kind: 'words', words: COMMAND_HOSTS },
          },
        ] satisfies readonly CompletedFlag[])),
    { name: 'help', description: 'Show help', value: { kind: 'none' } },
  ];
  return { name, summary, flags: options, words: name === 'completion' ? SHELLS : [] };
}

function valueOf({ takes }: CommandFlag): FlagValue {
  if (takes === '') return { kind: 'none' };
  const words = takes.split(' | ');
  return words.length > 1 && words.every((word) => /^[a-z]+$/.test(word))
    ? { kind: 'words', words }
    : { kind: 'text' };
}

function isPath(input: string): boolean {
  return /-(?:ca|kubeconfig|file)$|^record$/.test(input);
}

/** The first sentence as plain text, to show beside the flag. */
function firstSentence(description: string): string {
  // a code span such as `strategy: build` does not end the sentence
  const [first = ''] = /^(?:`[^`]*`|[^`.:;]|[.:;](?!\s|$))*/.exec(description) ?? [];
  return first.replaceAll('`', '');
}
