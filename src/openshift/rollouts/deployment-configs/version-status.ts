import type { Digest } from '../../../core/image/digest.ts';
import type { JsonObject } from '../../../core/text/strict-json.ts';
import { numberAt, textAt } from '../../api/json-fields.ts';
import { imagesOf, templateRuns, type WantedImages } from '../../workloads/pod-template.ts';

const PREFIX = 'openshift.io/deployment';
const CONFIG_PREFIX = 'openshift.io/deployment-config';

/** One version of a DeploymentConfig: the ReplicationController `NAME-N` (openshift-api.md §4.2). */
export interface ConfigVersion {
  readonly version: number;
  /** New, Pending, Running, Complete, Failed */
  readonly phase: string;
  readonly statusReason: string | undefined;
  readonly isCancelled: boolean;
  readonly controller: JsonObject;
}

/** The progress of the newest version of a DeploymentConfig towards a digest. */
export type VersionStatus =
  /** no version of that number or above exists yet */
  | { readonly kind: 'absent' }
  | { readonly kind: 'other-image'; readonly version: number; readonly images: readonly string[] }
  | { readonly kind: 'progressing'; readonly version: number; readonly message: string }
  | {
      readonly kind: 'failed';
      readonly version: number;
      readonly message: string;
      /** by a user, or in favour of a newer version that may not exist yet */
      readonly isCancelled: boolean;
    }
  | { readonly kind: 'complete'; readonly version: number };

/** Label that selects the ReplicationControllers of a DeploymentConfig. */
export function versionLabel(name: string): string {
  return `${CONFIG_PREFIX}.name=${name}`;
}

/** The newest version first. */
export function readVersions(controllers: readonly JsonObject[]): readonly ConfigVersion[] {
  return controllers
    .map(readVersion)
    .filter((version) => version !== undefined)
    .sort((one, other) => other.version - one.version);
}

function readVersion(controller: JsonObject): ConfigVersion | undefined {
  const annotation = (name: string): string | undefined =>
    textAt(controller, 'metadata', 'annotations', name);
  const version = Number(annotation(`${CONFIG_PREFIX}.latest-version`));
  if (!Number.isSafeInteger(version) || version < 1) return undefined;
  return {
    version,
    phase: annotation(`${PREFIX}.phase`) ?? 'New',
    statusReason: annotation(`${PREFIX}.status-reason`),
    isCancelled: annotation(`${PREFIX}.cancelled`) === 'true',
    controller,
  };
}

export function isEnded({ phase }: ConfigVersion): boolean {
  return phase === 'Complete' || phase === 'Failed';
}

/**
 * The status of the newest version, if it is `minVersion` or above: an older one is no evidence.
 * @param runs whether a template has the images
 */
export function versionStatus<Image extends { readonly digest: Digest }>(
  versions: readonly ConfigVersion[],
  minVersion: number,
  wanted: WantedImages<Image>,
  runs: (controller: JsonObject, wanted: WantedImages<Image>) => boolean = templateRuns,
): VersionStatus {
  const [latest] = versions;
  if (latest === undefined || latest.version < minVersion) return { kind: 'absent' };
  const { version, controller, phase } = latest;
  if (!runs(controller, wanted)) {
    return { kind: 'other-image', version, images: imagesOf(controller, [...wanted.keys()]) };
  }
  switch (phase) {
    case 'Complete':
      return { kind: 'complete', version };
    case 'Failed':
      return { kind: 'failed', version, message: failureOf(latest), isCancelled: latest.isCancelled };
    default: {
      const ready = numberAt(controller, 'status', 'readyReplicas') ?? 0;
      const wanted = textAt(controller, 'metadata', 'annotations', 'kubectl.kubernetes.io/desired-replicas');
      const pods =
        wanted === undefined
          ? `${ready} ${ready === 1 ? 'pod' : 'pods'} ready`
          : `${ready} of ${wanted} pods ready`;
      return {
        kind: 'progressing',
        version,
        message: `version ${version} is ${phase.toLowerCase()}, ${pods}`,
      };
    }
  }
}

/** The status reason of a version says why it was started, unless it was cancelled (captures 24f, 40zs). */
function failureOf({ version, isCancelled, statusReason }: ConfigVersion): string {
  if (!isCancelled) return `version ${version} failed`;
  return `version ${version} was cancelled${statusReason === undefined ? '' : ` (${statusReason})`}`;
}
