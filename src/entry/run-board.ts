import { readEnvironmentAccess } from '../config/board.ts';
import { driftOf, type Board } from '../core/board/board.ts';
import { givenOutput } from '../core/command-flags.ts';
import type { HostEnvironment } from '../core/host.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import { PromoteError } from '../core/text/errors.ts';
import { redactTexts } from '../core/text/redaction.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { readBoard } from '../environments/board/read-board.ts';
import type { Environment } from '../environments/landscape.ts';
import { boardMarkdown } from '../report/board/markdown.ts';
import { boardPage } from '../report/board/page.ts';
import { boardTable } from '../report/board/table.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { Host } from './choose-host.ts';
import { systemClock } from './compose/system-clock.ts';
import { cancellationSignal } from './compose/signals.ts';
import { accessInputs, findNamed, openLandscape } from './environments.ts';
import { readRaw, startRun, withPorts, maskInputs } from './run-promotion.ts';

const MAX_TEXT = 2000;

/**
 * Reads all environments of a file and prints what is where.
 * @returns the exit code: 0 if everything is as it should be, that of DRIFT_FOUND otherwise
 */
export async function runBoard(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const { signal, release } = cancellationSignal();
  try {
    const { raw, context } = await readRaw(run, 'board');
    const landscape = await openLandscape((raw['environments'] ?? '').trim());
    const filter = findNamed(landscape, raw);
    const withEnvironment = async <Result>(
      environment: Environment,
      body: (cluster: Cluster, within: AbortSignal) => Promise<Result>,
    ): Promise<Result> => {
      const inputs = accessInputs(landscape, environment, context, raw, hostEnvironment.env);
      maskInputs(run, inputs);
      return inTime(environment.name, signal, (within) =>
        withPorts(readEnvironmentAccess(inputs, context), run, within, ({ ports }) => {
          const cluster = ports.clusters.destination;
          if (cluster !== undefined) return body(cluster, within);
          throw new PromoteError({
            code: 'INPUT_INVALID',
            message: `there is no token for ${environment.name}`,
            hint: 'name the environment variable that holds it: token: PROD_TOKEN',
          });
        }),
      );
    };
    const read = await readBoard(landscape, filter, {
      ...{ withEnvironment, now: systemClock.date() },
      clean: (text) => cleanServerText(text, MAX_TEXT),
    });
    const board = redactTexts(read, (text) => run.redactor.redact(text));
    hostEnvironment.stdout.write(textOf(board, givenOutput(hostEnvironment.argv) ?? 'table'));
    return driftOf(board).length === 0
      ? 0
      : exitCodeOf(new PromoteError({ code: 'DRIFT_FOUND', message: '' }));
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    release();
  }
}

// longer than any healthy environment needs; the others must not wait for one that hangs
const ENVIRONMENT_TIMEOUT_MS = 60_000;

/** @throws PromoteError TIMED_OUT */
async function inTime<Result>(
  name: string,
  signal: AbortSignal,
  body: (within: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(ENVIRONMENT_TIMEOUT_MS);
  try {
    return await body(AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (!timeout.aborted || signal.aborted) throw error;
    throw new PromoteError({
      code: 'TIMED_OUT',
      message: `${name} was not read within ${ENVIRONMENT_TIMEOUT_MS / 1000} seconds`,
      hint: 'look whether its API server answers',
    });
  }
}

function textOf(board: Board, format: string): string {
  const now = new Date(board.time);
  switch (format) {
    case 'json':
      return `${JSON.stringify(board, undefined, 2)}\n`;
    case 'markdown':
      return boardMarkdown(board, now);
    case 'html':
      return boardPage(board, now);
    default:
      return boardTable(board, now);
  }
}
