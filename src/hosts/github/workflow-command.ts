import { EOL } from 'node:os';

/**
 * A line that the runner obeys: `::name key=value::message` (actions/runner, ActionCommand.cs, whose escapes these are).
 * Written here and not by @actions/core, whose loading (22 ms in the bundle: it brings an HTTP client along) would stand
 * before the masks and the first line.
 */
export function workflowCommand(
  name: string,
  message: string,
  properties: Readonly<Record<string, string>> = {},
): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${[name, ...(pairs.length === 0 ? [] : [pairs.join(',')])].join(' ')}::${escapeData(message)}${EOL}`;
}

/** Lines that the runner shows and never obeys, whatever they say: `::` at their start, `##[` anywhere. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(
      (line) =>
        line
          .replace(/\p{Cc}/gu, ' ')
          .replace(/^(\s*):(?=:)/u, '$1: ')
          .replaceAll('##[', '## [') + EOL,
    )
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
