import { isDeepStrictEqual } from 'node:util';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, isObject, without, type Json, type JsonObject } from '../state/json.ts';
import type { PlainObject } from '../state/plain-kinds.ts';
import {
  invalidValue,
  podProblems,
  required,
  restartProblems,
  type Problem,
} from '../workloads/pod-problems.ts';
import { withTemplateDefaults } from '../workloads/template-defaults.ts';

interface PlainKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** of a new object */
  readonly status: JsonObject;
  /** a spec with its defaults */
  readonly read: (spec: JsonObject) => JsonObject;
  readonly problems: (spec: JsonObject) => readonly Problem[];
  /** about what may not change once it is there */
  readonly changeProblems?: (spec: JsonObject, stored: JsonObject) => readonly Problem[];
  /** the stored spec as this version has it */
  readonly show?: (spec: JsonObject) => JsonObject;
}

/**
 * Kinds that templates hold beside workloads. They are checked as the API server checks them (pkg/apis of Kubernetes), kept,
 * and nothing comes of them: no job starts, no disk is bound, nothing is scaled.
 */
function plainSpec(plain: PlainKind): Omit<ResourceSpec<'jobs'>, 'resource'> {
  const { group, version, kind, status, read, problems, changeProblems, show } = plain;
  const refuse = (name: string, found: readonly Problem[]): void => {
    if (found.length > 0) throw invalid(group, kind, name, found);
  };
  return {
    ...{ group, version, kind, namespaced: true, fields: {} },
    bookmark: { metadata: {}, spec: {}, status },
    build: (body, call, state) => {
      const metadata = { ...readMetadata(body, call, kind, state), generation: 1 };
      const spec = read(asObject(body['spec']));
      refuse(metadata.name, problems(spec));
      return { metadata, spec, status };
    },
    rebuild: (body, stored) => {
      const spec = read(asObject(body['spec']));
      refuse(stored.metadata.name, [...problems(spec), ...(changeProblems?.(spec, stored.spec) ?? [])]);
      const metadata = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
      return { metadata, spec, status: stored.status };
    },
    ...(show === undefined
      ? {}
      : { view: (object: PlainObject) => ({ ...object, spec: show(object.spec) }) }),
  };
}

export const JOBS: ResourceSpec<'jobs'> = {
  resource: 'jobs',
  ...plainSpec({
    ...{ group: 'batch', version: 'v1', kind: 'Job', status: {} },
    read: (spec) => ({
      ...{ parallelism: 1, completions: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false },
      ...spec,
      template: withTemplateDefaults(spec['template']) as unknown as JsonObject,
    }),
    problems: (spec) => {
      const [pod, path] = [asObject(asObject(spec['template'])['spec']), 'spec.template.spec'];
      return [...podProblems(pod, path), ...restartProblems(pod, path, ['OnFailure', 'Never'])];
    },
    changeProblems: (spec, stored) => immutable(spec, stored, 'template', 'core.PodTemplateSpec'),
  }),
};

const CPU_TARGET = 80;

const autoscaler = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  status: { currentMetrics: null, desiredReplicas: 0 },
  problems: (spec: JsonObject): readonly Problem[] => {
    const [least, most] = [Number(spec['minReplicas']), Number(spec['maxReplicas'] ?? 0)];
    const target = asObject(spec['scaleTargetRef']);
    const missing = ['kind', 'name'].filter((key) => asString(target[key]) === '');
    return [
      ...missing.map((key) => required(`spec.scaleTargetRef.${key}`)),
      ...(most < 1 ? [invalidValue('spec.maxReplicas', String(most), 'must be greater than 0')] : []),
      ...(most < least
        ? [invalidValue('spec.maxReplicas', String(most), 'must be greater than or equal to `minReplicas`')]
        : []),
    ];
  },
};

const cpuMetric = (averageUtilization: Json): Json => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

export const AUTOSCALERS: ResourceSpec<'horizontalpodautoscalers'> = {
  resource: 'horizontalpodautoscalers',
  ...plainSpec({
    ...autoscaler,
    version: 'v2',
    read: (spec) => ({ minReplicas: 1, metrics: [cpuMetric(CPU_TARGET)], ...spec }),
  }),
};

/** The first version has a target for the CPU only; what is stored is the second. */
export const AUTOSCALERS_V1: ResourceSpec<'horizontalpodautoscalers'> = {
  resource: 'horizontalpodautoscalers',
  ...plainSpec({
    ...autoscaler,
    version: 'v1',
    read: ({ targetCPUUtilizationPercentage, ...spec }) => ({
      minReplicas: 1,
      ...spec,
      metrics: [cpuMetric(targetCPUUtilizationPercentage ?? CPU_TARGET)],
    }),
    show: ({ metrics, ...spec }) => {
      const resources = (Array.isArray(metrics) ? metrics : []).map((metric) =>
        asObject(asObject(metric)['resource']),
      );
      const cpu = asObject(resources.find(({ name }) => name === 'cpu')?.['target'])['averageUtilization'];
      return { ...spec, ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: cpu }) };
    },
  }),
};

export const DISRUPTION_BUDGETS: ResourceSpec<'poddisruptionbudgets'> = {
  resource: 'poddisruptionbudgets',
  ...plainSpec({
    ...{ group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    read: (spec) =>
      'maxUnavailable' in spec || 'minAvailable' in spec ? spec : { minAvailable: 1, ...spec },
    problems: (spec) =>
      'maxUnavailable' in spec && 'minAvailable' in spec
        ? [
            invalidValue(
              'spec',
              'policy.PodDisruptionBudgetSpec{}',
              'minAvailable and maxUnavailable cannot be both set',
            ),
          ]
        : [],
  }),
};

export const VOLUME_CLAIMS: ResourceSpec<'persistentvolumeclaims'> = {
  resource: 'persistentvolumeclaims',
  ...plainSpec({
    ...{ group: '', version: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } },
    read: (spec) => ({ volumeMode: 'Filesystem', ...spec }),
    problems: (spec) => {
      const modes = spec['accessModes'];
      const storage = asObject(asObject(spec['resources'])['requests'])['storage'];
      return [
        ...(Array.isArray(modes) && modes.length > 0
          ? []
          : [required('spec.accessModes', 'Required value: at least 1 access mode is required')]),
        ...(storage === undefined ? [required('spec.resources[storage]')] : []),
      ];
    },
    changeProblems: (spec, stored) => {
      if (isDeepStrictEqual(without(spec, 'resources'), without(stored, 'resources'))) return [];
      const message =
        'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
      return [{ reason: 'FieldValueForbidden', message, field: 'spec' }];
    },
  }),
};

export const NETWORK_POLICIES: ResourceSpec<'networkpolicies'> = {
  resource: 'networkpolicies',
  ...plainSpec({
    ...{ group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', status: {} },
    read: (spec) => ({ policyTypes: ['Ingress', ...('egress' in spec ? ['Egress'] : [])], ...spec }),
    problems: () => [],
  }),
};

const imagePolicy = {
  ...{ group: 'config.openshift.io', version: 'v1', status: {} },
  read: (spec: JsonObject): JsonObject => spec,
  problems: (spec: JsonObject): readonly Problem[] => {
    const missing = ['scopes', 'policy'].filter((field) => spec[field] === undefined);
    return missing.map((field) => required(`spec.${field}`));
  },
};

export const CLUSTER_IMAGE_POLICIES: ResourceSpec<'clusterimagepolicies'> = {
  resource: 'clusterimagepolicies',
  ...plainSpec({ ...imagePolicy, kind: 'ClusterImagePolicy' }),
  namespaced: false,
};

export const IMAGE_POLICIES: ResourceSpec<'imagepolicies'> = {
  resource: 'imagepolicies',
  ...plainSpec({ ...imagePolicy, kind: 'ImagePolicy' }),
};

export const INGRESSES: ResourceSpec<'ingresses'> = {
  resource: 'ingresses',
  ...plainSpec({
    ...{ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', status: { loadBalancer: {} } },
    read: (spec) => spec,
    problems: (spec) => {
      const rules = Array.isArray(spec['rules']) ? spec['rules'] : [];
      const lacksBoth = rules.length === 0 && !isObject(spec['defaultBackend']);
      const either = 'either `defaultBackend` or `rules` must be specified';
      return [
        ...(lacksBoth ? [invalidValue('spec', '[]', either)] : []),
        ...rules.flatMap((rule, index) => pathProblems(asObject(rule), `spec.rules[${index}].http.paths`)),
      ];
    },
  }),
};

function pathProblems(rule: JsonObject, at: string): readonly Problem[] {
  const paths = asObject(rule['http'])['paths'];
  return (Array.isArray(paths) ? paths : []).flatMap((path, index) =>
    asString(asObject(path)['pathType']) === ''
      ? [required(`${at}[${index}].pathType`, 'Required value: pathType must be specified')]
      : [],
  );
}

function immutable(spec: JsonObject, stored: JsonObject, key: string, goType: string): readonly Problem[] {
  const isSame = isDeepStrictEqual(spec[key], stored[key]);
  return isSame ? [] : [invalidValue(`spec.${key}`, `${goType}{}`, 'field is immutable')];
}
