import { isDeepStrictEqual } from 'node:util';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, isObject, without, type JsonObject } from '../state/json.ts';
import type { Pod } from '../state/kinds.ts';
import { podProblems, unsupported } from './pod-problems.ts';
import { withPodDefaults } from './template-defaults.ts';

/** Pods without an owner, which a node runs like those of a controller. */
export const PODS: ResourceSpec<'pods'> = {
  resource: 'pods',
  group: '',
  version: 'v1',
  kind: 'Pod',
  namespaced: true,
  returnsDeleted: true,
  bookmark: { metadata: {}, spec: { containers: null }, status: {} },
  fields: {
    'status.phase': (object) => (object as Pod).status.phase,
    'spec.nodeName': (object) => (object as Pod).spec.nodeName ?? '',
  },
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'Pod', state);
    const spec = withPodDefaults(asObject(body['spec']));
    refuse(metadata.name, spec);
    const account = asString(spec['serviceAccountName']) || 'default';
    return {
      metadata,
      spec: {
        enableServiceLinks: true,
        serviceAccount: account,
        serviceAccountName: account,
        ...spec,
      } as never,
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    };
  },
  rebuild: (body, stored) => {
    const spec = withPodDefaults(asObject(body['spec']));
    refuse(stored.metadata.name, spec);
    requireOnlyImages(stored, spec);
    return { metadata: updatedMetadata(body, stored), spec: spec as never, status: stored.status };
  },
};

function refuse(name: string, spec: JsonObject): void {
  const policy = asString(spec['restartPolicy']);
  const policies = ['Always', 'OnFailure', 'Never'];
  const problems = [
    ...podProblems(spec, 'spec'),
    ...(policies.includes(policy) ? [] : [unsupported('spec.restartPolicy', policy, policies)]),
  ];
  if (problems.length > 0) throw invalid('', 'Pod', name, problems);
}

/** Images and tolerations may change; nothing else of a pod. */
function requireOnlyImages(stored: Pod, spec: JsonObject): void {
  const fixed = (value: JsonObject): JsonObject => ({
    ...without(value, 'tolerations', 'activeDeadlineSeconds', 'terminationGracePeriodSeconds'),
    ...Object.fromEntries(
      ['containers', 'initContainers'].map((list) => {
        const containers = Array.isArray(value[list]) ? value[list] : [];
        return [list, containers.filter(isObject).map((container) => without(container, 'image'))];
      }),
    ),
  });
  if (isDeepStrictEqual(fixed(withPodDefaults(stored.spec as unknown as JsonObject)), fixed(spec))) return;
  const message =
    'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  throw invalid('', 'Pod', stored.metadata.name, [{ reason: 'FieldValueForbidden', message, field: 'spec' }]);
}
