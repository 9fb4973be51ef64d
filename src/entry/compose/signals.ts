import { PromoteError } from '../../core/text/errors.ts';

// A runner that cancels a job sends SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL (actions/runner, ProcessInvoker).
// A terminal that closes sends SIGHUP, and so may its shell. nohup does not keep it away: Node resets ignored signals at its start.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal that is aborted when the job is cancelled; a second request to stop, by other than SIGHUP, ends the process at once. */
export function cancellationSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const cancel = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted && name !== 'SIGHUP') process.exit(130);
    controller.abort(new PromoteError({ code: 'CANCELLED', message: `the job was cancelled (${name})` }));
  };
  for (const name of SIGNALS) process.on(name, cancel);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, cancel);
    },
  };
}
