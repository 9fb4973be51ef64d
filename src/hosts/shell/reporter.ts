import { createPlainReporter } from '../../report/plain-reporter.ts';
import type { HostReporter, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import { createProgress } from './progress.ts';

/** The narrative, on standard error. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'warning: ', failure: '' };
  return createPlainReporter(createProgress(hostEnvironment, settings), settings, words);
}
