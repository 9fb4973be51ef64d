import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES, commandRow, SHELLS } from '../../src/config/tables/commands.ts';
import { inputRow } from '../../src/config/tables/inputs.ts';
import { completionScript } from '../../src/entry/completion.ts';
import { describeUnless } from '../support/conditional-suite.ts';

/** Shells of this machine; a variable such as TESTED_FISH names one that lies elsewhere. */
const programOf = (shell: string): string => process.env[`TESTED_${shell.toUpperCase()}`] ?? shell;
const describeIn = (shell: string, body: () => void): void => {
  const isThere = spawnSync(programOf(shell), ['-c', 'true']).status === 0;
  describeUnless(isThere ? undefined : `${shell} not installed`, `in ${shell}`, body);
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'completion-'));
  for (const shell of SHELLS) writeFileSync(path.join(folder, shell), completionScript(shell));
  writeFileSync(path.join(folder, 'a file.pem'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What bash offers for the last of the words, which it has taken apart at equals signs. */
function inBash(...words: readonly string[]): readonly string[] {
  const array = words.map((word) => `'${word}'`).join(' ');
  const script = `source ./bash; COMP_WORDS=(openshift-promote ${array}); COMP_CWORD=${words.length}; _openshift_promote; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const options = { cwd: folder, encoding: 'utf8' } as const;
  return execFileSync(programOf('bash'), ['--norc', '-c', script], options).split('\n').filter(Boolean);
}

function inFish(line: string): readonly string[] {
  const script = `source ./fish; complete -C '${line}'`;
  const env = { ...process.env, HOME: folder };
  return execFileSync(programOf('fish'), ['--no-config', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
    .split('\n')
    .map((offer) => offer.split('\t')[0] ?? '')
    .filter(Boolean);
}

describe.each(SHELLS)('the completion for %s', (shell) => {
  it('knows every command and every flag, and no secret', () => {
    const text = completionScript(shell);

    for (const command of COMMAND_NAMES) {
      expect(text).toContain(command);
      for (const input of commandRow(command).inputs) {
        const isSecret = inputRow(input).secret === true;
        expect(text).toContain(isSecret ? `${input}-file` : input);
      }
    }
    expect(text).not.toMatch(/(?:-l |--)(?:source|destination)-(?:token|password)(?![\w-])/);
  });
});

describeIn('bash', () => {
  it('offers commands, then the flags of the command', () => {
    expect(inBash('ro')).toEqual(['rollback']);
    expect(inBash('rollback', '--t')).toEqual(['--timeout=', '--to=']);
    expect(inBash('tags', '--rollo')).toEqual([]);
    expect(inBash('completion', '')).toEqual(expect.arrayContaining(['fish', 'zsh']));
  });

  it('takes flags without command for those of promote', () => {
    expect(inBash('--on-')).toEqual(['--on-existing-tag=']);
  });

  it('offers the values of a flag, after an equals sign or a space', () => {
    expect(inBash('plan', '--output', '=', 'g')).toEqual(['github-matrix', 'gitlab-matrix']);
    expect(inBash('plan', '--output', '=')).toContain('json');
    expect(inBash('promote', '--on-existing-tag', 's')).toEqual(['skip']);
  });

  it('offers files where a path goes, also with spaces', () => {
    expect(inBash('promote', '--source-ca', '=', 'a')).toEqual(['a file.pem']);
  });
});

describeIn('fish', () => {
  it('offers commands, then the flags of the command and their values', () => {
    expect(inFish('openshift-promote ro')).toEqual(['rollback']);
    expect(inFish('openshift-promote rollback --to')).toEqual(['--to']);
    expect(inFish('openshift-promote promote --on-existing-tag=s')).toEqual(['--on-existing-tag=skip']);
    expect(inFish('openshift-promote --strat')).toEqual(['--strategy']);
  });
});

describeIn('zsh', () => {
  it('is read without an error', () => {
    const { status, stderr } = spawnSync(programOf('zsh'), ['-f', '-n', path.join(folder, 'zsh')], {
      encoding: 'utf8',
    });

    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
