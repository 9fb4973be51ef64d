import type { Side } from './text/errors.ts';
import type { PromotionPlan } from './plan.ts';
import type { PromotionReport } from './report.ts';
import type { Clock } from './ports/clock.ts';
import type { Reporter, TransferProgress } from './ports/reporter.ts';
import type { RolloutProgress } from './ports/rollouts.ts';

/** Where text goes. */
export interface TextSink {
  write(text: string): void;
  /** true: a person watches, and lines that are on the screen can be written again */
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** What a host reads and writes. */
export interface HostEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** without interpreter and script */
  readonly argv: readonly string[];
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

/** What a reporter is made with. */
export interface ReporterSettings {
  readonly clock: Clock;
  /** applied to every line */
  readonly redact: (text: string) => string;
  readonly logLevel: 'info' | 'debug';
}

/** What a line is; a terminal may show it. */
export type LineTone = 'title' | 'warning' | 'failure';

/** Lines and progress on their way to a log or a terminal. */
export interface ProgressDisplay {
  readonly print: (line: string, tone?: LineTone) => void;
  readonly transfer: (progress: TransferProgress) => void;
  readonly rollout: (progress: RolloutProgress) => void;
  /** Takes away what is shown of transfers and rollouts that have ended. */
  readonly clear: () => void;
}

/** The reporter of a host, which can also tell how it all ended badly. */
export interface HostReporter extends Reporter {
  failure(error: unknown): void;
}

/** What started a run. */
export interface RunOrigin {
  /** such as `GitHub Actions` */
  readonly system: string;
  readonly actor: string | undefined;
  /** URL of the run */
  readonly url: string | undefined;
}

/** How a run ended. */
export interface RunResult {
  /** undefined: it ended before anything was tried, as when an input is wrong */
  readonly report: PromotionReport | undefined;
  readonly plan: PromotionPlan | undefined;
  /** undefined: success */
  readonly failure: { readonly error: unknown } | undefined;
  /** path of the file with the record, when one was written */
  readonly record: string | undefined;
  /** paths of kubeconfigs for later steps */
  readonly kubeconfigs?: Readonly<Partial<Record<Side, string>>> | undefined;
  readonly run?: RunOrigin | undefined;
  /** among how many jobs a plan is shared */
  readonly shards?: number | undefined;
}
