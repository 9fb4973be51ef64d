import { createPlainReporter } from '../../report/plain-reporter.ts';
import type { HostReporter, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import { createProgress } from './progress.ts';

/** The narrative in the console of a build; capitals are what people and log parsers of Jenkins look for. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'WARNING: ', failure: 'ERROR: ' };
  return createPlainReporter(createProgress(hostEnvironment, settings), settings, words);
}
