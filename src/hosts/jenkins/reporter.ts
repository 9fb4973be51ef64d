import { createPlainReporter } from '../../report/plain-reporter.ts';
import type { HostReporter, ReporterSettings, Surroundings } from '../../core/host.ts';
import { createProgress } from './progress.ts';

/** The narrative in the console of a build; capitals are what people and log parsers of Jenkins look for. */
export function createReporter(surroundings: Surroundings, settings: ReporterSettings): HostReporter {
  const words = { warning: 'WARNING: ', failure: 'ERROR: ' };
  return createPlainReporter(createProgress(surroundings, settings), settings, words);
}
