import type { Attestor } from '../../core/attestor.ts';
import type { RunOrigin } from '../../core/host.ts';
import type { Side } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Registries } from '../../core/ports/registry.ts';
import type { Commands } from '../../core/ports/commands.ts';
import type { Policies } from '../../core/ports/policies.ts';
import type { GitOps } from '../../core/ports/gitops.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Webhooks } from '../../core/ports/webhooks.ts';

/** Credentials for the source registry, for a cluster that pulls from it itself. */
export interface PullCredentials {
  readonly username: string;
  readonly password: string;
  /** whether this is the token of the source cluster rather than a registry password */
  readonly isToken: boolean;
  /** whether this run obtained the token and revokes it at its end */
  readonly isGivenBack: boolean;
}

/** The outside world of a promotion, as ports. */
export interface Ports {
  readonly registries: Registries;
  /** undefined: that side is a plain registry */
  readonly clusters: Readonly<Record<Side, Cluster | undefined>>;
  readonly commands: Commands;
  readonly webhooks: Webhooks;
  readonly policies: Policies;
  /** undefined: no desired state is written */
  readonly gitops?: GitOps | undefined;
  /** undefined: the promotion is not attested */
  readonly attestor?: Attestor | undefined;
  /** the run of the CI system; undefined: unknown */
  readonly run?: RunOrigin | undefined;
  readonly reporter: Reporter;
  readonly clock: Clock;
  /** undefined: nobody in particular */
  readonly sourceCredentials?:
    ((host: string, signal: AbortSignal) => Promise<PullCredentials | undefined>) | undefined;
}
