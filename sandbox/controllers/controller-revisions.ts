import { isDeepStrictEqual } from 'node:util';
import { without } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ControllerRevision, DaemonSet, StatefulSet } from '../state/set-kinds.ts';
import type { PodTemplate } from '../state/kube-object.ts';
import { find, insert, listObjects, replace } from '../state/store.ts';
import { controllerOf } from './controller.ts';
import { hashOf } from './replica-sets.ts';

/** Where the hash of a revision stands in its labels (capture 42l). */
export const HASH_LABELS = {
  StatefulSet: 'controller.kubernetes.io/hash',
  DaemonSet: 'controller-revision-hash',
} as const;

/** The revisions of a workload, newest first. */
export function revisionsOf(
  state: ClusterState,
  owner: StatefulSet | DaemonSet,
): readonly ControllerRevision[] {
  return listObjects(state, 'controllerrevisions', owner.metadata.namespace)
    .filter((revision) => controllerOf(revision)?.uid === owner.metadata.uid)
    .sort((left, right) => right.revision - left.revision);
}

/** The revision of a template, made when there is none; one that is used again gets the next number (openshift-api.md §4.4). */
export function revisionFor(
  state: ClusterState,
  kind: keyof typeof HASH_LABELS,
  owner: StatefulSet | DaemonSet,
  template: PodTemplate,
): ControllerRevision {
  const known = revisionsOf(state, owner);
  const newest = known[0]?.revision ?? 0;
  const data = { spec: { template: { $patch: 'replace' as const, ...template } } };
  const equal = known.find((revision) => isDeepStrictEqual(revision.data, data));
  if (equal?.revision === newest) return equal;
  if (equal !== undefined) return replace(state, 'controllerrevisions', { ...equal, revision: newest + 1 });
  const { name, namespace = '', uid } = owner.metadata;
  const hash = hashOf(template);
  const labels = { ...template.metadata.labels, [HASH_LABELS[kind]]: hash };
  const annotations = without(
    owner.metadata.annotations ?? {},
    'kubectl.kubernetes.io/last-applied-configuration',
  );
  const reference = { apiVersion: 'apps/v1', kind, name, uid, controller: true, blockOwnerDeletion: true };
  return insert(state, 'controllerrevisions', {
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [reference],
    },
    data,
    revision: newest + 1,
  });
}

/** The template of a revision by its name. */
export function templateOfRevision(
  state: ClusterState,
  namespace: string | undefined,
  name: string,
): PodTemplate | undefined {
  const revision = find(state, 'controllerrevisions', namespace, name);
  if (revision === undefined) return undefined;
  const { metadata, spec } = revision.data.spec.template;
  return { metadata, spec };
}
