import { createPlainReporter } from '../../report/plain-reporter.ts';
import type { HostReporter, ReporterSettings, Surroundings } from '../../core/host.ts';
import { createProgress } from './progress.ts';

/** The narrative in the log of the step. */
export function createReporter(surroundings: Surroundings, settings: ReporterSettings): HostReporter {
  const words = { warning: 'warning: ', failure: '' };
  return createPlainReporter(createProgress(surroundings, settings), settings, words);
}
