import type { GitOpsOwner } from '../../core/ports/gitops.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { objectsAt, textAt, textMapAt } from '../api/json-fields.ts';

/** argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking: `APPLICATION:GROUP/KIND:NAMESPACE/NAME`. */
const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTANCE = 'app.kubernetes.io/instance';
/** fluxcd.io/flux/components/kustomize/kustomizations: kept out of reconciliation, or applied only once. */
const RECONCILE = 'kustomize.toolkit.fluxcd.io/reconcile';
const APPLY_POLICY = 'kustomize.toolkit.fluxcd.io/ssa';

const FLUX = [
  { kind: 'HelmRelease', group: 'helm.toolkit.fluxcd.io' },
  { kind: 'Kustomization', group: 'kustomize.toolkit.fluxcd.io' },
] as const;

/** Names under which the controllers write, in `metadata.managedFields`. */
const MANAGERS: Readonly<Record<string, Pick<GitOpsOwner, 'tool' | 'kind'>>> = {
  'argocd-controller': { tool: 'Argo CD', kind: 'Application' },
  'argocd-application-controller': { tool: 'Argo CD', kind: 'Application' },
  'kustomize-controller': { tool: 'Flux', kind: 'Kustomization' },
  'helm-controller': { tool: 'Flux', kind: 'HelmRelease' },
};

/**
 * The owner that a workload shows by annotation, label or field manager; undefined if it shows none. The label
 * `app.kubernetes.io/instance` alone says nothing, as every Helm chart sets it.
 */
export function gitOpsOwner(object: JsonObject): GitOpsOwner | undefined {
  const labels = textMapAt(object, 'metadata', 'labels');
  const annotations = textMapAt(object, 'metadata', 'annotations');
  const tracked = trackedBy(object, annotations[TRACKING_ID]);
  if (tracked !== undefined) return tracked;
  const exempt = { ...labels, ...annotations };
  const isExempt =
    exempt[RECONCILE]?.toLowerCase() === 'disabled' ||
    ['ignore', 'ifnotpresent'].includes(exempt[APPLY_POLICY]?.toLowerCase() ?? '');
  for (const { kind, group } of FLUX) {
    const [name, namespace] = [labels[`${group}/name`], labels[`${group}/namespace`]];
    if (name === undefined || (kind === 'Kustomization' && isExempt)) continue;
    return {
      tool: 'Flux',
      kind,
      namespace: clean(namespace),
      name: clean(name),
      evidence: `label ${group}/name`,
    };
  }
  const manager = objectsAt(object, 'metadata', 'managedFields')
    .filter((entry) => textAt(entry, 'subresource') === undefined)
    .map((entry) => textAt(entry, 'manager') ?? '')
    .find((name) => Object.hasOwn(MANAGERS, name));
  const found = manager === undefined ? undefined : MANAGERS[manager];
  if (manager === undefined || found === undefined || (found.kind === 'Kustomization' && isExempt))
    return undefined;
  // Argo CD before 3.0 tracks by label unless it is configured otherwise
  const name = found.tool === 'Argo CD' ? clean(labels[INSTANCE]) : undefined;
  const more = name === undefined ? {} : qualified(name);
  return { ...found, ...more, evidence: `field manager ${manager}` };
}

/** An id of another object was copied with its annotations, and Argo CD ignores it as well. */
function trackedBy(object: JsonObject, id: string | undefined): GitOpsOwner | undefined {
  const [application = '', type, place] = id?.split(':') ?? [];
  const isOwn =
    type?.split('/').at(-1) === textAt(object, 'kind') &&
    place?.split('/').at(-1) === textAt(object, 'metadata', 'name');
  if (application === '' || !isOwn) return undefined;
  return {
    ...{ tool: 'Argo CD', kind: 'Application' },
    ...qualified(cleanServerText(application, 253)),
    evidence: `annotation ${TRACKING_ID}`,
  };
}

/** `team_shop` is the Application `shop` of namespace `team`; without a namespace it is in that of Argo CD. */
function qualified(name: string): Pick<GitOpsOwner, 'namespace' | 'name'> {
  const at = name.indexOf('_');
  return at < 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}

function clean(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cleanServerText(text, 253);
}
