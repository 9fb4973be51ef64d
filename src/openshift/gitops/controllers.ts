import type { GitOpsControllers, GitOpsOwner, GitOpsStatus } from '../../core/ports/gitops-controllers.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { namespacedPath } from '../api/api-path.ts';
import type { Api, ApiReply } from '../api/api.ts';
import { applicationStatus, helmReleaseStatus, kustomizationStatus } from './owner-status.ts';

interface ControllerKind {
  readonly groupVersion: string;
  readonly resource: string;
  /** where the object is if its workload does not say */
  readonly namespaces: readonly string[];
  readonly read: (object: JsonObject) => GitOpsStatus;
}

const KINDS: Readonly<Record<GitOpsOwner['kind'], ControllerKind>> = {
  Application: {
    groupVersion: 'argoproj.io/v1alpha1',
    resource: 'applications',
    // of the default instance of OpenShift GitOps, and of Argo CD's own manifests
    namespaces: ['openshift-gitops', 'argocd'],
    read: applicationStatus,
  },
  Kustomization: {
    groupVersion: 'kustomize.toolkit.fluxcd.io/v1',
    resource: 'kustomizations',
    namespaces: ['flux-system'],
    read: kustomizationStatus,
  },
  HelmRelease: {
    groupVersion: 'helm.toolkit.fluxcd.io/v2',
    resource: 'helmreleases',
    namespaces: [],
    read: helmReleaseStatus,
  },
};

/** Reads what Argo CD and Flux say about the workloads of one cluster. */
export function createGitOpsControllers(api: Api): GitOpsControllers {
  return {
    async look(owner, project, signal) {
      const { kind, name, namespace } = owner;
      if (name === undefined) return `${owner.tool} does not say which ${kind} deploys it`;
      const { groupVersion, resource, namespaces, read } = KINDS[kind];
      const searched = namespace === undefined ? [...new Set([...namespaces, project])] : [namespace];
      let reason = '';
      for (const place of searched) {
        const path = namespacedPath(groupVersion, place, resource, name);
        const reply = await ask(api, path, signal);
        if (reply?.ok === true) return read(reply.body);
        // the reason of the place where it is most likely
        if (reason === '') reason = reasonOf(reply, `${resource}.${groupVersion.split('/')[0] ?? ''}`, place);
      }
      return `its ${kind} ${name} cannot be read: ${reason}`;
    },
  };
}

async function ask(api: Api, path: string, signal: AbortSignal): Promise<ApiReply | undefined> {
  try {
    return await api.send({ method: 'GET', path }, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return undefined;
  }
}

function reasonOf(reply: ApiReply | undefined, resource: string, namespace: string): string {
  if (reply === undefined || reply.ok) return 'the API does not answer';
  const { status, kind } = reply.failure;
  switch (status) {
    case 403:
      return `the account may not get ${resource} in ${namespace}`;
    case 404:
      return kind === ''
        ? 'this cluster does not have that kind: the controller may run in another cluster'
        : `it is not in ${namespace}`;
    default:
      return `the API answers ${status}`;
  }
}
