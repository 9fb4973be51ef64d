import { createPlainReporter } from '../../report/plain-reporter.ts';
import type { HostReporter, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import { createProgress } from './progress.ts';

/** The narrative in the log of the step. */
export function createReporter(environment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'warning: ', failure: '' };
  return createPlainReporter(createProgress(environment, settings), settings, words);
}
