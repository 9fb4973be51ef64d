import type { Clock } from '../core/ports/clock.ts';
import type { TransferProgress } from '../core/ports/reporter.ts';
import type { RolloutProgress } from '../core/ports/rollouts.ts';
import { rolloutText, transferText, workloadText } from '../core/progress-text.ts';

/** Progress for logs, where lines cannot be overwritten: one line per image and workload every few seconds. */
export interface ProgressLines {
  readonly transfer: (progress: TransferProgress) => void;
  readonly rollout: (progress: RolloutProgress) => void;
}

// Frequent enough to show progress, rare enough to keep the log readable.
const INTERVAL_MS = 5_000;

/** A transfer that ends within the first interval writes no progress line, since the log reports its result anyway. */
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
