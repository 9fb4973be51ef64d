import type { Side } from '../core/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Registries } from '../core/ports/registry.ts';
import type { Reporter } from '../core/ports/reporter.ts';

/** Everything outside the story, as ports. */
export interface World {
  readonly registries: Registries;
  /** undefined: that side is a plain registry */
  readonly clusters: Readonly<Record<Side, Cluster | undefined>>;
  readonly reporter: Reporter;
  readonly clock: Clock;
}
