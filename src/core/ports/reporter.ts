import type { RolloutProgress } from './rollouts.ts';

/** How far a transfer is. */
export interface TransferProgress {
  /** such as `prod/app:1.4.2` */
  readonly label: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly doneBlobs: number;
  readonly totalBlobs: number;
  /** over the last seconds */
  readonly bytesPerSecond: number;
}

/** What the domain tells while it works. Implemented by every host in its own way. */
export interface Reporter {
  /** One collapsible group per phase. */
  group<Result>(title: string, body: () => Promise<Result>): Promise<Result>;
  info(line: string): void;
  /** A line worth an annotation where the host has them. */
  notice(line: string): void;
  warning(line: string): void;
  debug(line: string): void;
  /** Called often; the host decides what to show and how often. */
  transferProgress(progress: TransferProgress): void;
  rolloutProgress(progress: RolloutProgress): void;
}
