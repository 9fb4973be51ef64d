import { isDeepStrictEqual } from 'node:util';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { notImplemented } from '../exchange/status.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { asObject, type JsonObject } from '../state/json.ts';
import type { DaemonSet, StatefulSet } from '../state/set-kinds.ts';
import type { ObjectMeta } from '../state/kube-object.ts';
import { EMPTY_TEMPLATE } from './deployment-spec.ts';
import { refuse, selectorProblems, templateProblems } from './spec-problems.ts';
import { withTemplateDefaults } from './template-defaults.ts';

const apps = { group: 'apps', version: 'v1', namespaced: true, fields: {} } as const;

export const STATEFUL_SETS: ResourceSpec<'statefulsets'> = {
  ...apps,
  resource: 'statefulsets',
  kind: 'StatefulSet',
  bookmark: {
    metadata: {},
    spec: { selector: null, template: EMPTY_TEMPLATE, serviceName: '', updateStrategy: {} },
    status: { replicas: 0, availableReplicas: 0 },
  },
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'StatefulSet', state), generation: 1 };
    const spec = readStatefulSet(body);
    refuse('StatefulSet', metadata.name, templateProblems(spec));
    return { metadata, spec, status: { replicas: 0, availableReplicas: 0 } };
  },
  rebuild: (body, stored) => {
    const spec = readStatefulSet(body);
    refuse('StatefulSet', stored.metadata.name, [
      ...templateProblems(spec),
      ...selectorProblems(spec, stored.spec),
    ]);
    const metadata = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
    return { metadata, spec, status: stored.status };
  },
};

/** With the defaults of capture 42a. */
function readStatefulSet(body: JsonObject): StatefulSet['spec'] {
  const sent = asObject(body['spec']);
  const strategy = asObject(sent['updateStrategy']);
  const spec = {
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...sent,
    replicas: typeof sent['replicas'] === 'number' ? sent['replicas'] : 1,
    template: withTemplateDefaults(sent['template']),
    updateStrategy:
      strategy['type'] === 'OnDelete'
        ? { type: 'OnDelete' }
        : { type: 'RollingUpdate', rollingUpdate: { partition: 0, ...asObject(strategy['rollingUpdate']) } },
  };
  return spec as unknown as StatefulSet['spec'];
}

export const DAEMON_SETS: ResourceSpec<'daemonsets'> = {
  ...apps,
  resource: 'daemonsets',
  kind: 'DaemonSet',
  bookmark: {
    metadata: {},
    spec: { selector: null, template: EMPTY_TEMPLATE, updateStrategy: {} },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  },
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'DaemonSet', state), generation: 1 };
    const spec = readDaemonSet(body);
    refuse('DaemonSet', metadata.name, templateProblems(spec));
    const counts = { currentNumberScheduled: 0, numberMisscheduled: 0 };
    return {
      metadata: { ...metadata, annotations: { ...metadata.annotations, [TEMPLATE_GENERATION]: '1' } },
      spec,
      status: { ...counts, desiredNumberScheduled: 0, numberReady: 0 },
    };
  },
  rebuild: (body, stored) => {
    const spec = readDaemonSet(body);
    refuse('DaemonSet', stored.metadata.name, [
      ...templateProblems(spec),
      ...selectorProblems(spec, stored.spec),
    ]);
    const sent = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
    return { metadata: countTemplate(sent, spec, stored), spec, status: stored.status };
  },
};

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** The API server counts the templates of a DaemonSet in an annotation (captures 42b, 42e, 42i). */
export function countTemplate(metadata: ObjectMeta, spec: DaemonSet['spec'], stored: DaemonSet): ObjectMeta {
  const before = Number(stored.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
  const isSame = isDeepStrictEqual(spec.template, stored.spec.template);
  const annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(before + (isSame ? 0 : 1)) };
  return { ...metadata, annotations };
}

/** With the defaults of capture 42b. */
function readDaemonSet(body: JsonObject): DaemonSet['spec'] {
  const sent = asObject(body['spec']);
  const strategy = asObject(sent['updateStrategy']);
  const rollingUpdate = { maxUnavailable: 1, maxSurge: 0, ...asObject(strategy['rollingUpdate']) };
  const spec = {
    revisionHistoryLimit: 10,
    ...sent,
    template: withTemplateDefaults(sent['template']),
    updateStrategy:
      strategy['type'] === 'OnDelete' ? { type: 'OnDelete' } : { type: 'RollingUpdate', rollingUpdate },
  };
  return spec as unknown as DaemonSet['spec'];
}

export const CONTROLLER_REVISIONS: ResourceSpec<'controllerrevisions'> = {
  ...apps,
  resource: 'controllerrevisions',
  kind: 'ControllerRevision',
  bookmark: { metadata: {}, revision: 0 },
  build: () => {
    throw notImplemented('creating controller revisions');
  },
  rebuild: () => {
    throw notImplemented('changing controller revisions');
  },
};
