import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from './imports.ts';
import { textOf } from './source-files.ts';

/** What a file loads at once, directly or not: modules that are not of this repository, each with who asks for it. */
function loadedWith(entry: string): Map<string, string> {
  const found = new Map<string, string>();
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const { specifier, atOnce } of importsOf(file, textOf(file))) {
      if (!atOnce || specifier === undefined) continue;
      if (specifier.startsWith('.')) seen.add(path.posix.join(path.posix.dirname(file), specifier));
      else found.set(specifier, file);
    }
  }
  return found;
}

// Node's own snapshot has these ready, or they take less than a millisecond.
const CHEAP = ['events', 'fs', 'net', 'os', 'path', 'timers/promises', 'util'].map((name) => `node:${name}`);

describe('a start', () => {
  it('evaluates the promotion only when one is asked for: --version and --help do not', () => {
    expect(loadedWith('src/entry/commands.ts').get('node:net')).toBeUndefined();
  });

  it.each([
    'src/entry/action.ts',
    'src/entry/choose-host.ts',
    'src/entry/cli.ts',
    'src/entry/commands.ts',
    'src/entry/program.ts',
    'src/entry/run-promotion.ts',
  ])('of %s loads nothing that takes long', (entry) => {
    const expensive = [...loadedWith(entry)].filter(([module]) => !CHEAP.includes(module));

    // cryptography takes 4 ms, TLS 12: load them where they are used (process.getBuiltinModule, import())
    expect(expensive).toEqual([]);
  });

  it('is looked at through all files', () => {
    expect(loadedWith('src/entry/run-promotion.ts').get('node:net')).toMatch(/^src\/http\//);
    expect(loadedWith('src/entry/sandbox-commands.ts').get('node:crypto')).toBeDefined();
  });
});
