import type { HostEnvironment } from '../core/host.ts';
import { PromoteError } from '../core/text/errors.ts';
import { formatCount } from '../core/text/units.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { Host } from './choose-host.ts';
import { openLandscape } from './environments.ts';
import { readRaw, startRun } from './run-promotion.ts';

/**
 * Checks a file of environments and prints what it holds.
 * @returns the exit code
 */
export async function runEnvironmentsCheck(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  try {
    const { raw, context } = await readRaw(run, 'environments');
    const file = (raw['environments'] ?? '').trim();
    if (file === '')
      throw new PromoteError({
        code: 'INPUT_INVALID',
        message: `${context.spell('environments')} is required`,
        hint: 'give the path of the file: openshift-promote environments check environments.yaml',
      });
    const { environments, applications } = await openLandscape(file);
    const ways = environments.map(({ name, from }) =>
      from.length === 0 ? name : `${from.join('|')} → ${name}`,
    );
    const text = [
      `${file} is valid`,
      `  ${formatCount(environments.length, 'environment')}: ${ways.join(', ')}`,
      `  ${formatCount(applications.length, 'application')}: ${applications.map(({ name, pattern }) => name ?? pattern ?? '').join(', ')}`,
    ];
    hostEnvironment.stdout.write(`${text.join('\n')}\n`);
    return 0;
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  }
}
