import type { Side } from '../text/errors.ts';
import type { Account } from './account.ts';
import type { Builds } from './builds.ts';
import type { GitOpsControllers } from './gitops.ts';
import type { Imports } from './imports.ts';
import type { Inspection } from './inspection.ts';
import type { Locks } from './locks.ts';
import type { Objects } from './objects.ts';
import type { StoredPolicies } from './policies.ts';
import type { ProjectStates } from './project-state.ts';
import type { Projects, PullAccess } from './projects.ts';
import type { PullSecrets } from './pull-secrets.ts';
import type { Rollouts, WorkloadSearch } from './rollouts.ts';
import type { Streams } from './streams.ts';
import type { Traces } from './traces.ts';

/** What the domain needs from one OpenShift cluster, by what it is about. */
export interface Cluster {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly account: Account;
  readonly projects: Projects;
  readonly streams: Streams;
  readonly imports: Imports;
  readonly builds: Builds;
  readonly pullAccess: PullAccess;
  readonly pullSecrets: PullSecrets;
  readonly workloads: WorkloadSearch;
  readonly rollouts: Rollouts;
  readonly objects: Objects;
  readonly gitops: GitOpsControllers;
  readonly inspection: Inspection;
  readonly policies: StoredPolicies;
  readonly traces: Traces;
  readonly projectStates: ProjectStates;
  readonly locks: Locks;
}
