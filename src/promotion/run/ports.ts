import type { Side } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Registries } from '../../core/ports/registry.ts';
import type { Commands } from '../../core/ports/commands.ts';
import type { Policies } from '../../core/ports/policies.ts';
import type { GitOps } from '../../core/ports/gitops.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Webhooks } from '../../core/ports/webhooks.ts';

/** Who to be at a registry of the source, for clusters that pull from it by themselves. */
export interface PullCredentials {
  readonly username: string;
  readonly password: string;
  /** the token of the source cluster, not a password made for registries */
  readonly isToken: boolean;
  /** this run obtained it, and gives it back at its end */
  readonly isGivenBack: boolean;
}

/** Everything outside the story, as ports. */
export interface Ports {
  readonly registries: Registries;
  /** undefined: that side is a plain registry */
  readonly clusters: Readonly<Record<Side, Cluster | undefined>>;
  readonly commands: Commands;
  readonly webhooks: Webhooks;
  readonly policies: Policies;
  /** undefined: no desired state is written */
  readonly gitops?: GitOps | undefined;
  readonly reporter: Reporter;
  readonly clock: Clock;
  /** undefined: nobody in particular */
  readonly sourceCredentials?:
    ((host: string, signal: AbortSignal) => Promise<PullCredentials | undefined>) | undefined;
}
