import { quoted, type CompletedCommand, type CompletedFlag } from './completed-command.ts';

const QUOTE = `\\'`;

/** For `~/.config/fish/completions/openshift-promote.fish`, or for `… | source`. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const others = commands.filter(({ name }) => name !== 'promote').map(({ name }) => name);
  const lines = commands.flatMap((command) => {
    // promote is the default, so its flags may come without a command
    const condition =
      command.name === 'promote'
        ? `not __fish_seen_subcommand_from ${others.join(' ')}`
        : `__fish_seen_subcommand_from ${command.name}`;
    const start = `complete -c openshift-promote -n '${condition}'`;
    return [
      `complete -c openshift-promote -n __fish_use_subcommand -a ${command.name} -d ${text(command.summary)}`,
      ...(command.words.length === 0 ? [] : [`${start} -a '${command.words.join(' ')}'`]),
      ...command.flags.map((flag) => `${start} ${flagText(flag)}`),
    ];
  });
  return `${['# completion of openshift-promote for fish', 'complete -c openshift-promote -f', ...lines].join('\n')}\n`;
}

function flagText({ name, description, value }: CompletedFlag): string {
  const start = `-l ${name} -d ${text(description)}`;
  switch (value.kind) {
    case 'none':
      return start;
    case 'text':
      return `${start} -x`;
    case 'file':
      return `${start} -r -F`;
    case 'words':
      return `${start} -x -a '${value.words.join(' ')}'`;
  }
}

function text(plain: string): string {
  return quoted(plain.replaceAll('\\', '\\\\'), QUOTE);
}
