import { isDigest } from '../../core/image/digest.ts';
import type { RunningPod } from '../../core/ports/rollouts.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../api/json-fields.ts';
import { digestOfImage } from './pod-template.ts';

/** The pods of one ReplicaSet or ReplicationController, by label and owner: labels can be shared. */
export interface PodSelection {
  readonly project: string;
  readonly labelSelector: string;
  /** name of the owner */
  readonly owner: string;
}

export async function readPods(
  api: Api,
  { project, labelSelector, owner }: PodSelection,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const path = namespacedPath('v1', project, 'pods');
  const list = requireOk(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
  return objectsAt(list, 'items').filter((pod) =>
    objectsAt(pod, 'metadata', 'ownerReferences').some((reference) => textAt(reference, 'name') === owner),
  );
}

/** True for an active pod: not being deleted, evicted or finished. */
export function isLiving(pod: JsonObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return (
    textAt(pod, 'metadata', 'deletionTimestamp') === undefined && phase !== 'Failed' && phase !== 'Succeeded'
  );
}

/** The image a pod runs as reported by the kubelet, or else as its spec requests it. */
export function toRunningPod(pod: JsonObject): RunningPod {
  const ready = objectsAt(pod, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'Ready',
  );
  const statuses = containerStatuses(pod);
  const containers = [...objectsAt(pod, 'spec', 'containers'), ...objectsAt(pod, 'spec', 'initContainers')];
  const digests = containers.map((container): [string, string | undefined] => {
    const name = textAt(container, 'name') ?? '';
    const status = statuses.find((candidate) => textAt(candidate, 'name') === name);
    return [name, pulledDigest(status) ?? digestOfImage(textAt(container, 'image') ?? '')];
  });
  return {
    name: podName(pod),
    ready: textAt(ready, 'status') === 'True',
    imageDigests: Object.fromEntries(digests),
  };
}

export function podName(pod: JsonObject): string {
  return textAt(pod, 'metadata', 'name') ?? '';
}

export function containerStatuses(pod: JsonObject): readonly JsonObject[] {
  return [
    ...objectsAt(pod, 'status', 'containerStatuses'),
    ...objectsAt(pod, 'status', 'initContainerStatuses'),
  ];
}

/**
 * `imageID` is `host/ns/name@sha256:…`, with `docker-pullable://` before it on Docker. A bare `sha256:…` is the id of
 * the configuration, not the digest of the image, and proves nothing.
 */
function pulledDigest(status: JsonObject | undefined): string | undefined {
  const digest = digestOfImage(textAt(status, 'imageID') ?? '');
  return isDigest(digest) ? digest : undefined;
}

/** Why a container does not run. */
export interface PodTrouble {
  readonly pod: string;
  /** undefined: the whole pod */
  readonly container: string | undefined;
  /** one line, such as `ImagePullBackOff: Back-off pulling image` */
  readonly reason: string;
  /** it ran and exited, so there is a log */
  readonly hasRun: boolean;
}

// normal states of a starting container
const STARTING: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

export function troublesOf(pod: JsonObject): readonly PodTrouble[] {
  const name = podName(pod);
  return [
    ...podTroubles(pod).map((reason) => ({ pod: name, container: undefined, reason, hasRun: false })),
    ...containerStatuses(pod).flatMap((status) => {
      const reason = containerTrouble(status);
      if (reason === undefined) return [];
      const hasRun = (numberAt(status, 'restartCount') ?? 0) > 0 || 'terminated' in objectAt(status, 'state');
      return [{ pod: name, container: textAt(status, 'name'), reason, hasRun }];
    }),
  ];
}

function podTroubles(pod: JsonObject): readonly string[] {
  if (textAt(pod, 'status', 'phase') === 'Failed') {
    return [reasonText(textAt(pod, 'status', 'reason') ?? 'Failed', textAt(pod, 'status', 'message'))];
  }
  return objectsAt(pod, 'status', 'conditions')
    .filter((condition) => textAt(condition, 'reason') === 'Unschedulable')
    .map((condition) => reasonText('Unschedulable', textAt(condition, 'message')));
}

function containerTrouble(status: JsonObject): string | undefined {
  const waiting = objectAt(status, 'state', 'waiting');
  const reason = textAt(waiting, 'reason');
  const ended = objectAt(status, 'state', 'terminated');
  const last = objectAt(status, 'lastState', 'terminated');
  const exit = (end: JsonObject): string | undefined => {
    const code = numberAt(end, 'exitCode');
    if (code === undefined || code === 0) return undefined;
    return `${textAt(end, 'reason') ?? 'Error'} with exit code ${code}`;
  };
  if (reason !== undefined && !STARTING.has(reason)) {
    const before = exit(last);
    return `${reasonText(reason, textAt(waiting, 'message'))}${before === undefined ? '' : `, ended before: ${before}`}`;
  }
  const end = exit(ended);
  return end === undefined ? undefined : reasonText(end, textAt(ended, 'message'));
}

function reasonText(reason: string, message: string | undefined): string {
  return cleanServerText(message === undefined ? reason : `${reason}: ${message}`, 400);
}

/** `pod web-1 container web: ImagePullBackOff: …` */
export function troubleText({ pod, container, reason }: PodTrouble): string {
  return `pod ${pod}${container === undefined ? '' : ` container ${container}`}: ${reason}`;
}
