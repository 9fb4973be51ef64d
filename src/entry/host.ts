import type { RunResult, HostReporter, ReporterSettings, RunOrigin, HostEnvironment } from '../core/host.ts';
import type { PostStepState } from '../core/post-step-state.ts';
import type { HostInputs, InputShape } from '../core/ports/inputs.ts';
import type { Secret } from '../core/text/secret-forms.ts';

/** What every room under hosts/ exports, by the same names. */
export interface Host {
  readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs;
  addMasks(secrets: readonly Secret[], hostEnvironment: HostEnvironment): void;
  createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter;
  writeOutputs(ending: RunResult, hostEnvironment: HostEnvironment): Promise<void>;
  writeSummary(
    ending: RunResult,
    hostEnvironment: HostEnvironment,
    redact: (text: string) => string,
  ): Promise<void>;
  readRun(hostEnvironment: HostEnvironment): RunOrigin;
  /** where a later step can tidy up after one that was killed */
  saveForPostStep?(postStepState: PostStepState, hostEnvironment: HostEnvironment): void;
}
