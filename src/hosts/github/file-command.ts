import { EOL } from 'node:os';

/**
 * Entries for a file that the runner reads after the step: `name<<delimiter`, value, delimiter (actions/runner,
 * FileCommandManager.cs). The delimiter is random, so that no value can end itself and begin another entry.
 *
 * Written here and not by @actions/core, which brings an HTTP client along whose loading costs 29 ms and 11 MB, and allows no
 * import of its parts. The tests hold it to what @actions/core writes.
 */
export function fileEntries(entries: readonly (readonly [name: string, value: string])[]): string {
  return entries
    .map(([name, value]) => {
      const delimiter = `ghadelimiter_${process.getBuiltinModule('node:crypto').randomUUID()}`;
      return `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`;
    })
    .join('');
}
