import { quoted, type CompletedCommand } from './completed-command.ts';

const QUOTE = "''";

/** For Windows PowerShell 5.1 and newer: `… | Out-String | Invoke-Expression`. */
export function powershellScript(commands: readonly CompletedCommand[]): string {
  const summaries = commands.map(({ name, summary }) => `    '${name}' = ${quoted(summary, QUOTE)}`);
  const flags = commands.map(({ name, flags: own, words }) => {
    const entries = [
      ...words.map((word) => `      '${word}' = ''`),
      ...own.map((flag) => `      '--${flag.name}' = ${quoted(flag.description, QUOTE)}`),
    ];
    return [`    '${name}' = [ordered]@{`, ...entries, '    }'].join('\n');
  });
  const values = new Map<string, readonly string[]>();
  for (const command of commands) {
    for (const { name, value } of command.flags) {
      if (value.kind === 'words') values.set(`${command.name} --${name}`, value.words);
    }
  }
  const choices = [...values].map(
    ([key, words]) => `    '${key}' = @(${words.map((word) => quoted(word, QUOTE)).join(', ')})`,
  );
  return `# completion of openshift-promote for PowerShell
Register-ArgumentCompleter -Native -CommandName openshift-promote -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${summaries.join('\n')}
  }
  $flags = @{
${flags.join('\n')}
  }
  $choices = @{
${choices.join('\n')}
  }
  $elements = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $command = 'promote'
  if ($elements.Count -gt 1 -and $commands.Contains($elements[1]) -and $elements[1] -ne $wordToComplete) {
    $command = $elements[1]
  }
  if ($wordToComplete -match '^(--[a-z0-9-]+)=(.*)$') {
    $flag = $Matches[1]
    $start = $Matches[2]
    foreach ($choice in $choices["$command $flag"]) {
      if ($choice -like "$start*") {
        [System.Management.Automation.CompletionResult]::new("$flag=$choice", $choice, 'ParameterValue', $choice)
      }
    }
    return
  }
  $offered = if ($wordToComplete -notlike '-*' -and $elements.Count -le 2 -and $command -eq 'promote') { $commands } else { $flags[$command] }
  foreach ($name in $offered.Keys) {
    if ($name -like "$wordToComplete*") {
      $text = if ($offered[$name]) { $offered[$name] } else { $name }
      [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterName', $text)
    }
  }
}
`;
}
