import { isDeepStrictEqual } from 'node:util';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { asObject, asString, isObject, type Json, type JsonObject } from '../state/json.ts';
import type { DeploymentConfig, DeploymentTrigger, ReplicationController } from '../state/kinds.ts';
import { invalid } from '../exchange/status.ts';
import { podProblems } from './pod-problems.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { withTemplateDefaults } from './template-defaults.ts';

export const DEPRECATED_CONFIG =
  'apps.openshift.io/v1 DeploymentConfig is deprecated in v4.14+, unavailable in v4.10000+';

const NEW_STATUS = {
  latestVersion: 0,
  observedGeneration: 0,
  replicas: 0,
  updatedReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
};

export const DEPLOYMENT_CONFIGS: ResourceSpec<'deploymentconfigs'> = {
  resource: 'deploymentconfigs',
  group: 'apps.openshift.io',
  version: 'v1',
  kind: 'DeploymentConfig',
  namespaced: true,
  warning: DEPRECATED_CONFIG,
  bookmark: {
    metadata: {},
    spec: { strategy: { resources: {} }, triggers: null, replicas: 0, test: false },
    status: NEW_STATUS,
  },
  fields: {},
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'DeploymentConfig', state), generation: 1 };
    const spec = readSpec(body, call.namespace ?? '');
    refuseTemplate(metadata.name, spec);
    return { metadata, spec, status: NEW_STATUS };
  },
  rebuild: (body, stored, call) => {
    const spec = readSpec(body, call.namespace ?? '');
    refuseTemplate(stored.metadata.name, spec);
    const status = withRequestedVersion(stored, body);
    // a new version through the main resource counts as a change of the spec (captures 19e, 40p)
    const bumped = status.latestVersion !== stored.status.latestVersion;
    const changed = bumped || !isDeepStrictEqual(spec, stored.spec);
    const generation = (stored.metadata.generation ?? 0) + (changed ? 1 : 0);
    return { metadata: { ...updatedMetadata(body, stored), generation }, spec, status };
  },
};

/** A container without an image is taken when a trigger will set it (handleEmptyImageReferences of the OpenShift API server). */
function refuseTemplate(name: string, { template, triggers }: DeploymentConfig['spec']): void {
  const filled = (triggers ?? []).flatMap(({ imageChangeParams }) => imageChangeParams?.containerNames ?? []);
  const problems = podProblems(asObject(template.spec), 'spec.template.spec', new Set(filled));
  if (problems.length > 0) throw invalid('apps.openshift.io', 'DeploymentConfig', name, problems);
}

/** Of the status only `latestVersion` + 1 is taken; anything else is ignored (capture 40w). */
function withRequestedVersion(stored: DeploymentConfig, body: JsonObject): DeploymentConfig['status'] {
  const sent = asObject(body['status'])['latestVersion'];
  const next = stored.status.latestVersion + 1;
  return sent === next ? { ...stored.status, latestVersion: next } : stored.status;
}

function readSpec(body: JsonObject, namespace: string): DeploymentConfig['spec'] {
  const sent = asObject(body['spec']);
  const template = withTemplateDefaults(sent['template']);
  const { paused, ...rest } = sent;
  const spec = {
    test: false,
    revisionHistoryLimit: 10,
    ...rest,
    ...(paused === true ? { paused } : {}),
    replicas: typeof sent['replicas'] === 'number' ? sent['replicas'] : 1,
    selector: isObject(sent['selector']) ? sent['selector'] : (template.metadata.labels ?? {}),
    strategy: readStrategy(asObject(sent['strategy'])),
    triggers: readTriggers(sent['triggers'], namespace),
    template,
  };
  return spec as unknown as DeploymentConfig['spec'];
}

function readStrategy(sent: JsonObject): object {
  const common = { resources: asObject(sent['resources']), activeDeadlineSeconds: 21_600 };
  if (sent['type'] === 'Recreate') {
    return {
      ...common,
      ...sent,
      recreateParams: { timeoutSeconds: 600, ...asObject(sent['recreateParams']) },
    };
  }
  const rollingParams = {
    updatePeriodSeconds: 1,
    intervalSeconds: 1,
    timeoutSeconds: 600,
    maxUnavailable: '25%',
    maxSurge: '25%',
    ...asObject(sent['rollingParams']),
  };
  return { ...common, ...sent, type: asString(sent['type']) || 'Rolling', rollingParams };
}

/** Without `triggers` a ConfigChange trigger is the default; an empty list means none. */
function readTriggers(value: Json | undefined, namespace: string): DeploymentTrigger[] {
  if (!Array.isArray(value)) return [{ type: 'ConfigChange' }];
  return value.filter(isObject).map((trigger) => {
    const params = trigger['imageChangeParams'];
    if (!isObject(params)) return trigger as unknown as DeploymentTrigger;
    const { automatic, ...rest } = params;
    const from = { namespace, ...asObject(params['from']) };
    const imageChangeParams = { ...(automatic === true ? { automatic } : {}), ...rest, from };
    return { ...trigger, imageChangeParams } as unknown as DeploymentTrigger;
  });
}

export const REPLICATION_CONTROLLERS: ResourceSpec<'replicationcontrollers'> = {
  resource: 'replicationcontrollers',
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  namespaced: true,
  bookmark: { metadata: {}, spec: {}, status: { replicas: 0 } },
  fields: {},
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'ReplicationController', state), generation: 1 };
    const spec = asObject(body['spec']) as unknown as ReplicationController['spec'];
    return { metadata, spec, status: { replicas: 0 } };
  },
  rebuild: (body, stored) => {
    const spec = asObject(body['spec']) as unknown as ReplicationController['spec'];
    const metadata = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
    return { metadata, spec, status: stored.status };
  },
};
