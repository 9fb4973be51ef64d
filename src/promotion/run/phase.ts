import { PromoteError, throwIfCancelled, type Phase } from '../../core/text/errors.ts';
import type { Ports } from './ports.ts';
import type { PhaseTime } from './run-state.ts';

const TITLES: Readonly<Record<Phase, string>> = {
  connect: 'Connect to both sides',
  resolve: 'Resolve the images',
  check: 'Check what could stop the promotion',
  gate: 'Run your command',
  prepare: 'Prepare the destination',
  move: 'Move the content',
  tag: 'Tag the destination',
  apply: 'Apply the manifests',
  'roll out': 'Roll out',
  verify: 'Verify what runs',
  notify: 'Notify',
  'roll back': 'Roll back',
  record: 'Record',
};

/** Runs one phase in its log group; its duration is kept, its errors know their phase. */
export type RunPhase = <Result>(name: Phase, body: () => Promise<Result>) => Promise<Result>;

export function phaseRunner(ports: Ports, times: PhaseTime[], signal: AbortSignal): RunPhase {
  return async (name, body) => {
    throwIfCancelled(signal);
    const startedMs = ports.clock.nowMs();
    try {
      return await ports.reporter.group(TITLES[name], body);
    } catch (error) {
      throw error instanceof PromoteError ? error.at({ phase: name }) : error;
    } finally {
      times.push({ phase: name, durationMs: Math.round(ports.clock.nowMs() - startedMs) });
    }
  };
}
