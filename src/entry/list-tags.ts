import { readTagsCommand } from '../config/command-options.ts';
import { outputFormat } from '../core/command-flags.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { HostEnvironment } from '../core/host.ts';
import { releaseText } from '../report/release-text.ts';
import { listReleases } from '../promotion/list-releases.ts';
import type { Host } from './host.ts';
import { withPorts, readRaw, startRun } from './run-promotion.ts';
import { cancellationSignal } from './compose/signals.ts';
import { systemClock } from './compose/system-clock.ts';

/**
 * Prints the tags of a stream or repository to choose from, or what a tag has been.
 * @returns the exit code
 */
export async function listTags(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  try {
    const { raw, context } = readRaw(run, 'tags');
    const { options, ...query } = readTagsCommand(raw, context);
    const releases = await withPorts(options, run, cancellation.signal, ({ ports }) =>
      listReleases(query, ports, cancellation.signal),
    );
    const format = outputFormat(hostEnvironment.argv);
    const text = releaseText(releases, format, systemClock.date());
    hostEnvironment.stdout.write(run.redactor.redact(text));
    return 0;
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    cancellation.release();
  }
}
