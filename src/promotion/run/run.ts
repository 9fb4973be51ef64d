import { PromoteError, throwIfCancelled, type Phase } from '../../core/text/errors.ts';
import type { Ports } from './ports.ts';
import type { RunState } from './run-state.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { ResolvedImage } from './resolved-image.ts';

const TITLES: Readonly<Record<Phase, string>> = {
  connect: 'Connect to both sides',
  resolve: 'Resolve the images',
  check: 'Check what could stop the promotion',
  gate: 'Run your command',
  prepare: 'Prepare the destination',
  move: 'Move the content',
  tag: 'Tag the destination',
  apply: 'Apply the manifests',
  commit: 'Commit the desired state',
  'roll out': 'Roll out',
  verify: 'Verify what runs',
  attest: 'Attest the promotion',
  notify: 'Notify',
  trace: 'Say in the cluster what was promoted',
  'roll back': 'Roll back',
  record: 'Record',
};

/** A promotion in progress: its options, ports, the results of its phases and the signal that cancels it. */
export interface Run {
  readonly options: PromoteOptions;
  readonly ports: Ports;
  readonly state: RunState;
  readonly signal: AbortSignal;
}

/** Runs one phase in its own log group, records its duration and adds the phase to its errors. */
export async function runPhase<Result>(
  { ports, state, signal }: Run,
  name: Phase,
  body: () => Promise<Result>,
): Promise<Result> {
  throwIfCancelled(signal);
  const startedMs = ports.clock.nowMs();
  try {
    return await ports.reporter.group(TITLES[name], body);
  } catch (error) {
    throw error instanceof PromoteError ? error.at({ phase: name }) : error;
  } finally {
    state.phases.push({ phase: name, durationMs: Math.round(ports.clock.nowMs() - startedMs) });
  }
}

/** The input of the inspection. */
export interface Inspected {
  readonly images: readonly ResolvedImage[];
  readonly options: PromoteOptions;
  readonly cluster: Cluster;
  /** projects that do not exist yet, which have nothing to inspect */
  readonly newProjects: ReadonlySet<string>;
}
