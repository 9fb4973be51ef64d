import { readTagsCommand } from '../config/command-options.ts';
import { outputFormat } from '../core/command-flags.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { Surroundings } from '../core/host.ts';
import { releaseText } from '../report/release-text.ts';
import { listReleases } from '../promotion/list-releases.ts';
import type { Host } from './host.ts';
import { inWorld, readRaw, startRun } from './run-promotion.ts';
import { cancellationSignal } from './compose/signals.ts';
import { systemClock } from './compose/system-clock.ts';

/**
 * Prints the tags of a stream or repository to choose from, or what a tag has been.
 * @returns the exit code
 */
export async function listTags(host: Host, surroundings: Surroundings): Promise<number> {
  const run = startRun(host, surroundings);
  const cancellation = cancellationSignal();
  try {
    const { raw, context } = readRaw(run, 'tags');
    const { options, ...query } = readTagsCommand(raw, context);
    const releases = await inWorld(options, run, cancellation.signal, ({ world }) =>
      listReleases(query, world, cancellation.signal),
    );
    const format = outputFormat(surroundings.argv);
    const text = releaseText(releases, format, systemClock.date());
    surroundings.stdout.write(run.redactor.redact(text));
    return 0;
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    cancellation.release();
  }
}
