import type { GitOpsStatus, Obstacle } from '../../core/ports/gitops-controllers.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { objectsAt, textAt, valueAt } from '../api/json-fields.ts';

const MAX_TEXT = 300;

/**
 * Reads a Kustomization of `kustomize.toolkit.fluxcd.io/v1`. Every interval, Flux takes back what others changed in its objects
 * (docs/spec/v1/kustomizations.md, "Working with Kustomizations").
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
 * (docs/spec/v2/helmreleases.md, "Drift detection"), for which single fields may be ignored.
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
