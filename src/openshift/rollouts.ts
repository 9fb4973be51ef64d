import type { Rollouts } from '../core/ports/rollouts.ts';
import { listDeploymentConfigPods, planDeploymentConfig } from './deployment-config.ts';
import { rollOutDeploymentConfig } from './deployment-config-rollout.ts';
import { rollOutDeployment } from './deployment-rollout.ts';
import { findDeploymentConfigWayBack } from './deployment-config-way-back.ts';
import { findDeploymentWayBack } from './deployment-way-back.ts';
import { listDeploymentPods, planDeployment } from './deployment.ts';
import type { Viewer } from './observe.ts';
import type { RolloutRun } from './rollout-run.ts';

/** The workloads of one cluster, each kind in its own way. */
export function createRollouts(viewer: Viewer): Rollouts {
  return {
    plan(workload, target, signal) {
      switch (workload.kind) {
        case 'deployment':
          return planDeployment(viewer, workload, target, signal);
        case 'deploymentconfig':
          return planDeploymentConfig(viewer, workload, target, signal);
      }
    },
    rollOut(plan, target, options, signal) {
      const run: RolloutRun = {
        viewer,
        plan,
        target,
        options,
        pods: undefined,
        troubles: [],
        said: undefined,
      };
      switch (plan.workload.kind) {
        case 'deployment':
          return rollOutDeployment(run, signal);
        case 'deploymentconfig':
          return rollOutDeploymentConfig(run, signal);
      }
    },
    findWayBack(plan, signal) {
      switch (plan.workload.kind) {
        case 'deployment':
          return findDeploymentWayBack(viewer, plan, signal);
        case 'deploymentconfig':
          return findDeploymentConfigWayBack(viewer, plan, signal);
      }
    },
    listPods({ workload, revision }, signal) {
      switch (workload.kind) {
        case 'deployment':
          return listDeploymentPods(viewer.api, workload, revision, signal);
        case 'deploymentconfig':
          return listDeploymentConfigPods(viewer.api, workload, revision, signal);
      }
    },
  };
}
