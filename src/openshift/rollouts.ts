import type { RolloutPlan, Rollouts, WorkloadKind } from '../core/ports/rollouts.ts';
import { CRON_JOB_RULES } from './rollouts/cron-job.ts';
import {
  listDeploymentConfigPods,
  planDeploymentConfig,
} from './rollouts/deployment-configs/deployment-config.ts';
import { rollOutDeploymentConfig } from './rollouts/deployment-configs/deployment-config-rollout.ts';
import { findDeploymentConfigWayBack } from './rollouts/deployment-configs/deployment-config-way-back.ts';
import { DEPLOYMENT_RULES } from './rollouts/deployment.ts';
import type { Viewer } from './api/observe.ts';
import type { RolloutRun } from './rollouts/rollout-run.ts';
import { shareReads } from './api/shared-reads.ts';
import { DAEMON_SET_RULES, STATEFUL_SET_RULES } from './rollouts/set-rules.ts';
import { listTemplatePods, planTemplate } from './rollouts/template-plan.ts';
import { rollOutTemplate } from './rollouts/template-rollout.ts';
import type { TemplateRules } from './rollouts/template-rules.ts';
import { findTemplateWayBack } from './rollouts/template-way-back.ts';
import { waitUntilIdle, withUnderWay } from './rollouts/deployment-configs/version-idle.ts';

/** Of the kinds that roll out by a change of their template; DeploymentConfigs have versions. */
const RULES: Readonly<Record<Exclude<WorkloadKind, 'deploymentconfig'>, TemplateRules>> = {
  deployment: DEPLOYMENT_RULES,
  statefulset: STATEFUL_SET_RULES,
  daemonset: DAEMON_SET_RULES,
  cronjob: CRON_JOB_RULES,
};

/** The workloads of one cluster, each kind in its own way. */
export function createRollouts(viewer: Viewer): Rollouts {
  // one workload is planned for many images, most of which it does not run
  const planner: Viewer = { ...viewer, api: shareReads(viewer.api) };
  return {
    async plan(workload, target, signal) {
      return workload.kind === 'deploymentconfig'
        ? withUnderWay(viewer, await planDeploymentConfig(planner, workload, target, signal), signal)
        : planTemplate(planner, RULES[workload.kind], workload, target, signal);
    },
    rollOut(plan, target, options, signal) {
      const { kind } = plan.workload;
      const run = { ...newRun(viewer, plan, options), target };
      return kind === 'deploymentconfig'
        ? rollOutDeploymentConfig(run, signal)
        : rollOutTemplate({ ...run, rules: RULES[kind] }, signal);
    },
    async waitUntilIdle(plan, options, signal) {
      if (plan.workload.kind !== 'deploymentconfig') return;
      await waitUntilIdle(viewer, plan, options, signal);
    },
    findWayBack(plan, signal) {
      const { kind } = plan.workload;
      return kind === 'deploymentconfig'
        ? findDeploymentConfigWayBack(viewer, plan, signal)
        : findTemplateWayBack(viewer, RULES[kind], plan, signal);
    },
    listPods({ workload, revision }, signal) {
      return workload.kind === 'deploymentconfig'
        ? listDeploymentConfigPods(viewer.api, workload, revision, signal)
        : listTemplatePods(viewer.api, RULES[workload.kind], workload, revision, signal);
    },
  };
}

function newRun(
  viewer: Viewer,
  plan: RolloutPlan,
  options: RolloutRun['options'],
): Omit<RolloutRun, 'target'> {
  return { viewer, plan, options, pods: undefined, troubles: [], said: undefined };
}
