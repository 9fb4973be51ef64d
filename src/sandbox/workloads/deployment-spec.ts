import { isDeepStrictEqual } from 'node:util';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { invalid, type Cause } from '../api/status.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { asObject, asStringMap, type JsonObject } from '../json.ts';
import type { Deployment, PodTemplate, ReplicaSet } from '../state/kinds.ts';
import { withTemplateDefaults } from './template-defaults.ts';

const EMPTY_TEMPLATE = { metadata: { creationTimestamp: null }, spec: { containers: null } };

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
    refuse(metadata.name, templateProblems(spec));
    return { metadata, spec, status: {} };
  },
  rebuild: (body, stored) => {
    const spec = readSpec(body);
    refuse(stored.metadata.name, [...templateProblems(spec), ...selectorProblems(spec, stored)]);
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

type Problem = Required<Cause>;

function refuse(name: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw invalid('apps', 'Deployment', name, problems);
}

function templateProblems(spec: Deployment['spec']): readonly Problem[] {
  const labels = spec.template.metadata.labels ?? {};
  const wanted = Object.entries(spec.selector.matchLabels ?? {});
  const problems: Problem[] = [];
  if (!wanted.every(([key, value]) => labels[key] === value)) {
    problems.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: map[string]string{${goPairs(labels)}}: \`selector\` does not match template \`labels\``,
      field: 'spec.template.metadata.labels',
    });
  }
  return problems.concat(containerProblems(spec.template));
}

function containerProblems(template: PodTemplate): readonly Problem[] {
  if (template.spec.containers.length > 0) return [];
  return [
    { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.template.spec.containers' },
  ];
}

/** Capture 41zq. */
function selectorProblems(spec: Deployment['spec'], stored: Deployment): readonly Problem[] {
  if (isDeepStrictEqual(spec.selector, stored.spec.selector)) return [];
  const labels = asStringMap(spec.selector.matchLabels) ?? {};
  return [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: v1.LabelSelector{MatchLabels:map[string]string{${goPairs(labels)}}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable`,
      field: 'spec.selector',
    },
  ];
}

function goPairs(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `"${key}":"${value}"`)
    .join(', ');
}
