import { PromoteError, type Side } from '../core/text/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { GitOpsControllers } from '../core/ports/gitops.ts';
import type { Objects } from '../core/ports/objects.ts';
import type { Transport } from '../http/exchange/exchange.ts';
import { askForRights } from './api/access.ts';
import { createApi, type Api, type ApiReply } from './api/api.ts';
import type { ReadUrl } from './apply/sources.ts';
import type { RenewToken } from './api/bearer-token.ts';
import { identify } from './api/identity.ts';
import { createInspection } from './inspection/inspection.ts';
import { createProjects } from './projects/projects.ts';
import { createPullAccess } from './projects/pull-access.ts';
import { createStreams, internalRepository } from './streams/streams.ts';
import type { Builds } from '../core/ports/builds.ts';
import type { Imports } from '../core/ports/imports.ts';
import type { PullSecrets } from '../core/ports/pull-secrets.ts';
import type { ClusterContext } from './api/watch-objects.ts';
import type { Locks } from '../core/ports/locks.ts';
import type { Traces } from '../core/ports/traces.ts';
import type { StoredPolicies } from '../core/ports/policies.ts';
import type { RolloutPlan, Rollouts, RolloutTarget, WorkloadSearch } from '../core/ports/rollouts.ts';
import type { WorkloadKind } from '../core/ports/workload-kinds.ts';
import { CRON_JOB_RULES } from './rollouts/cron-job.ts';
import {
  listDeploymentConfigPods,
  planDeploymentConfig,
} from './rollouts/deployment-configs/deployment-config.ts';
import { rollOutDeploymentConfig } from './rollouts/deployment-configs/deployment-config-rollout.ts';
import { planDeploymentConfigRollback } from './rollouts/deployment-configs/deployment-config-rollback.ts';
import { DEPLOYMENT_RULES } from './rollouts/deployment.ts';
import { startedResult, type RolloutRun } from './rollouts/rollout-run.ts';
import { DAEMON_SET_RULES, STATEFUL_SET_RULES } from './rollouts/set-rules.ts';
import { listTemplatePods, planTemplate } from './rollouts/template-plan.ts';
import { rollOutTemplate } from './rollouts/template-rollout.ts';
import type { TemplateRules } from './rollouts/template-rules.ts';
import { planTemplateRollback } from './rollouts/template-rollback.ts';
import { wantedImages } from './containers/container-choice.ts';
import { waitUntilIdle, withUnderWay } from './rollouts/deployment-configs/version-idle.ts';
import { formatQuery } from './api/api-path.ts';

export interface ClusterOptions {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly token: string | undefined;
  /** when the token expires, if it does not say so itself */
  readonly tokenExpiresAt?: Date | undefined;
  readonly renewToken?: RenewToken | undefined;
  readonly transport: Transport;
  /** undefined: no source outside the cluster is read */
  readonly readUrl?: ReadUrl | undefined;
  readonly clock: Clock;
  /** called with warnings that do not fail the promotion */
  readonly log: (line: string) => void;
}

/** The endpoints of one OpenShift cluster, used with one token. Sends no request before an endpoint is used. */
export function createCluster(options: ClusterOptions): Cluster {
  const { side, token, clock, log } = options;
  const api = createApi(options);
  let username: string | undefined;
  return {
    side,
    server: api.server,
    rollouts: createRollouts({ api, clock, log }),
    workloads: createWorkloadSearch(api),
    projects: createProjects(api, clock),
    pullAccess: createPullAccess(api),
    objects: lazyObjects(api, options.readUrl),
    gitops: lazyGitOps(api),
    inspection: createInspection(api),
    imports: createImports(api),
    builds: createBuilds({ api, clock, log }),
    pullSecrets: createPullSecrets(api),
    streams: createStreams(api),
    policies: createStoredPolicies(api),
    traces: lazyTraces(api),
    projectStates: {
      async read(project, signal) {
        const { createProjectStates } = await import(
          /* webpackChunkName: "board" */ './states/project-state.ts'
        );
        return createProjectStates(api).read(project, signal);
      },
    },
    locks: lazyLocks(api),
    account: {
      async identify(signal) {
        const identity = await identify(api, token, signal);
        ({ username } = identity);
        return { ...identity, expiresAt: identity.expiresAt ?? options.tokenExpiresAt };
      },
      async missingRights(questions, signal) {
        const { problems, unknown } = await askForRights(api, questions, username, signal);
        if (unknown) log(`${side}: the token may not ask for its rights, they show as they are needed`);
        return problems;
      },
    },
  };
}

/** Loaded only when something was promoted, and by `history`. */
function lazyTraces(api: Api): Traces {
  const load = async (): Promise<Traces> => {
    const { createTraces } = await import(/* webpackChunkName: "traces" */ './traces/traces.ts');
    return createTraces(api);
  };
  return {
    traceTags: async (...call) => (await load()).traceTags(...call),
    traceWorkload: async (...call) => (await load()).traceWorkload(...call),
    readTag: async (...call) => (await load()).readTag(...call),
  };
}

/** Loaded only for sets of several images. */
function lazyLocks(api: Api): Locks {
  const load = async (): Promise<Locks> => {
    const { createLocks } = await import(/* webpackChunkName: "locks" */ './locks/locks.ts');
    return createLocks(api);
  };
  return {
    nameHolder: async (...call) => (await load()).nameHolder(...call),
    create: async (...call) => (await load()).create(...call),
    read: async (...call) => (await load()).read(...call),
    replace: async (...call) => (await load()).replace(...call),
    remove: async (...call) => (await load()).remove(...call),
  };
}

/** Loaded only to search for workloads. */
function createWorkloadSearch(api: Api): WorkloadSearch {
  const load = () => import(/* webpackMode: "eager" */ './inspection/followers.ts');
  return {
    find: async (project, target, signal) => (await load()).findWorkloads(api, project, target, signal),
    listPinned: async (project, signal) => (await load()).listPinned(api, project, signal),
    findUrl: async (workload, signal) => {
      const { findWorkloadUrl } = await import(/* webpackMode: "eager" */ './inspection/workload-url.ts');
      return findWorkloadUrl(api, workload, signal);
    },
  };
}

/** Loaded only if there is a policy. */
function createStoredPolicies(api: Api): StoredPolicies {
  return {
    async readConfigMap(name, signal) {
      const { readConfigMap } = await import(/* webpackMode: "eager" */ './projects/policy-objects.ts');
      return readConfigMap(api, name, signal);
    },
    async readImagePolicies(projects, signal) {
      const { readImagePolicies } = await import(/* webpackMode: "eager" */ './projects/policy-objects.ts');
      return readImagePolicies(api, projects, signal);
    },
  };
}

/** Loaded on demand: few promotions apply objects. */
function lazyObjects(api: Api, readUrl: ReadUrl | undefined): Objects {
  let loaded: Objects | undefined;
  const load = async (): Promise<Objects> => {
    const { createObjects } = await import(/* webpackMode: "eager" */ './apply/objects.ts');
    return (loaded ??= createObjects(api, readUrl ?? noUrls));
  };
  return {
    plan: async (request, signal) => (await load()).plan(request, signal),
    apply: async (request, onApplied, signal) => (await load()).apply(request, onApplied, signal),
  };
}

/** Loaded only for workloads that Argo CD or Flux deploys. */
function lazyGitOps(api: Api): GitOpsControllers {
  return {
    async look(owner, project, signal) {
      const { createGitOpsControllers } = await import(/* webpackMode: "eager" */ './gitops/controllers.ts');
      return createGitOpsControllers(api).look(owner, project, signal);
    },
  };
}

function noUrls(url: string): Promise<never> {
  return Promise.reject(new PromoteError({ code: 'INPUT_INVALID', message: `${url} cannot be read here` }));
}

// Loaded on demand: only the strategies `import` and `build` need these.
const loadImports = () => import(/* webpackMode: "eager" */ './imports/imports.ts');
const loadPullSecrets = () => import(/* webpackMode: "eager" */ './imports/pull-secrets.ts');

/** Image imports, which the cluster performs itself. */
function createImports(api: Api): Imports {
  return {
    probe: async (request, signal) => (await loadImports()).probeImport(api, request, signal),
    run: async (request, expected, signal) => (await loadImports()).runImport(api, request, expected, signal),
    repositoryOf: (project, stream, signal) => internalRepository(api, project, stream, signal),
  };
}

/** Pull secrets of a project for external registries. */
function createPullSecrets(api: Api): PullSecrets {
  return {
    look: async (secret, signal) => (await loadPullSecrets()).lookAtPullSecret(api, secret, signal),
    write: async (secret, signal) => (await loadPullSecrets()).writePullSecret(api, secret, signal),
    listHosts: async (project, signal) => (await loadPullSecrets()).listPullHosts(api, project, signal),
    isNeeded: async (project, host, signal) =>
      (await loadPullSecrets()).isPulledFrom(api, project, host, signal),
  };
}

/** Images that the cluster builds. */
function createBuilds(context: ClusterContext): Builds {
  return {
    run: async (request, onLine, signal) => {
      const { runBuild } = await import(/* webpackMode: "eager" */ './builds/builds.ts');
      return runBuild(context, request, onLine, signal);
    },
  };
}

/** For kinds that roll out when their template changes; DeploymentConfigs have versions instead. */
const RULES: Readonly<Record<Exclude<WorkloadKind, 'deploymentconfig'>, TemplateRules>> = {
  deployment: DEPLOYMENT_RULES,
  statefulset: STATEFUL_SET_RULES,
  daemonset: DAEMON_SET_RULES,
  cronjob: CRON_JOB_RULES,
};

/** The workloads of one cluster, with the rules of each kind. */
export function createRollouts(context: ClusterContext): Rollouts {
  // a workload is planned for many images, most of which it does not run
  const planner: ClusterContext = { ...context, api: shareReads(context.api) };
  return {
    async plan(workload, targets, signal) {
      return workload.kind === 'deploymentconfig'
        ? withUnderWay(context, await planDeploymentConfig(planner, workload, targets, signal), signal)
        : planTemplate(planner, RULES[workload.kind], workload, targets, signal);
    },
    async rollOut(plan, targets, options, signal) {
      const { kind } = plan.workload;
      const run = newRun(context, plan, targets, options);
      if (run.delivery !== undefined && !options.wait) return startedResult(run, plan.revisionBefore);
      const result = await (kind === 'deploymentconfig'
        ? rollOutDeploymentConfig(run, signal)
        : rollOutTemplate({ ...run, rules: RULES[kind] }, signal));
      if (run.delivery === undefined) return result;
      const { withDelivery } = await import(/* webpackMode: "eager" */ './rollouts/delivery.ts');
      return withDelivery(run, result, signal);
    },
    async waitUntilIdle(plan, options, signal) {
      if (plan.workload.kind !== 'deploymentconfig') return;
      await waitUntilIdle(context, plan, options, signal);
    },
    planRollback(plan, signal) {
      const { kind } = plan.workload;
      return kind === 'deploymentconfig'
        ? planDeploymentConfigRollback(context, plan, signal)
        : planTemplateRollback(context, RULES[kind], plan, signal);
    },
    listPods({ workload, revision }, signal) {
      return workload.kind === 'deploymentconfig'
        ? listDeploymentConfigPods(context.api, workload, revision, signal)
        : listTemplatePods(context.api, RULES[workload.kind], workload, revision, signal);
    },
  };
}

function newRun(
  context: ClusterContext,
  plan: RolloutPlan,
  targets: readonly RolloutTarget[],
  options: RolloutRun['options'],
): RolloutRun {
  const wanted = wantedImages(plan, targets);
  const delivery =
    plan.method === 'gitops'
      ? { owner: plan.managedBy, first: undefined, seen: undefined, isThere: false }
      : undefined;
  return {
    context,
    plan,
    wanted,
    targets,
    options,
    delivery,
    pods: undefined,
    troubles: [],
    said: undefined,
  };
}

/**
 * The same API, with identical concurrent requests merged. Only callers with the same signal share a response, because they
 * also abort together.
 */
export function shareReads(api: Api): Api {
  const running = new WeakMap<AbortSignal, Map<string, Promise<ApiReply>>>();
  return {
    ...api,
    send(request, signal) {
      if (request.method !== 'GET') return api.send(request, signal);
      const reads = running.get(signal) ?? new Map<string, Promise<ApiReply>>();
      running.set(signal, reads);
      const key = request.path + formatQuery(request.query ?? {});
      const reading = reads.get(key) ?? api.send(request, signal).finally(() => reads.delete(key));
      reads.set(key, reading);
      return reading;
    },
  };
}
