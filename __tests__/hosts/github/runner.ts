import { vi } from 'vitest';
// What the runner does with a line of the log (actions/runner, ActionCommand.cs and ActionCommandManager.cs).

const REGISTERED = [
  'add-mask',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'save-state',
  'set-output',
  'stop-commands',
  'warning',
];

export interface ObeyedCommand {
  readonly name: string;
  readonly properties: string;
  readonly message: string;
}

/** The command in a line, or undefined: the line is only shown. */
export function obeyed(line: string): ObeyedCommand | undefined {
  const [, info, data = ''] =
    /^[\s\x85]*::(.*?)::(.*)$/s.exec(line) ?? /##\[([^\]]*)\](.*)$/s.exec(line) ?? [];
  if (info === undefined) return undefined;
  const [name = '', ...properties] = info.split(' ');
  if (!REGISTERED.includes(name.toLowerCase())) return undefined;
  return { name, properties: properties.join(' '), message: unescapeData(data) };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** All commands of a log. */
export function obeyedIn(lines: readonly string[]): readonly ObeyedCommand[] {
  return lines.flatMap((line) => obeyed(line) ?? []);
}

/** What the test writes to the log from now on, as lines. Ends with `vi.restoreAllMocks()`. */
export function captureLog(): () => readonly string[] {
  let written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
  return () => written.split(/\r?\n/).slice(0, -1);
}
