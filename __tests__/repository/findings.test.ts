import { statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { committedFiles, ROOT, textOf } from './source-files.ts';

const SCRIPTS = committedFiles().filter((file) => /^findings\/(?!setup\.sh$).*\.sh$/.test(file));

describe('a finding', () => {
  it.each(SCRIPTS)('%s has the form that findings/README.md describes', (file) => {
    const text = textOf(file);
    const [first = '', ...lines] = text.split('\n');
    const heading = lines
      .slice(
        0,
        lines.findIndex((line) => !line.startsWith('#')),
      )
      .join('\n');

    expect(first).toBe('#!/usr/bin/env bash');
    expect(heading).toMatch(/^# .*\.\n#\n# .*\d+\.\d+[^]*\n# Expected: [^]*\n# Matters to: /);
    expect(text).toContain('/setup.sh"\n');
    expect(text).toMatch(/^expect /m);
    expect(statSync(path.join(ROOT, file)).mode & 0o100).toBe(0o100);
  });

  it.each(SCRIPTS)('%s runs without this project', (file) => {
    expect(textOf(file)).not.toMatch(/openshift-promote|\b(?:src|dist|sandbox|scripts)\//);
  });

  it('is in the table of findings/README.md', () => {
    const rows = [...textOf('findings/README.md').matchAll(/^\| \[[^\]]+\]\(([\w-]+\.sh)\) \|/gm)];
    expect(SCRIPTS.length).toBeGreaterThan(1);
    expect(rows.map(([, name]) => `findings/${name}`).sort()).toEqual([...SCRIPTS].sort());
  });
});
