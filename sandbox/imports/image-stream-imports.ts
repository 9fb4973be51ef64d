import { json, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { requireNamespace } from '../api/resource-spec.ts';
import { conflict, notFound, StatusFailure } from '../exchange/status.ts';
import { asObject, asString } from '../state/json.ts';
import { admitNew } from '../limits/quota-admission.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Image, ImageStream } from '../state/kinds.ts';
import { find, newUid } from '../state/store.ts';
import { pullCredentialsOf } from '../upstream/pull-secrets.ts';
import { splitReference, type UpstreamImage } from '../state/upstream.ts';
import { lookFor, showImage, statusOf, storeImported, type Looked } from './import-image.ts';
import { readImportSpec, showImport, type ImageImport, type ImportSpec } from './import-request.ts';
import { storeStream, streamAfterImport, type ImportedTag } from './import-tags.ts';

/**
 * An ImageStreamImport: the answer is a 201 whatever became of the images, each has a status of its own (openshift-api.md §3.7;
 * captures 06a–06x, 23a–23g). A dry run is not honoured (44zv).
 */
export const importImages: Handler = (call, state) => {
  requireNamespace(state, call.namespace);
  const spec = readImportSpec(call, state);
  return { kind: 'later', reply: run(call, spec, state) };
};

async function run(call: ApiCall, spec: ImportSpec, state: ClusterState): Promise<ApiReply> {
  try {
    return json(201, await importAll(call, spec, state));
  } catch (error) {
    if (error instanceof StatusFailure) return error.reply;
    throw error;
  }
}

async function importAll(call: ApiCall, spec: ImportSpec, state: ClusterState): Promise<object> {
  const { namespace = '' } = call;
  const metadata = asObject(call.body['metadata']);
  const name = asString(metadata['name']);
  const version = versionOf(state, namespace, name);
  requireVersion(asString(metadata['resourceVersion']), version, name);
  const signal = AbortSignal.timeout(60_000);
  const orders = [...spec.images];
  const repository =
    spec.repository === undefined ? undefined : await expand(state, namespace, spec.repository, signal);
  const all = [...orders, ...(repository ?? [])];
  const tags: ImportedTag[] = [];
  for (const order of all) tags.push({ order, looked: await lookFor(state, namespace, order, signal) });
  // the registries were asked meanwhile: what the server stores then is the stream that it read before
  if (spec.isStored && versionOf(state, namespace, name) !== version) throw conflict(STREAMS, name, MODIFIED);
  const result = spec.isStored ? store(call, state, namespace, name, tags) : undefined;
  const images = tags.map(({ order, looked }) => imageStatus(state, order, looked, result?.images));
  const stream = result?.stream;
  return {
    kind: 'ImageStreamImport',
    apiVersion: 'image.openshift.io/v1',
    metadata: { name, namespace, uid: newUid(), creationTimestamp: timestamp(state) },
    spec: {
      import: spec.isStored,
      ...(spec.repository === undefined ? {} : { repository: showImport(spec.repository) }),
      ...(orders.length === 0
        ? {}
        : { images: orders.map((order) => ({ ...showImport(order), to: { name: order.to } })) }),
    },
    status: {
      ...(stream === undefined ? {} : { import: shown(stream) }),
      ...(repository === undefined
        ? {}
        : {
            repository: { status: { metadata: {}, status: 'Success' }, images: images.slice(orders.length) },
          }),
      ...(orders.length === 0 ? {} : { images: images.slice(0, orders.length) }),
    },
  };
}

const STREAMS = { group: 'image.openshift.io', resource: 'imagestreams' };
const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

function versionOf(state: ClusterState, namespace: string, name: string): string | undefined {
  return find(state, 'imagestreams', namespace, name)?.metadata.resourceVersion;
}

function requireVersion(sent: string, current: string | undefined, name: string): void {
  if (sent === '' || sent === current) return;
  if (current === undefined) throw notFound(STREAMS, name);
  const why = `the image stream was updated from "${sent}" to "${current}"`;
  throw conflict({ ...STREAMS, resource: 'imagestream' }, name, why);
}

async function expand(
  state: ClusterState,
  namespace: string,
  repository: Omit<ImageImport, 'to'>,
  signal: AbortSignal,
): Promise<readonly ImageImport[]> {
  const credentials = pullCredentialsOf(state, namespace);
  const { from, importPolicy } = repository;
  const source = { reference: from, credentials, insecure: importPolicy.insecure === true };
  const tags = await state.upstream?.listTags(source, signal);
  if (!Array.isArray(tags)) return [];
  return [...(tags as readonly string[])]
    .sort()
    .map((tag) => ({ ...repository, from: `${from}:${tag}`, to: tag }));
}

interface Stored {
  readonly stream: ImageStream;
  /** those that were not known before, by digest */
  readonly images: ReadonlyMap<string, Image>;
}

function store(
  call: ApiCall,
  state: ClusterState,
  namespace: string,
  name: string,
  tags: readonly ImportedTag[],
): Stored {
  const { stream, isNew } = streamAfterImport(state, namespace, name, tags);
  if (isNew) admitNew(state, 'imagestreams', { what: call, name, namespace });
  const images = new Map<string, Image>();
  for (const { order, looked } of tags) {
    if (looked.kind === 'failure') continue;
    for (const [digest, image] of storeImported(state, looked.image, order.from)) images.set(digest, image);
  }
  return { stream: storeStream(state, stream, isNew), images };
}

function shown(stream: ImageStream): object {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp, annotations, labels } =
    stream.metadata;
  const metadata = { name, namespace, uid, resourceVersion, generation, creationTimestamp };
  return {
    metadata: { ...metadata, ...(annotations && { annotations }), ...(labels && { labels }) },
    spec: stream.spec,
    status: stream.status,
  };
}

/** `tag` is that of the source, and absent for an image by digest (captures 06j, 06t). */
function imageStatus(
  state: ClusterState,
  order: ImageImport,
  looked: Looked,
  stored: ReadonlyMap<string, Image> | undefined,
): object {
  const version = splitReference(order.from)?.version;
  const tag = version === undefined || version.startsWith('sha256:') ? {} : { tag: version };
  if (looked.kind === 'failure') {
    const failure = { metadata: {}, status: 'Failure', ...statusOf(looked, order.from) };
    return { status: failure, ...tag };
  }
  const show = (image: UpstreamImage): object =>
    stored === undefined
      ? probed(showImage(state, image, order.from, undefined, order.includeManifest))
      : showImage(state, image, order.from, stored.get(image.digest), order.includeManifest);
  const { children } = looked.image;
  return {
    status: { metadata: {}, status: 'Success' },
    image: show(looked.image),
    ...tag,
    ...(children.length === 0 ? {} : { manifests: children.map(show) }),
  };
}

/** What is not stored has neither uid nor time (capture 06b). */
function probed(image: object): object {
  const { metadata } = image as { metadata: { name: string; annotations?: object } };
  const { name, annotations } = metadata;
  return { ...image, metadata: { name, creationTimestamp: null, ...(annotations && { annotations }) } };
}
