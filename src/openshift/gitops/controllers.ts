import {
  publicGitUrl,
  type GitOpsControllers,
  type GitOpsOwner,
  type GitOpsStatus,
  type Obstacle,
} from '../../core/ports/gitops.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { namespacedPath } from '../api/api-path.ts';
import type { Api, ApiReply } from '../api/api.ts';
import { objectAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';

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

const SKIP_RECONCILE = 'argocd.argoproj.io/skip-reconcile';
const MAX_TEXT = 300;

/** Reads an Application of `argoproj.io/v1alpha1` (Argo CD, manifests/crds/application-crd.yaml). */
export function applicationStatus(application: JsonObject): GitOpsStatus {
  const [namespace, name] = [
    textAt(application, 'metadata', 'namespace') ?? '',
    textAt(application, 'metadata', 'name') ?? '',
  ];
  const sync = textAt(application, 'status', 'sync', 'status') ?? 'not compared yet';
  const health = textAt(application, 'status', 'health', 'status');
  const automated = objectAt(application, 'spec', 'syncPolicy')['automated'];
  const isAutomated =
    automated !== undefined && automated !== null && valueAt(automated, 'enabled') !== false;
  const isSkipped = textAt(application, 'metadata', 'annotations', SKIP_RECONCILE) === 'true';
  const operation = objectAt(application, 'status', 'operationState');
  return {
    ...{ namespace, name },
    state: clean([sync, health].filter((text) => text !== undefined).join(', ')),
    revision:
      textAt(operation, 'syncResult', 'revision') ?? textAt(application, 'status', 'sync', 'revision'),
    source: sourceOf(application),
    obstacles: [
      ...(isSkipped ? [skipped(namespace, name)] : []),
      ...(isAutomated || isSkipped ? [] : [manual(namespace, name)]),
      ...errorsOf(application, operation),
    ],
    reverts: revertsOf(application, isAutomated && !isSkipped && valueAt(automated, 'selfHeal') === true),
  };
}

function skipped(namespace: string, name: string): Obstacle {
  return {
    message: `its annotation ${SKIP_RECONCILE} keeps Argo CD from looking at it`,
    hint: `oc annotate applications.argoproj.io ${name} -n ${namespace} ${SKIP_RECONCILE}-`,
  };
}

function manual(namespace: string, name: string): Obstacle {
  return {
    message: 'its automated sync is off, so somebody has to sync it',
    hint: `argocd app sync ${namespace}/${name}`,
  };
}

/** Errors of the last sync, of the comparison with git, and of the running workloads. */
function errorsOf(application: JsonObject, operation: JsonObject): readonly Obstacle[] {
  const phase = textAt(operation, 'phase');
  const isFailed = phase === 'Failed' || phase === 'Error';
  const health = objectAt(application, 'status', 'health');
  return [
    ...(isFailed
      ? [`the last sync ended as ${phase}: ${textAt(operation, 'message') ?? 'without a message'}`]
      : []),
    ...objectsAt(application, 'status', 'conditions')
      .filter((condition) => textAt(condition, 'type')?.endsWith('Error') === true)
      .map((condition) => `${textAt(condition, 'type') ?? ''}: ${textAt(condition, 'message') ?? ''}`),
    ...(textAt(health, 'status') === 'Degraded'
      ? [
          `its health is Degraded${textAt(health, 'message') === undefined ? '' : `: ${textAt(health, 'message') ?? ''}`}`,
        ]
      : []),
  ].map((message) => ({ message: clean(message) }));
}

/** Differences may be left alone, and which ones is a language of its own: then nothing is claimed. */
function revertsOf(application: JsonObject, isHealing: boolean): boolean | undefined {
  if (!isHealing) return false;
  return objectsAt(application, 'spec', 'ignoreDifferences').length > 0 ? undefined : true;
}

/** Of the first source with a path, as an Application may have several. */
function sourceOf(application: JsonObject): string | undefined {
  const sources = [objectAt(application, 'spec', 'source'), ...objectsAt(application, 'spec', 'sources')];
  const source =
    sources.find((each) => textAt(each, 'path') !== undefined) ??
    sources.find((each) => textAt(each, 'repoURL') !== undefined);
  const url = textAt(source, 'repoURL');
  if (url === undefined) return undefined;
  const rest = [textAt(source, 'targetRevision') ?? 'HEAD', textAt(source, 'path')];
  return clean([publicGitUrl(url), ...rest.filter((text) => text !== undefined)].join(' '));
}

function clean(text: string): string {
  return cleanServerText(text, MAX_TEXT);
}

/**
 * Reads a Kustomization of `kustomize.toolkit.fluxcd.io/v1`. Every interval, Flux takes back what others changed in its objects
 * (fluxcd.io/flux/components/kustomize/kustomizations, "Working with Kustomizations").
 */
export function kustomizationStatus(kustomization: JsonObject): GitOpsStatus {
  const path = textAt(kustomization, 'spec', 'path');
  const source = ['kind', 'name']
    .map((key) => textAt(kustomization, 'spec', 'sourceRef', key) ?? '')
    .join(' ');
  return {
    ...commonStatus(kustomization, 'kustomization'),
    revision: textAt(kustomization, 'status', 'lastAppliedRevision'),
    source: cleanServerText([source, path].filter((text) => text !== undefined).join(' '), MAX_TEXT),
    reverts: !isSuspended(kustomization),
  };
}

/**
 * Reads a HelmRelease of `helm.toolkit.fluxcd.io/v2`. It takes changes back only with drift detection
 * (fluxcd.io/flux/components/helm/helmreleases, "Drift detection"), for which single fields may be ignored.
 */
export function helmReleaseStatus(release: JsonObject): GitOpsStatus {
  const detects = textAt(release, 'spec', 'driftDetection', 'mode') === 'enabled' && !isSuspended(release);
  const ignores = objectsAt(release, 'spec', 'driftDetection', 'ignore').length > 0;
  return {
    ...commonStatus(release, 'helmrelease'),
    revision: textAt(objectsAt(release, 'status', 'history')[0], 'chartVersion'),
    reverts: detects && ignores ? undefined : detects,
  };
}

function commonStatus(
  object: JsonObject,
  command: 'kustomization' | 'helmrelease',
): Pick<GitOpsStatus, 'namespace' | 'name' | 'state' | 'obstacles'> {
  const [namespace, name] = [
    textAt(object, 'metadata', 'namespace') ?? '',
    textAt(object, 'metadata', 'name') ?? '',
  ];
  const ready = objectsAt(object, 'status', 'conditions').find((each) => textAt(each, 'type') === 'Ready');
  const status = textAt(ready, 'status');
  const reason = textAt(ready, 'reason');
  const state = status === 'True' ? 'Ready' : status === 'False' ? 'not Ready' : 'reconciling';
  const suspended: Obstacle = {
    message: 'it is suspended',
    hint: `flux resume ${command} ${name} -n ${namespace}`,
  };
  return {
    ...{ namespace, name },
    state: cleanServerText(reason === undefined ? state : `${state} (${reason})`, MAX_TEXT),
    obstacles: [
      ...(isSuspended(object) ? [suspended] : []),
      ...(status === 'False'
        ? [
            {
              message: cleanServerText(
                `${reason ?? 'not Ready'}: ${textAt(ready, 'message') ?? ''}`,
                MAX_TEXT,
              ),
            },
          ]
        : []),
    ],
  };
}

function isSuspended(object: JsonObject): boolean {
  return valueAt(object, 'spec', 'suspend') === true;
}
