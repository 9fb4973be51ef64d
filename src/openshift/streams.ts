import { isDigest, type Digest } from '../core/digest.ts';
import type { WorkloadKind } from '../core/ports/rollouts.ts';
import type { ImageDescription, PinnedWorkload, Streams, TagHistory } from '../core/ports/streams.ts';
import { cleanServerText } from '../core/server-text.ts';
import type { JsonObject } from '../core/strict-json.ts';
import { requireOk, type Api } from './api.ts';
import { namespacedPath } from './api-path.ts';
import { objectAt, objectsAt, textAt, textMapAt } from './json-fields.ts';
import { digestOfImage, templateContainers } from './pod-template.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
// A label is for a table: what is longer is no version.
const MAX_TEXT = 200;

const WORKLOADS: readonly { readonly kind: WorkloadKind; readonly groupVersion: string }[] = [
  { kind: 'deployment', groupVersion: 'apps/v1' },
  { kind: 'deploymentconfig', groupVersion: 'apps.openshift.io/v1' },
];

/** The streams of one cluster, as the API shows them; no registry is asked. */
export function createStreams(api: Api): Streams {
  return {
    readHistory: (name, signal) => readHistory(api, name, signal),
    describeImage: (name, signal) => describeImage(api, name, signal),
    async listPinned(project, signal) {
      const lists = await Promise.all(
        WORKLOADS.map(({ kind, groupVersion }) => listPinned(api, { project, kind, groupVersion }, signal)),
      );
      return lists.flat();
    },
  };
}

/** One request tells all tags with their history, newest first (openshift-api.md §3.2, capture 05g). */
async function readHistory(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<readonly TagHistory[] | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404 && reply.failure.kind === 'imagestreams') return undefined;
  return objectsAt(requireOk(reply), 'status', 'tags').flatMap((entry) => {
    const tag = textAt(entry, 'tag');
    const events = objectsAt(entry, 'items').map(toEvent);
    // a tag that was never imported has no items
    return tag === undefined || events.length === 0 ? [] : [{ tag, events }];
  });
}

function toEvent(item: JsonObject): TagHistory['events'][number] {
  const digest = textAt(item, 'image');
  return {
    digest: isDigest(digest) ? digest : undefined,
    image: cleanServerText(textAt(item, 'dockerImageReference') ?? '', 600),
    since: cleanServerText(textAt(item, 'created') ?? '', MAX_TEXT),
  };
}

/** An index has no config of its own; its children can be asked for like any image of the stream (capture 14g). */
async function describeImage(
  api: Api,
  { project, stream, digest }: { readonly project: string; readonly stream: string; readonly digest: Digest },
  signal: AbortSignal,
): Promise<ImageDescription | undefined> {
  const image = await readImage(api, project, stream, digest, signal);
  const [child] = objectsAt(image, 'dockerImageManifests')
    // an attestation of buildkit
    .filter((entry) => textAt(entry, 'os') !== 'unknown')
    .map((entry) => textAt(entry, 'digest'))
    .filter(isDigest);
  const described =
    child === undefined ? image : ((await readImage(api, project, stream, child, signal)) ?? image);
  return described === undefined ? undefined : toDescription(described);
}

async function readImage(
  api: Api,
  project: string,
  stream: string,
  digest: Digest,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreamimages', `${stream}@${digest}`);
  const reply = await api.send({ method: 'GET', path }, signal);
  // pruned meanwhile, or a right that others have: the list is good without it
  if (!reply.ok && [403, 404].includes(reply.failure.status)) return undefined;
  return objectAt(requireOk(reply), 'image');
}

function toDescription(image: JsonObject): ImageDescription {
  const metadata = objectAt(image, 'dockerImageMetadata');
  const labels = Object.entries(textMapAt(metadata, 'Config', 'Labels')).map(([name, value]) => [
    name,
    cleanServerText(value, MAX_TEXT),
  ]);
  const created = textAt(metadata, 'Created');
  return {
    created: created === undefined ? undefined : cleanServerText(created, MAX_TEXT),
    labels: Object.fromEntries(labels) as Record<string, string>,
  };
}

async function listPinned(
  api: Api,
  what: { readonly project: string; readonly kind: WorkloadKind; readonly groupVersion: string },
  signal: AbortSignal,
): Promise<readonly PinnedWorkload[]> {
  const { project, kind, groupVersion } = what;
  const reply = await api.send(
    { method: 'GET', path: namespacedPath(groupVersion, project, `${kind}s`) },
    signal,
  );
  // not allowed, or a cluster without DeploymentConfigs (capture 48g): what is known is told
  if (!reply.ok && [403, 404].includes(reply.failure.status)) return [];
  return objectsAt(requireOk(reply), 'items').flatMap((object) => {
    const name = textAt(object, 'metadata', 'name');
    const digests = templateContainers(object).flatMap(({ image }) => {
      const digest = digestOfImage(image);
      return digest === undefined ? [] : [digest];
    });
    return name === undefined || digests.length === 0 ? [] : [{ workload: { kind, project, name }, digests }];
  });
}
