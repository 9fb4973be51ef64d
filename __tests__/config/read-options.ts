import { PromoteError, type Problem } from '../../src/core/text/errors.ts';
import { readOptions, type RunOptions } from '../../src/config/options.ts';

/** Inputs of the smallest promotion between two clusters. */
export const TWO_CLUSTERS = {
  'source-server': 'https://api.dev.example.com:6443',
  'source-token': 'sha256~source',
  'source-image': 'dev/app:1.4.2',
  'destination-server': 'https://api.prod.example.com:6443',
  'destination-token': 'sha256~destination',
  'destination-image': 'prod/app:1.4.2',
} as const;

/** `TWO_CLUSTERS` with other values; `undefined` takes an input away. */
export function read(changes: Readonly<Record<string, string | undefined>> = {}): RunOptions {
  return readOptions({ ...TWO_CLUSTERS, ...changes }, { spell: (name) => name });
}

/** The problems that reading ends with; none when it succeeds. */
export function problemsOf(changes: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  try {
    read(changes);
    return [];
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code !== 'INPUT_INVALID') throw error;
    return error.problems;
  }
}

/** Problems as `message → hint`, as they will be read. */
export function messagesOf(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  return problemsOf(changes).map(({ message, hint }) => `${message} → ${hint ?? ''}`);
}
