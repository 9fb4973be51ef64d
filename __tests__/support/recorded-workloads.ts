// A project with recorded workloads, and how they took a new image: what the tests of rollouts share.
import { parseDigest } from '../../src/core/image/digest.ts';
import type { RolloutTarget } from '../../src/core/ports/rollouts.ts';
import { createApi } from '../../src/openshift/api/api.ts';
import { loopbackTransport } from './loopback-transport.ts';
import { quietClock } from './quiet-clock.ts';
import { recordedObject } from './recorded-reply.ts';
import {
  recordedList,
  ReplayedCluster,
  type Answer,
  type ReplayOptions,
  type TimedEvent,
} from './replayed-cluster.ts';
import { createRollouts } from '../../src/openshift/cluster.ts';

export type Json = Record<string, unknown>;

export const NS = 'more-watch';
export const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NS}/deployments`;
export const CONFIGS = `/apis/apps.openshift.io/v1/namespaces/${NS}/deploymentconfigs`;
export const REPLICASETS = `/apis/apps/v1/namespaces/${NS}/replicasets`;
export const CONTROLLERS = `/api/v1/namespaces/${NS}/replicationcontrollers`;
export const PODS = `/api/v1/namespaces/${NS}/pods`;
export const EVENTS = `/api/v1/namespaces/${NS}/events`;
export const TAG = `/apis/image.openshift.io/v1/namespaces/${NS}/imagestreamtags/app:prod`;
export const INTERNAL = `image-registry.openshift-image-registry.svc:5000/${NS}/app`;
const WEB_UID = 'ac8a1b03-94f3-42d5-8a41-3e747fc0c766';
export const OLD = 'sha256:f254ec11d7fe7c23dbf3ec851569016ea54e5f22392b39d80ed184cc74665802';
export const NEW = parseDigest('sha256:ef455b6a09f4d74e97b74c5de47c8c70aa3049bf9ebe50b1d420b70e40149edf');

export const TARGET: RolloutTarget = {
  name: `${NS}/app:prod`,
  project: NS,
  stream: 'app',
  tags: ['prod'],
  digest: NEW,
  acceptedDigests: new Set([NEW]),
  pullSpec: `registry.apps.example.com/${NS}/app@${NEW}`,
  repositories: [`registry.apps.example.com/${NS}/app`],
};

export const signal = (): AbortSignal => AbortSignal.timeout(60_000);

/** The cluster as recorded before a tag moved, and the clock of both. Close it after the test. */
export async function startRollouts(options: Partial<ReplayOptions> & { readonly log?: string[] } = {}) {
  const replica = (hash: string, revision: string, uid = WEB_UID): Json => ({
    metadata: {
      name: `web-${hash}`,
      labels: { d: 'web', 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [{ uid }],
    },
  });
  const objects = {
    [DEPLOYMENTS]: recordedList('43a-list-for-watch-dep'),
    [CONFIGS]: recordedList('43a-list-for-watch-dc'),
    [CONTROLLERS]: recordedList('43a-list-for-watch-rc'),
    // the first is of another Deployment with the same labels
    [REPLICASETS]: [
      replica('0000000000', '3', 'other'),
      replica('877c99957', '2'),
      replica('58bd88f7fc', '3'),
    ],
    [PODS]: recordedList('43a-list-for-watch-pods'),
    [EVENTS]: [],
    ...options.objects,
  };
  const clock = quietClock();
  const cluster = new ReplayedCluster({ ...options, objects, clock });
  const url = await cluster.start();
  const side = 'destination' as const;
  const api = createApi({
    side,
    server: url,
    token: 't',
    transport: clock.watching(loopbackTransport(side)),
  });
  const log = (line: string): void => void options.log?.push(line);
  return { rollouts: createRollouts({ api, clock, log }), cluster, clock };
}

export function optionsFor(messages: string[], timeoutMs = 600_000, wait = true) {
  return { wait, timeoutMs, onProgress: ({ message }: { message: string }) => void messages.push(message) };
}

/** What is different from the recording. */
export interface Edit {
  readonly image?: string;
  /** the annotation of image triggers; null: none */
  readonly triggers?: string | null;
  readonly meta?: Json;
  readonly spec?: Json;
  readonly status?: Json;
}

/** A recorded workload or controller, moved to the project and edited. */
export function edited(name: string, edit: Edit): Json {
  return editedObject(recordedObject(name), edit);
}

/** The only object of a recorded list, edited. */
export function editedItem(name: string, edit: Edit): Json {
  return editedObject(recordedList(name)[0] ?? {}, edit);
}

function editedObject(original: Json, edit: Edit): Json {
  const object = structuredClone(original);
  const meta = object['metadata'] as Json & { annotations?: Record<string, string> };
  const spec = object['spec'] as Json & { template: { spec: { containers: { image: string }[] } } };
  const [container] = spec.template.spec.containers;
  if (edit.image !== undefined && container) container.image = edit.image;
  const annotations = { ...meta.annotations };
  if (edit.triggers === null) delete annotations['image.openshift.io/triggers'];
  else if (edit.triggers !== undefined) annotations['image.openshift.io/triggers'] = edit.triggers;
  return {
    ...object,
    metadata: { ...meta, namespace: NS, annotations, ...edit.meta },
    spec: { ...spec, ...edit.spec },
    status: { ...(object['status'] as Json), ...edit.status },
  };
}

/** The annotation that lets container `c` follow a tag. */
export function triggersOf(tag: string, more: Json = {}): string {
  const fieldPath = 'spec.template.spec.containers[?(@.name=="c")].image';
  return JSON.stringify([{ from: { kind: 'ImageStreamTag', name: tag }, fieldPath, ...more }]);
}

/** A Status of the API. */
export function failed(code: number, message: string, kind = ''): Answer {
  return { status: code, body: { kind: 'Status', message, reason: 'x', details: { kind }, code } };
}

/** An ImageChange trigger of a DeploymentConfig that follows the tag. */
export function imageTrigger(more: Json): Json {
  return {
    type: 'ImageChange',
    imageChangeParams: {
      containerNames: ['c'],
      from: { kind: 'ImageStreamTag', namespace: NS, name: 'app:prod' },
      ...more,
    },
  };
}

/** One version of a DeploymentConfig, made of the recorded first one. */
export function version(
  number: number,
  phase: string,
  digest: string,
  more: Readonly<Record<string, string>> = {},
): Json {
  const image = `${INTERNAL}@${digest}`;
  const [first] = recordedList('43a-list-for-watch-rc');
  const { annotations } = first?.['metadata'] as { annotations: Record<string, string> };
  const owner = { uid: 'rc', name: 'app' };
  return editedItem('43a-list-for-watch-rc', {
    image,
    meta: {
      name: `app-${number}`,
      ownerReferences: [owner],
      annotations: {
        ...annotations,
        'openshift.io/deployment-config.latest-version': String(number),
        'openshift.io/deployment.phase': phase,
        ...more,
      },
    },
  });
}

/** An event that changes an object. */
export function modified(collection: string, object: Json): TimedEvent {
  return { collection, type: 'MODIFIED', object };
}
