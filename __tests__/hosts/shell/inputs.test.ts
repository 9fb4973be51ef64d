import { describe, expect, it } from 'vitest';
import { INPUT_SHAPES } from '../../../src/config/tables/inputs.ts';
import { readOptions } from '../../../src/config/options.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { HostInputs } from '../../../src/core/ports/inputs.ts';
import { outputFormat } from '../../../src/core/command-flags.ts';
import { hostEnvironment } from '../host-environment.ts';
import { readRaw } from '../../../src/hosts/shell/host.ts';

function read(argv: readonly string[], env: Readonly<Record<string, string>> = {}): HostInputs {
  return readRaw(hostEnvironment({ argv, env }), INPUT_SHAPES);
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof PromoteError)) throw error;
    return error.problems.map(({ message, hint }) => `${message} → ${hint ?? ''}`);
  }
}

describe('flags', () => {
  it('are inputs with two dashes', () => {
    const { raw } = read(['--source-image', 'dev/app:1', '--timeout=90s', '--output', 'json']);

    expect(raw).toEqual({ 'source-image': 'dev/app:1', timeout: '90s' });
  });

  it.each([
    [['--dry-run'], { 'dry-run': 'true' }],
    [['--dry-run=false'], { 'dry-run': 'false' }],
    [['--no-wait'], { wait: 'false' }],
    [['--wait', '--no-verify-pods'], { wait: 'true', 'verify-pods': 'false' }],
  ])('%j switches', (argv, raw) => {
    expect(read(argv).raw).toEqual(raw);
  });

  it('may be repeated where several entries are one input', () => {
    expect(read(['--rollout', 'deploy/a', '--rollout=dc/b']).raw).toEqual({ rollout: 'deploy/a\ndc/b' });
  });

  it.each([
    [['--timeout=1m', '--timeout=2m'], '--timeout: given more than once → keep one of them'],
    [['--source-image', '--dry-run'], '--source-image: needs a value → write --source-image=…'],
    [['--source-image'], '--source-image: needs a value → write --source-image=…'],
    [['dev/app:1'], 'argument 1 does not belong to a flag → write --source-image=… --destination-image=…'],
    [['--host=github'], '--host: "github" is not a valid value → write shell, gitlab, jenkins, tekton'],
    [
      ['--source-token=hush'],
      '--source-token: secrets cannot be flags, because other processes can read them → set PROMOTE_SOURCE_TOKEN, or give a file with --source-token-file',
    ],
  ])('%j are refused', (argv, problem) => {
    expect(problemsOf(() => read(argv))).toEqual([problem]);
  });

  it.each([
    ['--source-token', 'Tr0ub4dor'],
    ['--source-token:Tr0ub4dor'],
    ['--source-tokenTr0ub4dor'],
    ['--Tr0ub4dor'],
    ['--password:Tr0ub4dor'],
    ['--passwordTr0ub4dor'],
    ['--password Tr0ub4dor'],
    ['-pTr0ub4dor'],
    ['-p', 'Tr0ub4dor'],
    ['--timeout=1m', 'Tr0ub4dor'],
    ['--', 'Tr0ub4dor'],
    ['--host', 'glpat-Tr0ub4dor-Tr0ub4dor'],
  ])('are refused without what may be a secret: %j %s', (...argv) => {
    const problems = problemsOf(() => read(argv));

    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toMatch(/T[Rr]|r0u|4dor/);
  });

  it('that do not exist are reported with the one that was meant', () => {
    const found = read(['--soruce-image', 'dev/app:1']);

    expect(problemsOf(() => readOptions(found.raw, found))).toContain(
      '--soruce-image: unknown input → did you mean --source-image?',
    );
  });
});

describe('the environment', () => {
  it('has every input, also as file for secrets', () => {
    const env = {
      PROMOTE_SOURCE_IMAGE: 'dev/app:1',
      PROMOTE_SOURCE_TOKEN: 'sha256~token',
      PROMOTE_DESTINATION_TOKEN_FILE: 'token',
      PROMOTE_TIMEOUT: '',
    };

    expect(read([], env).raw).toEqual({
      'source-image': 'dev/app:1',
      'source-token': 'sha256~token',
      'destination-token-file': 'token',
    });
  });

  it('gives way to flags', () => {
    expect(read(['--timeout=1m'], { PROMOTE_TIMEOUT: '2m' }).raw).toEqual({ timeout: '1m' });
  });

  it('is reported only where a variable is hardly anything but a mistyped input', () => {
    const found = read([], {
      PROMOTE_DESTINATION_SRV: 'web-1',
      PROMOTE_TO_PROD: 'yes',
      PROMOTE_SOURCE_IMGE: 'dev/app:1',
      PROMOTED_DIGEST: 'x',
    });

    const problems = problemsOf(() => readOptions(found.raw, found)).filter((text) =>
      text.includes('unknown input'),
    );

    expect(problems).toEqual(['PROMOTE_SOURCE_IMGE: unknown input → did you mean --source-image?']);
  });
});

describe('names in problems', () => {
  it('are those the caller wrote', () => {
    const { spell } = read(['--timeout=1m', '--source-token-file=x'], { PROMOTE_SOURCE_IMAGE: 'dev/app:1' });

    expect(['timeout', 'source-image', 'source-token-file'].map(spell)).toEqual([
      '--timeout',
      'PROMOTE_SOURCE_IMAGE',
      '--source-token-file',
    ]);
  });

  it('are, for what is missing, those to be written', () => {
    const { spell } = read([]);

    expect(['destination-image', 'destination-token'].map(spell)).toEqual([
      '--destination-image',
      'PROMOTE_DESTINATION_TOKEN',
    ]);
  });
});

describe('what standard output holds', () => {
  it.each([
    [[], 'table'],
    [['--source-image', 'x', '--output', 'json'], 'json'],
    [['--output=plain'], 'plain'],
    [['--output=xml'], 'table'],
    [['--output'], 'table'],
  ])('%j is %s', (argv, format) => {
    expect(outputFormat(argv)).toBe(format);
  });
});
