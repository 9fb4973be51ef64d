import type { CompletedCommand } from './completed-command.ts';

/**
 * For bash 3.2 (macOS) and later. Bash splits `--flag=value` at the equals sign (COMP_WORDBREAKS) and expects completions for the
 * value only.
 */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  const words = commands.map(
    ({ name, flags, words: own }) =>
      `    ${name}) words='${[...own, ...flags.map((flag) => `--${flag.name}${flag.value.kind === 'none' ? '' : '='}`)].join(' ')}' ;;`,
  );
  return `# completion of openshift-promote for bash
_openshift_promote() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" command='promote' flag='' words=''
  local IFS=$' \\t\\n'
  case "\${COMP_WORDS[1]}" in
    ${names.join(' | ')}) command="\${COMP_WORDS[1]}" ;;
  esac
  if [[ $current == '=' ]]; then
    flag="$before" current=''
  elif [[ $before == '=' ]]; then
    flag="\${COMP_WORDS[COMP_CWORD - 2]}"
  elif [[ $before == --* ]]; then
    flag="$before"
  fi
  case "$command $flag" in
${valueCases(commands)}
  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
    COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$current"))
    return
  fi
  case "$command" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # a flag that takes a value is not at its end
  [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _openshift_promote openshift-promote
`;
}

function valueCases(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, flags }) =>
    flags.flatMap(({ name: flag, value }) => {
      const pattern = `    '${name} --${flag}')`;
      switch (value.kind) {
        case 'words':
          return [`${pattern} words='${value.words.join(' ')}' ;;`];
        case 'file':
          return [
            `${pattern} IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; return 0 ;;`,
          ];
        case 'text':
          return [`${pattern} return 0 ;;`];
        case 'none':
          return [];
      }
    }),
  );
  return lines.join('\n');
}
