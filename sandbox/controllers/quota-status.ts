import { usageOf } from '../limits/quota-admission.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { ownKey, type Controller } from './controller.ts';

/** Updates the usage of every quota, when one is created and whenever an object is added or deleted. */
export const QUOTA_STATUS: Controller = {
  name: 'quota status',
  immediate: false,
  keysOf: (change, state) => {
    if (change.resource === 'resourcequotas') return change.type === 'DELETED' ? [] : [ownKey(change.object)];
    // pods that end are no longer counted
    if (change.type === 'MODIFIED' && change.resource !== 'pods') return [];
    const { namespace } = change.object.metadata;
    return namespace === undefined ? [] : listObjects(state, 'resourcequotas', namespace).map(ownKey);
  },
  reconcile: (namespace, name, { state }) => {
    const quota = find(state, 'resourcequotas', namespace, name);
    if (quota === undefined) return undefined;
    const { hard } = quota.spec;
    replace(state, 'resourcequotas', { ...quota, status: { hard, used: usageOf(state, namespace, hard) } });
    return undefined;
  },
};
