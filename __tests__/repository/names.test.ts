import { describe, expect, it } from 'vitest';
import { nameViolations, textViolations } from './names.ts';
import { committedFiles, textOf } from './source-files.ts';

const files = committedFiles();

describe('the repository', () => {
  it('has files whose names say what is inside', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(nameViolations)).toEqual([]);
  });

  it('names no machine, no package server, and leaves nothing unfinished', () => {
    const texts = files.filter((file) => !/\.(?:png|gz|tar)$/.test(file));

    expect(texts.flatMap((file) => textViolations(file, textOf(file)))).toEqual([]);
  });
});

describe('the test of names', () => {
  it.each([
    ['src/core/fooBar.ts', '"fooBar.ts" is not kebab-case'],
    ['src/coreParts/a.ts', '"coreParts" is not kebab-case'],
    ['src/core/utils.ts', '"utils" does not say what is inside'],
    ['src/helpers/a.ts', '"helpers" does not say what is inside'],
    ['src/core/types.test.ts', '"types" does not say what is inside'],
    ['scripts/index.ts', '"index" does not say what is inside'],
  ])('refuses %s', (file, complaint) => {
    expect(nameViolations(file)).toEqual([`${file}: ${complaint}`]);
  });

  it.each([
    'src/core/a-b2.test.ts',
    'docs/adr/0001-records.md',
    'README.md',
    'bench/README.md',
    'dist/index.js',
    '__tests__/e2e/a.ts',
  ])('has nothing against %s', (file) => {
    expect(nameViolations(file)).toEqual([]);
  });

  // put together, because this file is one of those that are looked through
  it.each([
    [`cd('${'/wo'}rk/main')`, 'names a folder of one machine'],
    [`path = "${'/ho'}me/jane/project"`, 'names a folder of one machine'],
    [`see C:${'\\'}Users\\jane`, 'names a folder of one machine'],
    [`https://registry.${'npm'}other.org/undici`, 'names a host that serves packages'],
    [`http://${'mirror'}.somewhere.org/debian`, 'names a host that serves packages'],
    [`// ${'TO'}DO later`, 'is not finished'],
  ])('refuses %j in a source', (line, complaint) => {
    expect(textViolations('src/core/a.ts', `\n${line}`)).toEqual([`src/core/a.ts:2: ${complaint}`]);
  });

  it.each([`describe.${'skipIf'}(true)('a suite', () => {`, `it.${'skip'}('does a', () => {`])(
    'refuses %j in a test',
    (line) => {
      expect(textViolations('__tests__/core/a.test.ts', line)).toEqual([
        '__tests__/core/a.test.ts:1: skips tests without a reason',
      ]);
    },
  );

  it.each([
    'https://example.com/work/flow',
    "path.join(root, '.work', 'x')",
    '/home/runner/work/app',
    'registry.dev.example.com',
    'const todos = 1;',
  ])('has nothing against %j', (line) => {
    expect(textViolations('src/core/a.ts', line)).toEqual([]);
  });
});
