import { quoted, type CompletedCommand, type CompletedFlag } from './completed-command.ts';

// ends the string, adds an escaped quote, and starts the string again
const QUOTE = `'\\''`;

/** For a file `_openshift-promote` in `$fpath`, or for `source <(…)`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name, summary }) =>
    quoted(`${name}:${summary.replaceAll(':', '\\:')}`, QUOTE),
  );
  return `#compdef openshift-promote
# completion of openshift-promote for zsh
_openshift-promote() {
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands 'command' commands
    return
  fi
  local command=promote
  if [[ $words[2] != -* ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _openshift-promote ]]; then
  _openshift-promote "$@"
else
  compdef _openshift-promote openshift-promote
fi
`;
}

function commandCase({ name, flags, words }: CompletedCommand): string {
  const specs = [...flags.map(flagSpec), ...(words.length === 0 ? [] : [`'1:name:(${words.join(' ')})'`])];
  return [`    ${name})`, `      _arguments \\`, `        ${specs.join(' \\\n        ')}`, '      ;;'].join(
    '\n',
  );
}

function flagSpec({ name, description, value }: CompletedFlag): string {
  const text = description.replace(/[\\[\]:]/g, '\\$&');
  switch (value.kind) {
    case 'none':
      return quoted(`--${name}[${text}]`, QUOTE);
    case 'text':
      return quoted(`--${name}=[${text}]:${name}:`, QUOTE);
    case 'file':
      return quoted(`--${name}=[${text}]:${name}:_files`, QUOTE);
    case 'words':
      return quoted(`--${name}=[${text}]:${name}:(${value.words.join(' ')})`, QUOTE);
  }
}
