import type { ApiCall } from '../exchange/exchange.ts';
import { readMetadata, updatedMetadata, type Metadata, type ResourceSpec } from '../api/resource-spec.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ImageStream } from '../state/kinds.ts';
import { readSpecTag, requireKnownKind } from './spec-tag.ts';
import { settleStream } from './stream-strategy.ts';

const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

export const IMAGE_STREAMS: ResourceSpec<'imagestreams'> = {
  resource: 'imagestreams',
  group: 'image.openshift.io',
  version: 'v1',
  kind: 'ImageStream',
  namespaced: true,
  bookmark: {
    metadata: { namespace: 'default' },
    spec: { lookupPolicy: { local: false } },
    status: { dockerImageRepository: '' },
  },
  fields: {},
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'ImageStream', state);
    const stream = { metadata, spec: readSpec(body, state), status: emptyStatus(state, call, metadata.name) };
    const settled = settleStream(state, stream as ImageStream, undefined, call.identity);
    requireValidStream(settled);
    return settled;
  },
  rebuild: (body, stored, call, state) => {
    const metadata = updatedMetadata(body, stored);
    const stream = { metadata, spec: readSpec(body, state), status: structuredClone(stored.status) };
    return settleStream(state, stream, stored, call.identity);
  },
};

/** The name, and the pull specs that were made of it (capture 49w2). @throws StatusFailure 422 */
export function requireValidStream(
  stream: Pick<ImageStream, 'status'> & { readonly metadata: Metadata },
): void {
  const { name } = stream.metadata;
  if (NAME.test(name)) return;
  const references = (stream.status.tags ?? []).flatMap((status) =>
    (status.items ?? []).map((event, index) => ({
      reason: 'FieldValueInvalid',
      message: `Invalid value: "${event.dockerImageReference}": repository name must be lowercase`,
      field: `status.tags[${status.tag}].items[${index}].dockerImageReference`,
    })),
  );
  const own = {
    reason: 'FieldValueInvalid',
    message: `Invalid value: "${name}": must match "[a-z0-9]+(?:[._-][a-z0-9]+)*"`,
    field: 'metadata.name',
  };
  const wrong = references.filter((cause) => /[A-Z]/.test(name) && cause.message.includes(name));
  throw invalid('image.openshift.io', 'ImageStream', name, [own, ...wrong]);
}

function readSpec(body: JsonObject, state: ClusterState): ImageStream['spec'] {
  const sent = asObject(body['spec']);
  const tags = Array.isArray(sent['tags']) ? sent['tags'] : [];
  const list = tags.map((tag) => readSpecTag(state, tag, asString(asObject(tag)['name'])));
  for (const tag of list) {
    const name = asString(asObject(body['metadata'])['name']);
    requireKnownKind(tag, { kind: 'ImageStream', name, field: `spec.tags[${tag.name}]` });
  }
  const outside = asString(sent['dockerImageRepository']);
  return {
    lookupPolicy: { local: asObject(sent['lookupPolicy'])['local'] === true },
    ...(outside === '' ? {} : { dockerImageRepository: outside }),
    ...(list.length === 0 ? {} : { tags: list.sort((left, right) => (left.name < right.name ? -1 : 1)) }),
  };
}

/** Where the stream's images are: the name inside the cluster, and outside when the registry is exposed (openshift-api.md §2.1). */
export function emptyStatus(
  state: ClusterState,
  call: Pick<ApiCall, 'namespace'>,
  name: string,
): ImageStream['status'] {
  const path = `${call.namespace ?? ''}/${name}`;
  const publicHost = state.publicRegistryHost;
  return {
    dockerImageRepository: `${state.internalRegistryHost}/${path}`,
    ...(publicHost === undefined ? {} : { publicDockerImageRepository: `${publicHost}/${path}` }),
  };
}
