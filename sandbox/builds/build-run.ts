import { createHash } from 'node:crypto';
import { decide } from '../access/authorizer.ts';
import { serviceAccountName, type Identity } from '../state/identity.ts';
import { storeMapping } from '../imagestreams/pushes.ts';
import { splitTagName } from '../imagestreams/tag-events.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Build } from '../state/build-kinds.ts';
import { find } from '../state/store.ts';
import { credentialsIn } from '../upstream/pull-secrets.ts';
import type { PullCredential, UpstreamImage, UpstreamSource } from '../state/upstream.ts';

const SCHEMA_2 = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json';
const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** How a build ended. */
export type BuildEnd =
  | { readonly kind: 'pushed'; readonly digest: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

interface Descriptor {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
}

/**
 * What the builder does with a Dockerfile that only says `FROM`: pulls one platform, adds its labels and environment, and pushes
 * the result in Docker's format: another configuration, another digest (openshift-api.md §9.1).
 */
export async function runBuild(
  state: ClusterState,
  build: Build,
  log: (line: string) => void,
): Promise<BuildEnd> {
  const { namespace = '' } = build.metadata;
  const reference = /^FROM\s+(\S+)\s*$/.exec(asString(asObject(build.spec['source'])['dockerfile']))?.[1];
  if (reference === undefined) return failed('DockerBuildFailed', 'Dockerfile build strategy has failed.');
  const { upstream, registryContent } = state;
  if (upstream === undefined || registryContent === undefined) throw new TypeError('builds reach nothing');
  log(`Pulling image ${reference} ...`);
  const source: UpstreamSource = { reference, credentials: credentialsOf(state, build), insecure: false };
  const signal = AbortSignal.timeout(60_000);
  const found = await upstream.look(source, signal);
  if (found.kind === 'failure') {
    log(
      `error: build error: initializing source docker://${reference}: ${found.detail ?? found.reason.toLowerCase()}`,
    );
    return failed('PullBuilderImageFailed', 'Failed pulling builder image.');
  }
  const image = platformOf(found);
  const { layers, config } = contentOf(image);
  log(`STEP 1/3: FROM ${reference}`);
  const builder = builderOf(build);
  const to = splitTagName(asString(asObject(asObject(build.spec['output'])['to'])['name']));
  const push = {
    verb: 'update',
    group: 'image.openshift.io',
    resource: 'imagestreams',
    subresource: 'layers',
  };
  if (to === undefined || !decide(state, builder, { ...push, namespace, name: to.stream }).allowed) {
    log('error: build error: Failed to push image: denied');
    return failed('PushImageToRegistryFailed', 'Failed to push the image to the registry.');
  }
  const repository = `${namespace}/${to.stream}`;
  for (const { digest } of layers) {
    const content = await upstream.readBlob(source, digest, signal);
    if (content === undefined) return failed('PullBuilderImageFailed', 'Failed pulling builder image.');
    await registryContent.add(repository, content);
  }
  const made = Buffer.from(JSON.stringify(rebuilt(config, build)));
  log('STEP 2/3: ENV "OPENSHIFT_BUILD_NAME" ...\nSTEP 3/3: LABEL "io.openshift.build.name" ...');
  await registryContent.add(repository, made);
  const bytes = Buffer.from(JSON.stringify(manifestOf(made, layers)));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  // deleting the build has also deleted its pod
  if (find(state, 'builds', namespace, build.metadata.name) === undefined)
    return failed('BuildPodDeleted', 'gone');
  const manifest = { digest, mediaType: SCHEMA_2, bytes, config: made };
  const stored = storeMapping(state, { namespace, name: to.stream, tag: to.tag, manifest }, builder);
  if (stored.kind !== 'stored')
    return failed('PushImageToRegistryFailed', 'Failed to push the image to the registry.');
  log(`Successfully pushed ${state.internalRegistryHost}/${repository}@${digest}\nPush successful`);
  return { kind: 'pushed', digest };
}

function failed(reason: string, message: string): BuildEnd {
  return { kind: 'failed', reason, message };
}

/** The secret of the strategy, and those that the service account may mount (openshift-api.md §8). */
function credentialsOf(state: ClusterState, build: Build): readonly PullCredential[] {
  const { namespace } = build.metadata;
  const strategy = asObject(asObject(build.spec['strategy'])['dockerStrategy']);
  const account = find(
    state,
    'serviceaccounts',
    namespace,
    asString(build.spec['serviceAccount']) || 'builder',
  );
  const names = [
    asString(asObject(strategy['pullSecret'])['name']),
    ...(account?.secrets ?? []).map(({ name }) => name),
  ];
  return names.flatMap((name) => {
    const secret = find(state, 'secrets', namespace, name);
    return secret === undefined ? [] : credentialsIn(secret);
  });
}

function builderOf(build: Build): Identity {
  const { namespace = '' } = build.metadata;
  const username = serviceAccountName(namespace, asString(build.spec['serviceAccount']) || 'builder');
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { username, uid: undefined, groups, scopes: [], extra: {} };
}

function platformOf(image: UpstreamImage): UpstreamImage {
  const entries = image.content.dockerImageManifests ?? [];
  const wanted =
    entries.find(({ architecture, os }) => architecture === 'amd64' && os === 'linux') ?? entries[0];
  return image.children.find(({ digest }) => digest === wanted?.digest) ?? image;
}

function contentOf({ manifest }: UpstreamImage): {
  readonly layers: readonly Descriptor[];
  readonly config: JsonObject;
} {
  const parsed: unknown = JSON.parse(Buffer.from(manifest?.bytes ?? []).toString('utf8'));
  const layers = isObject(parsed) && Array.isArray(parsed['layers']) ? parsed['layers'].filter(isObject) : [];
  const config: unknown = JSON.parse(Buffer.from(manifest?.config ?? []).toString('utf8'));
  return {
    layers: layers.map((layer) => ({
      mediaType: LAYER_TYPE,
      size: Number(layer['size']),
      digest: asString(layer['digest']),
    })),
    config: asObject(config),
  };
}

/** The configuration with what the builder adds. */
function rebuilt(config: JsonObject, { metadata, spec }: Build): JsonObject {
  const { name, namespace = '' } = metadata;
  const inner = asObject(config['config']);
  const env = Array.isArray(inner['Env']) ? inner['Env'] : [];
  const labels = asObject(spec['output'])['imageLabels'];
  const added = (Array.isArray(labels) ? labels.filter(isObject) : []).map((label) => [
    asString(label['name']),
    asString(label['value']),
  ]);
  return {
    ...config,
    created: metadata.creationTimestamp,
    config: {
      ...inner,
      Env: [...env, `OPENSHIFT_BUILD_NAME=${name}`, `OPENSHIFT_BUILD_NAMESPACE=${namespace}`],
      Labels: {
        ...asObject(inner['Labels']),
        'io.openshift.build.name': name,
        'io.openshift.build.namespace': namespace,
        ...(Object.fromEntries(added) as Record<string, string>),
      },
    },
  };
}

function manifestOf(config: Uint8Array, layers: readonly Descriptor[]): object {
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  return {
    schemaVersion: 2,
    mediaType: SCHEMA_2,
    config: { mediaType: CONFIG_TYPE, size: config.byteLength, digest },
    layers,
  };
}
