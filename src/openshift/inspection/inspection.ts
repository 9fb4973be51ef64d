import type { AccountName, Inspection } from '../../core/ports/inspection.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { findFollowers } from './followers.ts';
import { valueAt } from '../api/json-fields.ts';
import { lookUp } from '../api/look-up.ts';
import { readLimits } from '../projects/project-limits.ts';
import { readPullHosts } from '../imports/pull-hosts.ts';
import { readStreamUsage } from '../streams/stream-usage.ts';
import { readWorkloadFacts } from './workload-facts.ts';

/** What the check looks up in one cluster. */
export function createInspection(api: Api): Inspection {
  return {
    limits: (project, signal) => readLimits(api, project, signal),
    streamUsage: (name, signal) => readStreamUsage(api, name, signal),
    followers: (project, moved, signal) => findFollowers(api, project, moved, signal),
    workload: (name, signal) => readWorkloadFacts(api, name, signal),
    mayPull: (account, from, signal) => mayPull(api, account, from, signal),
    pullHosts: (account, secrets, signal) => readPullHosts(api, account, secrets, signal),
  };
}

/** A review about somebody else, which `admin` may ask for and `edit` may not (openshift-api.md §7.4). */
async function mayPull(
  api: Api,
  { project, name }: AccountName,
  from: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const path = namespacedPath('authorization.k8s.io/v1', from.project, 'localsubjectaccessreviews');
  const body = {
    kind: 'LocalSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { namespace: from.project },
    spec: {
      user: `system:serviceaccount:${project}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${project}`, 'system:authenticated'],
      resourceAttributes: {
        namespace: from.project,
        verb: 'get',
        group: 'image.openshift.io',
        resource: 'imagestreams',
        subresource: 'layers',
        name: from.stream,
      },
    },
  };
  const found = await lookUp(api, { method: 'POST', path, body, retry: 'repeatable' }, signal);
  const allowed = typeof found === 'object' ? valueAt(found.object, 'status', 'allowed') : undefined;
  return typeof allowed === 'boolean' ? allowed : undefined;
}
