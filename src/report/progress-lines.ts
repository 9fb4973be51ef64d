import type { Clock } from '../core/ports/clock.ts';
import type { TransferProgress } from '../core/ports/reporter.ts';
import type { RolloutProgress } from '../core/ports/rollouts.ts';
import { rolloutText, transferText, workloadText } from '../core/progress-text.ts';

/** Progress where lines cannot be written again: one line for each image and workload every few seconds. */
export interface ProgressLines {
  readonly transfer: (progress: TransferProgress) => void;
  readonly rollout: (progress: RolloutProgress) => void;
}

// Often enough to see that it moves, seldom enough to read the log afterwards.
const INTERVAL_MS = 5_000;

/** A transfer that ends before the first interval is over leaves no line: the log says how it ended anyway. */
export function createProgressLines(clock: Clock, print: (line: string) => void): ProgressLines {
  const toldMs = new Map<string, number>();
  const toldMessages = new Map<string, string>();

  const isDue = (key: string, tellAtOnce: boolean): boolean => {
    const nowMs = clock.nowMs();
    const lastMs = toldMs.get(key);
    if (lastMs === undefined) toldMs.set(key, nowMs);
    if (lastMs === undefined) return tellAtOnce;
    if (nowMs - lastMs < INTERVAL_MS) return false;
    toldMs.set(key, nowMs);
    return true;
  };

  return {
    transfer(progress) {
      if (isDue(`transfer ${progress.label}`, false)) print(`${progress.label}: ${transferText(progress)}`);
    },
    rollout(progress) {
      const key = `rollout ${progress.workload.project}/${workloadText(progress.workload)}`;
      if (toldMessages.get(key) === progress.message || !isDue(key, true)) return;
      toldMessages.set(key, progress.message);
      print(rolloutText(progress));
    },
  };
}
