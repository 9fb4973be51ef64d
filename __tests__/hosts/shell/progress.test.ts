import { describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../src/core/ports/reporter.ts';
import { createProgress } from '../../../src/hosts/shell/progress.ts';
import { handClock, hostEnvironment } from '../host-environment.ts';
import { screenAfter } from './terminal.ts';

const transfer = (label: string, doneBytes: number, doneBlobs = 0): TransferProgress => ({
  label,
  doneBytes,
  totalBytes: 100,
  doneBlobs,
  totalBlobs: 2,
  bytesPerSecond: 0,
});

function setUp(options: Parameters<typeof hostEnvironment>[0] = { isTerminal: true }) {
  const environment = hostEnvironment(options);
  const clock = handClock();
  const redact = (text: string): string => text.replaceAll('hush', '***');
  const progress = createProgress(environment, { clock, redact });
  return {
    progress,
    clock,
    text: environment.stderr.text,
    screen: () => screenAfter(environment.stderr.text()),
  };
}

describe('progress on a terminal', () => {
  it('is a bar for each image, below the lines that stay', () => {
    const { progress, clock, screen } = setUp();

    progress.print('Move the content');
    progress.transfer(transfer('prod/a:1', 50));
    clock.advance(100);
    progress.transfer(transfer('prod/b:1', 0));
    progress.print('copied one');

    expect(screen()).toEqual([
      'Move the content',
      'copied one',
      '[============            ] prod/a:1: 50 B of 100 B (50 %), 0 of 2 blobs',
      '[                        ] prod/b:1: 0 B of 100 B (0 %), 0 of 2 blobs',
      '[======                  ] total: 50 B of 200 B (25 %), 0 of 4 blobs',
    ]);
  });

  it('leaves nothing behind when a phase ends', () => {
    const { progress, screen } = setUp();

    progress.transfer(transfer('prod/a:1', 50));
    progress.clear();
    progress.print('done');

    expect(screen()).toEqual(['done']);
  });

  it('takes an image away when its last blob is there', () => {
    const { progress, clock, screen } = setUp();

    progress.transfer(transfer('prod/a:1', 50));
    clock.advance(100);
    progress.transfer(transfer('prod/a:1', 100, 2));

    expect(screen()).toEqual([]);
  });

  it('is not drawn more often than eyes follow', () => {
    const { progress, clock, text } = setUp();

    for (let bytes = 0; bytes < 100; bytes += 1) {
      progress.transfer(transfer('prod/a:1', bytes));
      clock.advance(10);
    }

    expect(text().match(/prod\/a:1/g)).toHaveLength(10);
  });

  it('never wraps, and never grows beyond the screen', () => {
    const { progress, clock, screen } = setUp({ isTerminal: true, columns: 40 });

    for (let image = 1; image <= 50; image += 1) {
      progress.transfer(transfer(`prod/with-a-long-name-${image}:1`, 50));
      clock.advance(100);
    }

    expect(screen()).toHaveLength(11);
    expect(screen().at(-2)).toBe('… and 41 more');
    expect(screen().at(-1)).toContain('total: 2.5 kB of 5.0 kB');
    expect(Math.max(...screen().map((line) => line.length))).toBeLessThan(40);
  });

  it('keeps rate, time left and the end of a long name at 80 columns', () => {
    const { progress, screen } = setUp({ isTerminal: true, columns: 80 });

    progress.transfer({
      ...transfer('registry.example.com/production/web-frontend:2026.12.1', 0),
      ...{ doneBytes: 312_000_000, totalBytes: 1_200_000_000, bytesPerSecond: 84_000_000, totalBlobs: 19 },
    });

    expect(screen()).toEqual([
      '[==      ] registry.…2026.12.1: 312 MB of 1.2 GB (26 %), 84.0 MB/s, 11.0 s left',
    ]);
  });

  it('takes a terminal that does not know its width for a narrow one', () => {
    const { progress, screen } = setUp({ isTerminal: true, columns: 0 });

    progress.transfer(transfer('x'.repeat(200), 50));

    expect(screen()[0]).toHaveLength(79);
  });

  it('shows what a rollout says last', () => {
    const { progress, clock, screen } = setUp();
    const workload = { kind: 'deployment', project: 'prod', name: 'web' } as const;

    progress.rollout({ workload, message: '0 of 2 pods updated' });
    clock.advance(100);
    progress.rollout({ workload, message: '1 of 2 pods\x1b[2J\nupdated, hush' });

    expect(screen()).toEqual(['deployment/web: 1 of 2 pods [2J updated, ***']);
  });
});

describe('progress elsewhere', () => {
  it.each([
    ['in a pipe', { isTerminal: false }],
    ['in CI', { isTerminal: true, env: { CI: 'true' } }],
    ['on a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }],
  ])('%s is a line now and then', (_, options) => {
    const { progress, clock, text } = setUp(options);

    for (let second = 0; second <= 10; second += 1) {
      progress.transfer(transfer('prod/a:1', second));
      clock.advance(1000);
    }
    progress.clear();

    expect(text()).toBe(
      '  prod/a:1: 5 B of 100 B (5 %), 0 of 2 blobs\n  prod/a:1: 10 B of 100 B (10 %), 0 of 2 blobs\n',
    );
  });
});
