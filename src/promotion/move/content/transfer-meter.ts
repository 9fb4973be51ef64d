import type { Clock } from '../../../core/ports/clock.ts';
import type { Reporter } from '../../../core/ports/reporter.ts';

const WINDOW_MS = 5_000;
const SAMPLE_MS = 250;

/** Counts what a transfer has done and tells the reporter. */
export interface TransferMeter {
  addBytes(countBytes: number): void;
  /** a blob is at the destination; `skippedBytes` of it did not have to be sent */
  endBlob(skippedBytes: number): void;
}

/** The rate is that of the last seconds: an average over the whole transfer would hide a stall. */
export function createTransferMeter(
  total: { readonly label: string; readonly totalBytes: number; readonly totalBlobs: number },
  reporter: Reporter,
  clock: Clock,
): TransferMeter {
  let doneBytes = 0;
  let doneBlobs = 0;
  let movedBytes = 0;
  const samples: { readonly atMs: number; readonly movedBytes: number }[] = [
    { atMs: clock.nowMs(), movedBytes: 0 },
  ];

  const rate = (nowMs: number): number => {
    while (samples.length > 1 && nowMs - (samples[0]?.atMs ?? nowMs) > WINDOW_MS) samples.shift();
    const first = samples[0];
    if (first === undefined || nowMs <= first.atMs) return 0;
    return ((movedBytes - first.movedBytes) * 1000) / (nowMs - first.atMs);
  };

  const tell = (nowMs: number): void => {
    reporter.transferProgress({ ...total, doneBytes, doneBlobs, bytesPerSecond: rate(nowMs) });
  };

  return {
    addBytes(countBytes) {
      doneBytes += countBytes;
      movedBytes += countBytes;
      const nowMs = clock.nowMs();
      if (nowMs - (samples.at(-1)?.atMs ?? 0) < SAMPLE_MS) return;
      samples.push({ atMs: nowMs, movedBytes });
      tell(nowMs);
    },
    endBlob(skippedBytes) {
      doneBytes += skippedBytes;
      doneBlobs += 1;
      tell(clock.nowMs());
    },
  };
}
