import { describe } from 'vitest';

/**
 * A suite that runs unless there is a reason not to, which the title then says and the end of the run lists
 * (closing-line.ts). A single test says it with `context.skip(reason)`.
 */
export function describeUnless(reason: string | undefined, title: string, body: () => void): void {
  if (reason === undefined) describe(title, body);
  else describe.skip(`${title} [skipped: ${reason}]`, body);
}
