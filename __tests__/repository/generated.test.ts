import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { load } from 'js-yaml';
import { INPUTS } from '../../src/config/tables/inputs.ts';
import { OUTPUTS } from '../../src/config/tables/outputs.ts';
import { ERROR_CODES } from '../../src/core/text/errors.ts';
import { GENERATED_FILES } from '../../scripts/generated/files.ts';
import { replaceSections } from '../../scripts/generated/sections.ts';
import { ROOT, textOf } from './source-files.ts';

function generate(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('node', [path.join(ROOT, 'scripts/generate.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status, text: (stdout + stderr).trim() };
}

describe('generated files', () => {
  it('are what the tables give', () => {
    expect(generate('--check')).toEqual({ status: 0, text: '' });
  });

  it('include an action.yml that a runner can read', () => {
    const action = load(textOf('action.yml')) as {
      readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: unknown }>>;
      readonly outputs: Readonly<Record<string, unknown>>;
      readonly runs: unknown;
      readonly description: string;
    };

    expect(Object.keys(action.inputs)).toEqual(Object.keys(INPUTS));
    expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS));
    expect(action.runs).toEqual({
      using: 'node24',
      main: 'dist/index.js',
      post: 'dist/post.js',
      'post-if': 'always()',
    });
    // the runner hands every default over as text
    expect(
      Object.values(action.inputs).every((input) => ['undefined', 'string'].includes(typeof input.default)),
    ).toBe(true);
    expect(action.inputs['dry-run']?.default).toBe('false');
    // a marketplace shows no more of it
    expect(action.description.length).toBeLessThanOrEqual(125);
  });

  it('have a section for every error code, under the anchor that messages name', () => {
    const headings = [...textOf('docs/errors.md').matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);

    expect(headings).toEqual(Object.keys(ERROR_CODES));
  });
});

describe('the generator', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'promote-generated-'));
  });

  beforeEach(() => {
    for (const file of [...GENERATED_FILES.map(({ path: name }) => name), 'package.json']) {
      cpSync(path.join(ROOT, file), path.join(folder, file));
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const edit = (file: string, change: (text: string) => string): void => {
    writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), 'utf8')));
  };

  it('finds a stale file, writes it, and is content', () => {
    edit('docs/inputs.md', (text) => text.replace('| `timeout` | `10m` |', '| `timeout` | `20m` |'));

    expect(generate('--check', '--root', folder)).toEqual({
      status: 1,
      text: 'docs/inputs.md is stale: run npm run generate',
    });
    expect(generate('--root', folder)).toEqual({ status: 0, text: 'docs/inputs.md written' });
    expect(generate('--check', '--root', folder).status).toBe(0);
    expect(readFileSync(path.join(folder, 'docs/inputs.md'), 'utf8')).toBe(textOf('docs/inputs.md'));
  });

  it('raises references to releases and to actions of others together, from one place each', () => {
    edit('package.json', (text) =>
      text
        .replace(/"version": "[^"]*"/, '"version": "4.5.6"')
        .replace(/git\+https:\/\/github\.com\/[^/]+/, 'git+https://github.com/acme'),
    );
    edit('.github/workflows/promote.yml', (text) =>
      text.replace(/(actions\/checkout@[0-9a-f]{40} # )v\d+/, '$1v99'),
    );
    edit('README.md', (text) => `${text}\n- uses: actions/checkout@v1\n- uses: who/knows@v1\n`);

    expect(generate('--root', folder).status).toBe(0);
    const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
    expect(readme).toContain('uses: acme/openshift-promote@v4\n');
    expect(readme).toContain('githubusercontent.com/acme/openshift-promote/v4.5.6/templates/promote.yml');
    expect(readme).toContain('- uses: actions/checkout@v99\n- uses: who/knows@v1\n');
    expect(readFileSync(path.join(folder, 'vars/promoteImage.groovy'), 'utf8')).toContain(
      'openshift-promote@4.5.6',
    );
    expect(readFileSync(path.join(folder, 'package.json'), 'utf8')).toContain(
      'https://github.com/acme/openshift-promote/issues',
    );
  });

  it('keeps what people wrote around the generated parts', () => {
    edit('README.md', (text) => `${text}\nA line of mine.\n`);

    expect(generate('--check', '--root', folder).status).toBe(0);
  });

  it('refuses a file that has lost a marker', () => {
    edit('action.yml', (text) => text.replace('# generated:outputs', ''));

    expect(generate('--root', folder)).toEqual({
      status: 1,
      text: 'action.yml: the line "# generated:outputs" is missing',
    });
  });

  it.each([
    ['x\n', 'f: the line "# generated:a" is missing'],
    ['# generated:a\n', 'f: "# generated:end" is missing after "# generated:a"'],
    ['# generated:a\n# generated:end\n# generated:a\n', 'f: the line "# generated:a" occurs twice'],
  ])('refuses %j', (text, message) => {
    expect(() => replaceSections('f', text, 'hash', [{ name: 'a', content: 'new' }])).toThrow(message);
  });

  it('indents like the marker', () => {
    const text = 'a:\n  # generated:a\n  old\n  # generated:end\nb:\n';

    expect(replaceSections('f', text, 'hash', [{ name: 'a', content: 'x:\n\n  y' }])).toBe(
      'a:\n  # generated:a\n  x:\n\n    y\n  # generated:end\nb:\n',
    );
  });
});
