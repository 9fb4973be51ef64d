import { readRollback } from '../config/command-options.ts';
import { rollBackTag } from '../promotion/roll-back-tag.ts';
import type { Task } from './run-promotion.ts';

/** Tags and workloads go back to what they were, with outputs, summary and record like a promotion. */
export const ROLLBACK: Task = {
  command: 'rollback',
  read(raw, context) {
    const { options, to } = readRollback(raw, context);
    return {
      options,
      perform: (signedIn, world, signal) => rollBackTag(signedIn, to, world, signal),
    };
  },
};
