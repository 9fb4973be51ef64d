import { describe, expect, it } from 'vitest';
import { createProgressLines } from '../../src/report/progress-lines.ts';
import { handClock } from '../hosts/host-environment.ts';

const transfer = (
  label: string,
  doneBytes: number,
): Parameters<ReturnType<typeof createProgressLines>['transfer']>[0] => ({
  label,
  doneBytes,
  totalBytes: 100,
  doneBlobs: 0,
  totalBlobs: 1,
  bytesPerSecond: 0,
});
const workload = { kind: 'deployment', project: 'prod', name: 'web' } as const;

describe('progress in a log of lines', () => {
  it('tells of each image every five seconds, not at once', () => {
    const clock = handClock();
    const lines: string[] = [];
    const progress = createProgressLines(clock, (line) => lines.push(line));

    for (let second = 0; second <= 11; second += 1) {
      progress.transfer(transfer('one', second));
      if (second >= 2) progress.transfer(transfer('two', second));
      clock.advance(1000);
    }

    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'one: 5 B of 100 B (5 %)',
      'two: 7 B of 100 B (7 %)',
      'one: 10 B of 100 B (10 %)',
    ]);
  });

  it('tells the first word on a rollout at once, and the same word never again', () => {
    const clock = handClock();
    const lines: string[] = [];
    const progress = createProgressLines(clock, (line) => lines.push(line));

    for (const message of ['0 of 2', '0 of 2', '1 of 2', '1 of 2', '1 of 2', '2 of 2']) {
      progress.rollout({ workload, message });
      clock.advance(2500);
    }

    expect(lines).toEqual(['deployment/web: 0 of 2', 'deployment/web: 1 of 2', 'deployment/web: 2 of 2']);
  });
});
