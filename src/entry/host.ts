import type { Ending, HostReporter, ReporterSettings, RunOrigin, Surroundings } from '../core/host.ts';
import type { Leftovers } from '../core/leftovers.ts';
import type { HostInputs, InputShape } from '../core/ports/inputs.ts';
import type { Secret } from '../core/text/secret-forms.ts';

/** What every room under hosts/ exports, by the same names. */
export interface Host {
  readRaw(surroundings: Surroundings, shapes: readonly InputShape[]): HostInputs;
  addMasks(secrets: readonly Secret[], surroundings: Surroundings): void;
  createReporter(surroundings: Surroundings, settings: ReporterSettings): HostReporter;
  writeOutputs(ending: Ending, surroundings: Surroundings): Promise<void>;
  writeSummary(ending: Ending, surroundings: Surroundings, redact: (text: string) => string): Promise<void>;
  readRun(surroundings: Surroundings): RunOrigin;
  /** where a later step can tidy up after one that was killed */
  saveLeftovers?(leftovers: Leftovers, surroundings: Surroundings): void;
}
