import type { Namespace } from '../../state/kinds.ts';
import { find, listObjects, replace } from '../../state/store.ts';
import type { Controller } from '../controller.ts';

const UID_RANGE = 'openshift.io/sa.scc.uid-range';
const FIRST_UID = 1_000_000_000;
const BLOCK = 10_000;

/** Gives every project the range of user ids its pods may use, a moment after it was created (capture 25d). */
export const NAMESPACE_RANGES: Controller = {
  name: 'namespace ranges',
  immediate: false,
  keysOf: (change) =>
    change.resource === 'namespaces' && change.type === 'ADDED' ? [`/${change.object.metadata.name}`] : [],
  reconcile: (_, name, { state }) => {
    const project = find(state, 'namespaces', undefined, name);
    if (project === undefined || project.metadata.annotations?.[UID_RANGE] !== undefined) return undefined;
    const taken = listObjects(state, 'namespaces', undefined).filter(hasRange).length;
    const range = `${FIRST_UID + (taken + 1) * BLOCK}/${BLOCK}`;
    const annotations = {
      ...project.metadata.annotations,
      'openshift.io/sa.scc.mcs': `s0:c${27 + taken},c${4 + taken}`,
      'openshift.io/sa.scc.supplemental-groups': range,
      [UID_RANGE]: range,
    };
    replace(state, 'namespaces', { ...project, metadata: { ...project.metadata, annotations } });
    return undefined;
  },
};

function hasRange(project: Namespace): boolean {
  return project.metadata.annotations?.[UID_RANGE] !== undefined;
}
