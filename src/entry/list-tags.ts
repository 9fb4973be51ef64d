import { readTagsCommand, sidesOfTags } from '../config/command-options.ts';
import {
  errorOfProblems,
  problemsOf,
  PromoteError,
  type ErrorCode,
  type Problem,
  type Side,
} from '../core/text/errors.ts';
import type { Release } from '../core/release.ts';
import { outputFormat } from '../core/command-flags.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { HostEnvironment } from '../core/host.ts';
import { releaseText } from '../report/release-text.ts';
import { listReleases } from '../promotion/list-releases.ts';
import { withPorts, readRaw, startRun, type Run } from './run-promotion.ts';
import { cancellationSignal } from './compose/signals.ts';
import { systemClock } from './compose/system-clock.ts';
import type { Host } from './choose-host.ts';

/** Errors that mean that the image is not in this cluster. */
const NOT_THERE: readonly ErrorCode[] = ['IMAGE_NOT_FOUND', 'PROJECT_NOT_FOUND', 'ACCESS_DENIED'];

/**
 * Prints the tags of a stream or repository, or the history of one tag.
 * @returns the exit code
 */
export async function listTags(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  try {
    const { raw, context } = await readRaw(run, 'tags');
    const releases = await firstThatHasIt(sidesOfTags(raw, context), run, (side) => {
      const { options, ...query } = readTagsCommand(raw, context, side);
      return withPorts(options, run, cancellation.signal, ({ ports }) =>
        listReleases(query, ports, cancellation.signal),
      );
    });
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

/** The releases of the first side that has the image. Logs which side that is if there are two. */
async function firstThatHasIt(
  sides: readonly Side[],
  { reporter }: Run,
  list: (side: Side) => Promise<readonly Release[]>,
): Promise<readonly Release[]> {
  const problems: Problem[] = [];
  for (const side of sides) {
    try {
      const releases = await list(side);
      const other = sides.find((each) => each !== side);
      if (other !== undefined)
        reporter.info(`listing tags of the ${side}; use --side=${other} for the other cluster`);
      return releases;
    } catch (error) {
      if (!(error instanceof PromoteError) || sides.length === 1 || !NOT_THERE.includes(error.code))
        throw error;
      problems.push(...problemsOf(error));
    }
  }
  throw errorOfProblems('IMAGE_NOT_FOUND', problems);
}
