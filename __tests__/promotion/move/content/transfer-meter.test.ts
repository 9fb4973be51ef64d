import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/core/ports/clock.ts';
import type { Reporter, TransferProgress } from '../../../../src/core/ports/reporter.ts';
import { createTransferMeter } from '../../../../src/promotion/move/content/move.ts';

function meterAt(time: { nowMs: number }) {
  const told: TransferProgress[] = [];
  const clock = { nowMs: () => time.nowMs } as Clock;
  const reporter = {
    transferProgress: (progress: TransferProgress) => told.push(progress),
  } as unknown as Reporter;
  const total = { label: 'prod/app:1', totalBytes: 10_000, totalBlobs: 2 };
  return { meter: createTransferMeter(total, reporter, clock), told };
}

describe('the meter of a transfer', () => {
  it('tells the rate of the last seconds, not of the whole transfer', () => {
    const time = { nowMs: 0 };
    const { meter, told } = meterAt(time);

    time.nowMs = 1_000;
    meter.addBytes(8_000);
    for (let second = 2; second <= 12; second += 1) {
      time.nowMs = second * 1_000;
      meter.addBytes(100);
    }

    expect(told[0]?.bytesPerSecond).toBe(8_000);
    expect(told.at(-1)?.bytesPerSecond).toBe(100);
  });

  it('counts what was there already as done but not as moved', () => {
    const time = { nowMs: 0 };
    const { meter, told } = meterAt(time);

    time.nowMs = 1_000;
    meter.endBlob(6_000);

    expect(told.at(-1)).toMatchObject({ doneBytes: 6_000, doneBlobs: 1, bytesPerSecond: 0 });
  });

  it('takes bytes back when a blob is started again', () => {
    const time = { nowMs: 0 };
    const { meter, told } = meterAt(time);

    meter.addBytes(4_000);
    meter.addBytes(-4_000);
    meter.endBlob(0);

    expect(told.at(-1)?.doneBytes).toBe(0);
  });
});
