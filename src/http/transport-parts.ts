import type { PromoteError } from '../core/errors.ts';
import type { Connector } from './connector.ts';
import type { HostLoad } from './host-load.ts';
import { tracedPath } from './trace.ts';
import type { Target } from './target.ts';
import type { TransportSettings } from './transport-options.ts';
import type { WireFault } from './wire-fault.ts';

/** One request under way, for errors and lines about it. */
export interface RequestName {
  readonly target: Target;
  /** method and path, without query */
  readonly request: string;
}

/** What everything a transport does has in common. */
export interface TransportParts {
  readonly settings: TransportSettings;
  readonly connector: Connector;
  readonly load: HostLoad;
  /** the error of a final failure */
  readonly fail: (
    fault: WireFault,
    name: RequestName,
    attempt: number,
    signal: AbortSignal,
  ) => Promise<PromoteError>;
  readonly overBudget: (status: number, waitMs: number, name: RequestName, attempt: number) => PromoteError;
}

/** Writes the line about one answer, for people who trace. */
export function trace(
  settings: TransportSettings,
  method: string,
  target: Target,
  outcome: string,
  startMs: number,
): void {
  if (settings.debug === undefined) return;
  const tookMs = Math.round(settings.clock.nowMs() - startMs);
  settings.debug(
    `${settings.side} ${method} ${target.origin}${tracedPath(target.path)} ${outcome} ${tookMs} ms`,
  );
}
