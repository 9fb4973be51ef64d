import type { SandboxCluster } from './cluster.ts';
import { callIn, plain, templateOf, triggerAnnotations, type WorkloadSeed } from './seeds.ts';
import type { CronJob, DaemonSet, StatefulSet } from './state/set-kinds.ts';
import { insert } from './state/store.ts';
import { CRON_JOBS } from './workloads/cron-job-spec.ts';
import { DAEMON_SETS, STATEFUL_SETS } from './workloads/set-specs.ts';

export interface SetSeed extends WorkloadSeed {
  /** default `RollingUpdate` */
  readonly updateStrategy?: 'RollingUpdate' | 'OnDelete';
  readonly partition?: number;
  /** default `OrderedReady` */
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
}

/** A StatefulSet, with an image trigger annotation when `tag` is given. */
export function seedStatefulSet(cluster: SandboxCluster, seed: SetSeed): StatefulSet {
  const rollingUpdate = { partition: seed.partition ?? 0 };
  const body = {
    metadata: { name: seed.name, annotations: triggerAnnotations(seed) },
    spec: {
      replicas: seed.replicas ?? 1,
      serviceName: seed.name,
      selector: { matchLabels: { app: seed.name } },
      podManagementPolicy: seed.podManagementPolicy,
      updateStrategy:
        seed.updateStrategy === 'OnDelete' ? { type: 'OnDelete' } : { type: 'RollingUpdate', rollingUpdate },
      template: templateOf(seed, seed.image ?? 'placeholder'),
    },
  };
  const { state } = cluster;
  return insert(state, 'statefulsets', STATEFUL_SETS.build(plain(body), callIn(seed.project), state));
}

/** A DaemonSet, with an image trigger annotation when `tag` is given. */
export function seedDaemonSet(cluster: SandboxCluster, seed: SetSeed): DaemonSet {
  const body = {
    metadata: { name: seed.name, annotations: triggerAnnotations(seed) },
    spec: {
      selector: { matchLabels: { app: seed.name } },
      updateStrategy: { type: seed.updateStrategy ?? 'RollingUpdate' },
      template: templateOf(seed, seed.image ?? 'placeholder'),
    },
  };
  const { state } = cluster;
  return insert(state, 'daemonsets', DAEMON_SETS.build(plain(body), callIn(seed.project), state));
}

/** A CronJob, with an image trigger annotation when `tag` is given. */
export function seedCronJob(cluster: SandboxCluster, seed: WorkloadSeed): CronJob {
  const body = {
    metadata: { name: seed.name, annotations: triggerAnnotations(seed, 'spec.jobTemplate.') },
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: {
        spec: { template: templateOf(seed, seed.image ?? 'placeholder', { restartPolicy: 'OnFailure' }) },
      },
    },
  };
  const { state } = cluster;
  return insert(state, 'cronjobs', CRON_JOBS.build(plain(body), callIn(seed.project), state));
}
