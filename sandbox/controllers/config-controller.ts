import { formatExactJson } from '../../src/core/text/exact-json.ts';
import { isDeepStrictEqual } from 'node:util';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { DeploymentCause, DeploymentConfig, ReplicationController } from '../state/kinds.ts';
import type { PodTemplate } from '../state/kube-object.ts';
import { find, insert, replace } from '../state/store.ts';
import {
  annotated,
  ANNOTATIONS,
  isTerminated,
  phaseOf,
  scaled,
  versionNumber,
  versionsOf,
} from '../workloads/config-versions.ts';
import { configStatus } from './config-status.ts';
import { ownerKeys, ownKey, type Controller } from './controller.ts';

/** Makes ReplicationControllers of DeploymentConfigs: one for each version. */
export const CONFIG_CONTROLLER: Controller = {
  name: 'deployment config',
  immediate: false,
  keysOf: (change) => {
    if (change.resource === 'replicationcontrollers') return ownerKeys(change.object, 'DeploymentConfig');
    return change.resource === 'deploymentconfigs' && change.type !== 'DELETED'
      ? [ownKey(change.object)]
      : [];
  },
  reconcile: (namespace, name, { state }) => {
    const config = find(state, 'deploymentconfigs', namespace, name);
    if (config !== undefined) settle(state, config);
    return undefined;
  },
};

function settle(state: ClusterState, config: DeploymentConfig): void {
  const versions = versionsOf(state, config);
  const latest = versions.find((version) => versionNumber(version) === config.status.latestVersion);
  const neverTriggered = config.status.latestVersion === 0 && (config.spec.triggers ?? []).length === 0;
  if (neverTriggered || config.spec.paused === true) {
    updateStatus(state, config, versions, latest, true);
    return;
  }
  if (latest === undefined && cancelRunning(state, versions)) return;
  const causes = triggered(config, latest);
  if (causes !== undefined) {
    startVersion(state, config, causes);
    return;
  }
  if (latest === undefined) {
    if (config.status.latestVersion > 0) createVersion(state, config, versions);
    else updateStatus(state, config, versions, undefined, true);
    return;
  }
  if (!isTerminated(latest)) updateStatus(state, config, versions, latest, false);
  else scaleVersions(state, config, versions, latest);
}

function updateStatus(
  state: ClusterState,
  config: DeploymentConfig,
  versions: readonly ReplicationController[],
  latest: ReplicationController | undefined,
  observed: boolean,
): void {
  const status = configStatus(config, versions, latest, { observed, now: timestamp(state) });
  replace(state, 'deploymentconfigs', { ...config, status });
}

/** Older versions that still run make place for a new one; true while one of them is not over yet. */
function cancelRunning(state: ClusterState, versions: readonly ReplicationController[]): boolean {
  const running = versions.filter((version) => !isTerminated(version));
  for (const version of running) {
    const reason = 'newer deployment was found running';
    replace(
      state,
      'replicationcontrollers',
      annotated(version, { [ANNOTATIONS.cancelled]: 'true', [ANNOTATIONS.statusReason]: reason }),
    );
  }
  return running.length > 0;
}

/** The causes of a new version, if there are any; an image change comes before a change of the template. */
function triggered(
  config: DeploymentConfig,
  latest: ReplicationController | undefined,
): readonly DeploymentCause[] | undefined {
  const triggers = config.spec.triggers ?? [];
  const images = triggers.flatMap((trigger) => trigger.imageChangeParams ?? []);
  const onConfig = triggers.some((trigger) => trigger.type === 'ConfigChange');
  if (config.status.latestVersion === 0) {
    const resolved =
      images.length === 0 ? onConfig : images.every((params) => hasText(params.lastTriggeredImage));
    return resolved ? [{ type: 'ConfigChange' }] : undefined;
  }
  if (latest === undefined) return undefined;
  const running = latest.spec.template.spec.containers.map((container) => container.image);
  const updated = images
    .filter((params) => params.automatic === true)
    .map((params) => params.lastTriggeredImage ?? '')
    .filter((image) => image !== '' && !running.includes(image));
  if (updated.length > 0) return updated.map(imageCause);
  if (onConfig && !runsTemplate(config, latest)) return [{ type: 'ConfigChange' }];
  return undefined;
}

function hasText(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}

function imageCause(image: string): DeploymentCause {
  return { type: 'ImageChange', imageTrigger: { from: { kind: 'DockerImage', name: image } } };
}

function runsTemplate(config: DeploymentConfig, version: ReplicationController): boolean {
  const wanted = versionTemplate(config, versionNumber(version));
  return isDeepStrictEqual(wanted, version.spec.template);
}

function startVersion(
  state: ClusterState,
  config: DeploymentConfig,
  causes: readonly DeploymentCause[],
): void {
  const byImage = causes.some((cause) => cause.type === 'ImageChange');
  const status = {
    ...config.status,
    latestVersion: config.status.latestVersion + 1,
    details: { message: byImage ? 'image change' : 'config change', causes: [...causes] },
  };
  replace(state, 'deploymentconfigs', { ...config, status });
}

/** The template of a config with the labels and annotations that tell its pods from those of other versions. */
function versionTemplate(config: DeploymentConfig, version: number): PodTemplate {
  const { name } = config.metadata;
  const { template } = config.spec;
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata.labels, deployment: `${name}-${version}`, deploymentconfig: name },
      annotations: {
        ...template.metadata.annotations,
        [ANNOTATIONS.version]: String(version),
        [ANNOTATIONS.configName]: name,
        'openshift.io/deployment.name': `${name}-${version}`,
      },
    },
  };
}

function createVersion(
  state: ClusterState,
  config: DeploymentConfig,
  versions: readonly ReplicationController[],
): void {
  const { name, namespace = '', uid } = config.metadata;
  const version = config.status.latestVersion;
  const encoded = { kind: 'DeploymentConfig', apiVersion: 'apps.openshift.io/v1', ...config };
  const labels = { [ANNOTATIONS.configName]: name };
  const created = insert(state, 'replicationcontrollers', {
    metadata: {
      name: `${name}-${version}`,
      namespace,
      generation: 1,
      labels: { ...config.metadata.labels, ...labels },
      annotations: {
        [ANNOTATIONS.desiredReplicas]: String(config.spec.replicas),
        [ANNOTATIONS.version]: String(version),
        [ANNOTATIONS.configName]: name,
        [ANNOTATIONS.phase]: 'New',
        [ANNOTATIONS.replicas]: '0',
        [ANNOTATIONS.statusReason]: config.status.details?.message ?? '',
        [ANNOTATIONS.encodedConfig]: `${formatExactJson(encoded)}\n`,
      },
      ownerReferences: [
        {
          apiVersion: 'apps.openshift.io/v1',
          kind: 'DeploymentConfig',
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: 0,
      selector: { ...config.spec.selector, deployment: `${name}-${version}`, deploymentconfig: name },
      template: versionTemplate(config, version),
    },
    status: { replicas: 0 },
  });
  const status = configStatus(config, [created, ...versions], created, {
    observed: true,
    now: timestamp(state),
    extra: {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicationControllerCreated',
      message: `Created new replication controller "${name}-${version}" for version ${version}`,
    },
  });
  replace(state, 'deploymentconfigs', { ...config, status });
}

/** After a rollout: the newest complete version runs as many pods as the config says, all others none. */
function scaleVersions(
  state: ClusterState,
  config: DeploymentConfig,
  versions: readonly ReplicationController[],
  latest: ReplicationController,
): void {
  const active = versions.find((version) => phaseOf(version) === 'Complete');
  const settled = versions.map((version) => {
    const wanted = version === active && !config.spec.test ? config.spec.replicas : 0;
    return replace(state, 'replicationcontrollers', scaled(version, wanted));
  });
  updateStatus(
    state,
    config,
    settled,
    settled.find((version) => version.metadata.uid === latest.metadata.uid),
    true,
  );
}
