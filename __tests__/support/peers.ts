import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';
import { installPeers, installedPeers, type Peers } from '../../scripts/peers/peers.ts';
import { describeUnless } from './conditional-suite.ts';

/** Full paths of the programs with this name, in the order of the PATH; none when the machine does not have it. */
export function findPrograms(name: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, name)).filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A suite that other people's programs judge. Where one of them is not installed the suite is skipped; with CI set, where
 * they all must be, that is a failure.
 */
export function describeWith(programs: readonly string[], title: string, body: () => void): void {
  const missing = programs.filter((program) => findPrograms(program).length === 0);
  if (missing.length === 0) {
    describe(title, body);
  } else if (process.env['CI']) {
    describe(title, () => {
      it('finds its judges', () => {
        throw new Error(`not installed: ${missing.join(', ')}; .ci/run says from which packages they come`);
      });
    });
  } else {
    describeUnless(`${missing.join(', ')} not installed`, title, body);
  }
}

/** The peers of Debian's newest suite, fetched the first time (seconds); for the `beforeAll` of a suite. */
export function newestPeers(): Peers {
  return installedPeers() ?? installPeers();
}
