import { groupBy } from '../../src/core/group-by.ts';
import { describe, expect, it } from 'vitest';
import { importCircles, ROOMS, roomViolations } from './rooms.ts';
import { committedFiles, textOf } from './source-files.ts';

const sources = new Map(
  committedFiles()
    .filter((file) => /^(?:src|sandbox)\/.*\.ts$/.test(file))
    .map((file) => [file, textOf(file)]),
);

const MOST_FILES_IN_A_FOLDER = 25;
const MOST_FILES_IN_SRC = 420;
/** rooms added since that number was set */
const NEWER_ROOMS = [
  'src/attest/',
  'src/config/release.ts',
  'src/config/tables/environment-inputs.ts',
  'src/config/tables/setup-command.ts',
  'src/core/board/',
  'src/core/environment-choice.ts',
  'src/core/ports/locks.ts',
  'src/core/ports/traces.ts',
  'src/config/board.ts',
  'src/core/ports/project-state.ts',
  'src/core/release-choice.ts',
  'src/entry/run-board.ts',
  'src/openshift/states/',
  'src/core/tag-stays.ts',
  'src/core/trace/',
  'src/entry/environments.ts',
  'src/entry/run-environments-check.ts',
  'src/entry/run-history.ts',
  'src/entry/sandbox/company-history.ts',
  'src/entry/sandbox/company.ts',
  'src/environments/',
  'src/gitops/',
  'src/config/notifications.ts',
  'src/config/tables/notify-inputs.ts',
  'src/core/notification.ts',
  'src/entry/notifications.ts',
  'src/notify/',
  'src/openshift/gitops/',
  'src/openshift/inspection/workload-url.ts',
  'src/openshift/locks/',
  'src/openshift/traces/',
  'src/promotion/lock/',
  'src/promotion/move/mounts/',
  'src/promotion/trace/',
  'src/report/board/',
];

describe('the rooms', () => {
  it('import only what their table allows', () => {
    expect(sources.size).toBeGreaterThan(50);
    expect(roomViolations(sources)).toEqual([]);
  });

  it(`hold at most ${MOST_FILES_IN_A_FOLDER} files in a folder`, () => {
    const counts = groupBy(sources.keys(), (file) => file.slice(0, file.lastIndexOf('/')));

    expect([...counts].filter(([, files]) => files.length > MOST_FILES_IN_A_FOLDER)).toEqual([]);
  });

  it(`hold at most ${MOST_FILES_IN_SRC} files in src, besides newer rooms`, () => {
    const files = [...sources.keys()].filter(
      (file) => file.startsWith('src/') && !NEWER_ROOMS.some((room) => file.startsWith(room)),
    );

    expect(files.length).toBeLessThanOrEqual(MOST_FILES_IN_SRC);
  });

  it('have no circle of imports', () => {
    expect(importCircles(sources)).toEqual([]);
  });
});

describe('the documentation', () => {
  it.each(Object.entries(ROOMS))('says what %s may import', (name, { rooms, packages }) => {
    const list = (names: readonly string[]): string => names.map((one) => `\`${one}\``).join(', ');
    const others = name === 'entry' ? 'all' : list(rooms);

    const row = `| \`${name}\` | ${others} | ${list(packages)} |`
      .replaceAll('|  |', '| |')
      .replaceAll('|  |', '| |');

    expect(textOf('docs/architecture.md').split('\n')).toContain(row);
  });
});

describe('the test of the rooms', () => {
  const violationsOf = (file: string, text: string): readonly string[] =>
    roomViolations(new Map([[file, text]]));

  it.each([
    ['src/promotion/a.ts', "import { x } from '../registry/client.ts';", 'promotion may not import registry'],
    ['src/promotion/a.ts', "import type { X } from '../http/a.ts';", 'promotion may not import http'],
    ['src/promotion/a.ts', "type X = import('../http/a.ts').X;", 'promotion may not import http'],
    ['src/promotion/a.ts', "const x = await import('../http/a.ts');", 'promotion may not import http'],
    ['src/promotion/a.ts', "import { type X } from '../http/a.ts';", 'promotion may not import http'],
    ['src/promotion/a.ts', "import x = require('../http/a.ts');", 'promotion may not import http'],
    ['src/promotion/a.ts', "const x = require('../http/a.ts');", 'promotion may not import http'],
    ['src/promotion/a.ts', "import '../http/a.ts';", 'promotion may not import http'],
    ['src/core/ports/a.ts', "import '../../config/a.ts';", 'core may not import config'],
    ['src/core/a.ts', "import 'node:fs';", 'core may not import node:fs'],
    ['src/config/a.ts', "import 'node:child_process';", 'config may not import node:child_process'],
    ['src/core/a.ts', "import 'crypto';", 'crypto must be written node:crypto'],
    ['src/registry/a.ts', "import 'node:https';", 'registry may open no connection'],
    ['src/openshift/a.ts', "import 'node:dns/promises';", 'openshift may open no connection'],
    ['src/registry/a.ts', "import { fetch } from 'undici';", 'undici has its only home in http'],
    [
      'src/entry/a.ts',
      "import { find } from '@actions/tool-cache';",
      '@actions/tool-cache has its only home in tools',
    ],
    ['src/http/a.ts', "import got from 'got/dist/index.js';", 'got has no home in any room'],
    ['src/hosts/shell/a.ts', "import '../github/masks.ts';", 'hosts/shell may not import hosts/github'],
    ['src/core/a.ts', "export { x } from './b.ts';", 'exports what "./b.ts" has: everything has one home'],
    ['src/core/a.ts', "export * from './b.ts';", 'exports what "./b.ts" has: everything has one home'],
    ['src/core/a.ts', 'const x = await import(name);', 'imports something that cannot be known by reading'],
    [
      'src/core/a.ts',
      "import '../../scripts/generate.ts';",
      '"../../scripts/generate.ts" leads out of the rooms',
    ],
    ['src/core/a.ts', "import './b.js';", '"./b.js" is no source file'],
    ['src/core/image/a.ts', "import '../b.ts';", 'core/image may not import core/.'],
    [
      'src/registry/auth/a.ts',
      "import type { X } from './accounts/b.ts';",
      'registry/auth may not import registry/auth/accounts',
    ],
    ['src/http/cellar/a.ts', "import '../b.ts';", 'http/cellar is no sub-room of http'],
    ['sandbox/state/a.ts', "import '../api/b.ts';", 'sandbox/state may not import sandbox/api'],
    ['sandbox/a.ts', "import '../src/http/b.ts';", 'sandbox may not import http'],
    ['src/core/a.ts', "import '../../sandbox/b.ts';", 'core may not import sandbox'],
  ])('finds what is wrong in %s: %s', (file, text, complaint) => {
    expect(violationsOf(file, `// first line\n${text}`)).toEqual([`${file}:2: ${complaint}`]);
  });

  it.each(['src/a.ts', 'src/cellar/a.ts'])('finds %s, which is in no room', (file) => {
    expect(violationsOf(file, '')).toEqual([`${file}: is in no room`]);
  });

  it.each([
    ['src/core/a.ts', "import { createHash } from 'node:crypto';"],
    ['src/core/a.ts', "import { x } from './ports/b.ts';"],
    ['src/registry/a.ts', "import type { X } from '../http/b.ts';"],
    ['src/hosts/github/a.ts', "import { x } from './b.ts';"],
    ['src/http/a.ts', "import x from 'undici/lib/x.js';"],
    ['src/entry/a.ts', "import { x } from '../../sandbox/b.ts';"],
    ['sandbox/api/a.ts', "import type { X } from '../state/b.ts';"],
    ['src/registry/auth/accounts/a.ts', "import { x } from '../b.ts';"],
    ['src/core/a.ts', "// import 'undici';\nconst text = \"import 'undici'\";"],
  ])('has nothing against %s: %s', (file, text) => {
    expect(violationsOf(file, text)).toEqual([]);
  });

  it('finds circles, but none that only types close', () => {
    const value = new Map([
      ['src/core/a.ts', "import './b.ts';"],
      ['src/core/b.ts', "import './c.ts';"],
      ['src/core/c.ts', "import './a.ts';"],
    ]);

    expect(importCircles(value)).toEqual(['src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts']);
    expect(importCircles(new Map([...value, ['src/core/c.ts', "import type { A } from './a.ts';"]]))).toEqual(
      [],
    );
  });
});
