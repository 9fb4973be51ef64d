import type { StoredResource } from '../state/kinds.ts';
import { listObjects, remove } from '../state/store.ts';
import type { Controller } from './controller.ts';

const DEPENDENTS = [
  'replicasets',
  'controllerrevisions',
  'replicationcontrollers',
  'pods',
] as const satisfies readonly StoredResource[];

/** Removes what a deleted object owned. The key is `namespace/uid`. */
export const GARBAGE_COLLECTOR: Controller = {
  name: 'garbage collector',
  immediate: false,
  keysOf: (change) =>
    change.type === 'DELETED'
      ? [`${change.object.metadata.namespace ?? ''}/${change.object.metadata.uid}`]
      : [],
  reconcile: (namespace, uid, { state }) => {
    for (const resource of DEPENDENTS) {
      for (const object of listObjects(state, resource, namespace)) {
        if (object.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true) {
          remove(state, resource, object);
        }
      }
    }
    return undefined;
  },
};
