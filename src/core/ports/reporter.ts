import type { RolloutProgress } from './rollouts.ts';

/** Progress of a transfer. */
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

/** Reports what the domain does. Implemented by every host. */
export interface Reporter {
  /** One collapsible group per phase. */
  group<Result>(title: string, body: () => Promise<Result>): Promise<Result>;
  info(line: string): void;
  /** A line that becomes an annotation if the host supports them. */
  notice(line: string): void;
  warning(line: string): void;
  debug(line: string): void;
  /** Called often; the host decides what to show and how often. */
  transferProgress(progress: TransferProgress): void;
  rolloutProgress(progress: RolloutProgress): void;
}
