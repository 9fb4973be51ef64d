import type { RolloutPlan, Rollouts, RolloutTarget, WorkloadKind } from '../core/ports/rollouts.ts';
import { CRON_JOB_RULES } from './rollouts/cron-job.ts';
import {
  listDeploymentConfigPods,
  planDeploymentConfig,
} from './rollouts/deployment-configs/deployment-config.ts';
import { rollOutDeploymentConfig } from './rollouts/deployment-configs/deployment-config-rollout.ts';
import { planDeploymentConfigRollback } from './rollouts/deployment-configs/deployment-config-rollback.ts';
import { DEPLOYMENT_RULES } from './rollouts/deployment.ts';
import type { ClusterContext } from './api/watch-objects.ts';
import type { RolloutRun } from './rollouts/rollout-run.ts';
import { shareReads } from './api/shared-reads.ts';
import { DAEMON_SET_RULES, STATEFUL_SET_RULES } from './rollouts/set-rules.ts';
import { listTemplatePods, planTemplate } from './rollouts/template-plan.ts';
import { rollOutTemplate } from './rollouts/template-rollout.ts';
import type { TemplateRules } from './rollouts/template-rules.ts';
import { planTemplateRollback } from './rollouts/template-rollback.ts';
import { wantedImages } from './containers/container-choice.ts';
import { waitUntilIdle, withUnderWay } from './rollouts/deployment-configs/version-idle.ts';

/** Of the kinds that roll out by a change of their template; DeploymentConfigs have versions. */
const RULES: Readonly<Record<Exclude<WorkloadKind, 'deploymentconfig'>, TemplateRules>> = {
  deployment: DEPLOYMENT_RULES,
  statefulset: STATEFUL_SET_RULES,
  daemonset: DAEMON_SET_RULES,
  cronjob: CRON_JOB_RULES,
};

/** The workloads of one cluster, each kind in its own way. */
export function createRollouts(context: ClusterContext): Rollouts {
  // one workload is planned for many images, most of which it does not run
  const planner: ClusterContext = { ...context, api: shareReads(context.api) };
  return {
    async plan(workload, targets, signal) {
      return workload.kind === 'deploymentconfig'
        ? withUnderWay(context, await planDeploymentConfig(planner, workload, targets, signal), signal)
        : planTemplate(planner, RULES[workload.kind], workload, targets, signal);
    },
    rollOut(plan, targets, options, signal) {
      const { kind } = plan.workload;
      const run = newRun(context, plan, targets, options);
      return kind === 'deploymentconfig'
        ? rollOutDeploymentConfig(run, signal)
        : rollOutTemplate({ ...run, rules: RULES[kind] }, signal);
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
  return { context, plan, wanted, targets, options, pods: undefined, troubles: [], said: undefined };
}
