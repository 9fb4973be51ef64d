import { isDeepStrictEqual } from 'node:util';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { asObject, type JsonObject } from '../state/json.ts';
import type { Deployment, ReplicaSet } from '../state/kinds.ts';
import { refuse, selectorProblems, templateProblems } from './spec-problems.ts';
import { withTemplateDefaults } from './template-defaults.ts';

export const EMPTY_TEMPLATE = { metadata: { creationTimestamp: null }, spec: { containers: null } };

export const DEPLOYMENTS: ResourceSpec<'deployments'> = {
  resource: 'deployments',
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  namespaced: true,
  bookmark: {
    metadata: {},
    spec: { replicas: 0, selector: null, template: EMPTY_TEMPLATE, strategy: {} },
    status: {},
  },
  fields: {},
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'Deployment', state), generation: 1 };
    const spec = readSpec(body);
    refuse('Deployment', metadata.name, templateProblems(spec));
    return { metadata, spec, status: {} };
  },
  rebuild: (body, stored) => {
    const spec = readSpec(body);
    refuse('Deployment', stored.metadata.name, [
      ...templateProblems(spec),
      ...selectorProblems(spec, stored.spec),
    ]);
    const metadata = updatedMetadata(body, stored);
    // annotations count as well (capture 41t)
    const changed =
      !isDeepStrictEqual(spec, stored.spec) ||
      !isDeepStrictEqual(metadata.annotations, stored.metadata.annotations);
    const generation = (stored.metadata.generation ?? 0) + (changed ? 1 : 0);
    return { metadata: { ...metadata, generation }, spec, status: stored.status };
  },
};

export const REPLICA_SETS: ResourceSpec<'replicasets'> = {
  resource: 'replicasets',
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  namespaced: true,
  bookmark: {
    metadata: {},
    spec: { replicas: 0, selector: null, template: EMPTY_TEMPLATE },
    status: { replicas: 0 },
  },
  fields: {},
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'ReplicaSet', state), generation: 1 };
    return {
      metadata,
      spec: asObject(body['spec']) as unknown as ReplicaSet['spec'],
      status: { replicas: 0 },
    };
  },
  rebuild: (body, stored) => {
    const spec = asObject(body['spec']) as unknown as ReplicaSet['spec'];
    const metadata = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
    return { metadata, spec, status: stored.status };
  },
};

function readSpec(body: JsonObject): Deployment['spec'] {
  const sent = asObject(body['spec']);
  const strategy = asObject(sent['strategy']);
  const rolling = strategy['type'] !== 'Recreate';
  const spec = {
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...sent,
    replicas: typeof sent['replicas'] === 'number' ? sent['replicas'] : 1,
    template: withTemplateDefaults(sent['template']),
    strategy: rolling
      ? {
          type: 'RollingUpdate',
          rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...asObject(strategy['rollingUpdate']) },
        }
      : { type: 'Recreate' },
  };
  if (sent['paused'] === false) delete (spec as { paused?: unknown }).paused;
  return spec as unknown as Deployment['spec'];
}
