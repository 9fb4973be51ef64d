import type { EnvironmentChoice } from './environment-choice.ts';
import type { Side } from './text/errors.ts';
import type { PromotionPlan } from './plan.ts';
import type { PromotionReport } from './report.ts';
import type { Clock } from './ports/clock.ts';
import type { Reporter, TransferProgress } from './ports/reporter.ts';
import type { RolloutProgress } from './ports/rollouts.ts';

/** Where text goes. */
export interface TextSink {
  write(text: string): void;
  /** true if it is a terminal, whose lines can be overwritten */
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** What a host reads and writes. */
export interface HostEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** command-line arguments without interpreter and script */
  readonly argv: readonly string[];
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

/** Settings of a reporter. */
export interface ReporterSettings {
  readonly clock: Clock;
  /** applied to every line */
  readonly redact: (text: string) => string;
  readonly logLevel: 'info' | 'debug';
}

/** Kind of a line, which a terminal may highlight. */
export type LineTone = 'title' | 'warning' | 'failure';

/** Writes lines and progress to a log or a terminal. */
export interface ProgressDisplay {
  readonly print: (line: string, tone?: LineTone) => void;
  readonly transfer: (progress: TransferProgress) => void;
  readonly rollout: (progress: RolloutProgress) => void;
  /** Removes the progress of finished transfers and rollouts. */
  readonly clear: () => void;
}

/** The reporter of a host, which can also report the failure of the run. */
export interface HostReporter extends Reporter {
  failure(error: unknown): void;
  /** The last line of a log that the summary is not a part of. */
  closingLine?(line: string): void;
}

/** What started a run. */
export interface RunOrigin {
  /** such as `GitHub Actions` */
  readonly system: string;
  readonly actor: string | undefined;
  /** URL of the run */
  readonly url: string | undefined;
  /** number or name of the run in that system; absent if it has none */
  readonly id?: string | undefined;
}

/** The result of a run. */
export interface RunResult {
  /** undefined if the run ended before it started promoting, such as because of an invalid input */
  readonly report: PromotionReport | undefined;
  readonly plan: PromotionPlan | undefined;
  /** undefined: success */
  readonly failure: { readonly error: unknown } | undefined;
  /** what a failed run has left at the destination, in one line; undefined: nothing was changed */
  readonly destination?: string | undefined;
  /** path of the record, if one was written */
  readonly record: string | undefined;
  /** paths of kubeconfigs for later steps */
  readonly kubeconfigs?: Readonly<Partial<Record<Side, string>>> | undefined;
  readonly run?: RunOrigin | undefined;
  /** undefined if the run did not name its environments */
  readonly environment?: EnvironmentChoice | undefined;
  /** number of jobs that a plan is distributed over */
  readonly shards?: number | undefined;
}
