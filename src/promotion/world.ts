import type { Side } from '../core/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Registries } from '../core/ports/registry.ts';
import type { Commands } from '../core/ports/commands.ts';
import type { Reporter } from '../core/ports/reporter.ts';
import type { Webhooks } from '../core/ports/webhooks.ts';

/** Everything outside the story, as ports. */
export interface World {
  readonly registries: Registries;
  /** undefined: that side is a plain registry */
  readonly clusters: Readonly<Record<Side, Cluster | undefined>>;
  readonly commands: Commands;
  readonly webhooks: Webhooks;
  readonly reporter: Reporter;
  readonly clock: Clock;
}
