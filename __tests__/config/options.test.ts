import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Inputs } from '../../src/config/tables/inputs.ts';
import { readLogLevel, readOptions } from '../../src/config/options.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { messagesOf, problemsOf, read, TWO_CLUSTERS } from './read-options.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('reading all inputs', () => {
  it('fills in every default', () => {
    expect(read()).toMatchObject({
      strategy: 'auto',
      dryRun: false,
      onExistingTag: 'move',
      expectedDigest: undefined,
      rollouts: [],
      wait: true,
      timeoutMs: 600_000,
      verifyPods: true,
      concurrency: 6,
      retries: 5,
      requestTimeoutMs: 60_000,
      summary: true,
      record: undefined,
      logLevel: 'info',
    });
  });

  it('takes an empty text for an absent one, as runners pass what nobody set', () => {
    const empty = Object.fromEntries(['timeout', 'images', 'dry-run', 'source-ca'].map((name) => [name, '']));

    expect(read(empty)).toEqual(read());
  });

  it('ignores white space around values', () => {
    const options = read({
      'destination-image': '  prod/app:1.4.2\n',
      timeout: ' 90s ',
      'dry-run': ' true\n',
    });

    expect(options.promotions[0]?.destination).toMatchObject({
      project: 'prod',
      stream: 'app',
      tag: '1.4.2',
    });
    expect(options).toMatchObject({ timeoutMs: 90_000, dryRun: true });
  });

  it('derives the types of the values from the table', () => {
    expectTypeOf<Inputs['onExistingTag']>().toEqualTypeOf<'move' | 'skip' | 'fail'>();
    expectTypeOf<Inputs['sourceToken']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Inputs['timeoutMs']>().toEqualTypeOf<number>();
    expectTypeOf<Inputs['images']>().toEqualTypeOf<readonly string[]>();
  });

  it('reports every problem of every input at once', () => {
    const problems = problemsOf({
      'source-server': 'http://api.dev.example.com',
      'source-token': 'two words',
      'destination-image': 'prod/app',
      'dry-run': 'yes',
      timeout: '600',
      concurrency: '0',
      'expected-digest': 'sha256:abc',
      rollout: 'web',
      'on-existing-tags': 'fail',
    });

    expect(problems.map(({ message }) => message.split(':')[0])).toEqual([
      'on-existing-tags',
      'source-server',
      'source-token',
      'dry-run',
      'timeout',
      'concurrency',
      'destination-image',
      'expected-digest',
    ]);
    expect(problems.every(({ hint }) => hint !== undefined && hint !== '')).toBe(true);
  });

  it('speaks of inputs as the caller writes them', () => {
    const spell = (name: string): string => `--${name}`;

    const attempt = (): unknown => readOptions({ ...TWO_CLUSTERS, timeout: 'soon' }, { spell });

    expect(attempt).toThrow('--timeout: "soon" is not a duration');
  });

  it('throws the one problem as the error itself', () => {
    const attempt = (): unknown => read({ timeout: 'soon' });

    expect(attempt).toThrow(PromoteError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', exitCode: 2 }));
  });

  it('never puts a secret into a problem', () => {
    const secret = 'do-not-show';

    const shown = [
      ...messagesOf({
        'source-token': `${secret} ${secret}`,
        'destination-server': `https://me:${secret}@api.example.com`,
        'source-registry': `me:${secret}@registry.example.com`,
        'destination-proxy': `socks5://me:${secret}@proxy.example.com`,
      }),
    ];
    shown.push(...messagesOf({ 'source-server': `me:${secret}@api.example.com` }));

    expect(shown).toHaveLength(5);
    expect(shown.join('\n')).not.toContain(secret);
  });
});

describe('expected-digest', () => {
  it('is kept when it is a digest', () => {
    expect(read({ 'expected-digest': DIGEST }).expectedDigest).toBe(DIGEST);
  });

  it('cannot be true of several images', () => {
    const images = 'dev/a:1 => prod/a:1\ndev/b:1 => prod/b:1';

    const inputProblems = messagesOf({
      images,
      'source-image': '',
      'destination-image': '',
      'expected-digest': DIGEST,
    });

    expect(inputProblems).toEqual([expect.stringContaining('expected-digest: cannot apply to 2 images')]);
  });
});

describe('log level before the inputs are checked', () => {
  it.each([
    [{ 'log-level': ' debug' }, 'debug'],
    [{ 'log-level': 'loud' }, 'info'],
    [{}, 'info'],
  ] as const)('%j is %s', (raw, level) => {
    expect(readLogLevel(raw)).toBe(level);
  });
});
