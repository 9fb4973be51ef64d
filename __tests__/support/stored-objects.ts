import { digestOf } from '../../src/core/image/digest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import type { Side } from '../../src/core/text/errors.ts';
import { createTransport } from '../../src/http/transport.ts';
import { createCluster } from '../../src/openshift/cluster.ts';
import { promote, type PromotionOutcome } from '../../src/promotion/promote.ts';
import { createRegistries } from '../../src/registry/registries.ts';
import { accountsByHost } from './accounts.ts';
import { realClock } from './clocks.ts';
import { noOutside } from './fake-ports.ts';
import { plainTransport } from './plain-transport.ts';
import { promoteOptions, request, sideOptions } from './promote-options.ts';
import { NEVER } from './registry-under-test.ts';

/** A registry over HTTP, or with a token and the PEM of its authority over HTTPS. */
export interface StoringRegistry {
  readonly host: string;
  readonly ca?: string;
  readonly token?: string;
  /** URL of the API of the cluster that it belongs to: images go to streams of the cluster */
  readonly server?: string;
}

/** A manifest or blob that a registry serves, checked by its digest; `bytes` undefined: it has none */
export interface StoredObject {
  readonly digest: string;
  /** as the parent's descriptor says */
  readonly mediaType: string;
  readonly bytes: number | undefined;
}

interface ManifestJson {
  readonly config?: DescriptorJson;
  readonly layers?: readonly DescriptorJson[];
  readonly manifests?: readonly DescriptorJson[];
}
interface DescriptorJson {
  readonly mediaType: string;
  readonly digest: string;
}

const MANIFEST_TYPES = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST];

/**
 * All that a tag leads to, read without the client under test: children, configurations, layers, and what is attached by
 * the tags `sha256-….sig` and `sha256-…` (OCI distribution 1.1, referrers tag schema). Without duplicates, by digest.
 * `root`: text of the manifest of the tag.
 */
export async function storedObjects(
  { host, ca, token }: StoringRegistry,
  repository: string,
  tag: string,
): Promise<{ readonly root: string; readonly objects: readonly StoredObject[] }> {
  const transport = plainTransport('source', ca === undefined ? {} : { ca });
  const read = async (place: string): Promise<Buffer | undefined> => {
    const url = `${ca === undefined ? 'http' : 'https'}://${host}/v2/${repository}/${place}`;
    const headers = {
      accept: MANIFEST_TYPES.join(', '),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const { status, body } = await transport.send({ method: 'GET', url, headers }, NEVER);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`${url} answered ${status}`);
    return Buffer.from(body);
  };
  const found = new Map<string, StoredObject>();
  const visit = async ({ digest, mediaType }: DescriptorJson, isManifest: boolean): Promise<void> => {
    if (found.has(digest)) return;
    const body = await read(`${isManifest ? 'manifests' : 'blobs'}/${digest}`);
    if (body !== undefined && digestOf(body) !== digest) throw new Error(`${digest} has other bytes`);
    found.set(digest, { digest, mediaType, bytes: body?.byteLength });
    if (!isManifest || body === undefined) return;
    const { config, layers = [], manifests = [] } = JSON.parse(body.toString()) as ManifestJson;
    for (const blob of config === undefined ? layers : [config, ...layers]) await visit(blob, false);
    for (const child of manifests) await visit(child, true);
    for (const suffix of ['', '.sig']) await visitAttached(`${digest.replace(':', '-')}${suffix}`);
  };
  /** The referrers' index itself is rewritten by each registry; what it names is not. */
  const visitAttached = async (name: string): Promise<void> => {
    const attached = await read(`manifests/${name}`);
    if (attached === undefined) return;
    const { mediaType = OCI_MANIFEST, manifests } = JSON.parse(attached.toString()) as ManifestJson & {
      readonly mediaType?: string;
    };
    const referrers = manifests ?? [{ mediaType, digest: digestOf(attached) }];
    for (const each of referrers) await visit(each, true);
  };
  const root = await read(`manifests/${tag}`);
  if (root === undefined) throw new Error(`${host}/${repository}:${tag} is not there`);
  await visit({ digest: digestOf(root), mediaType: 'of the tag' }, true);
  const objects = [...found.values()].sort((one, other) => (one.digest < other.digest ? -1 : 1));
  return { root: root.toString(), objects };
}

/** Promotes an image with all its attachments out of a registry over HTTP. */
export async function promoteEverything(
  sourceHost: string,
  from: string,
  { host, ca, token, server }: StoringRegistry,
  to: string,
): Promise<PromotionOutcome> {
  const sideOf = (side: Side) => ({
    transport: createTransport({ side, ca, clock: realClock, environment: {}, retries: 1 }),
    accountAt: accountsByHost((at) =>
      at === host && token !== undefined ? { kind: 'bearer', token } : undefined,
    ),
    plainHttpHosts: new Set(ca === undefined ? [sourceHost, host] : [sourceHost]),
  });
  const sides = { source: sideOf('source'), destination: sideOf('destination') };
  const say = (): void => undefined;
  const { transport } = sides.destination;
  const cluster =
    server === undefined || token === undefined
      ? undefined
      : createCluster({ side: 'destination', server, token, transport, clock: realClock, log: say });
  try {
    return await promote(
      promoteOptions({
        promotions: [request(`${sourceHost}/${from}`, cluster === undefined ? `${host}/${to}` : to)],
        signatures: 'always',
        destination: sideOptions('destination', { server, registry: host }),
      }),
      {
        ...noOutside(),
        registries: createRegistries({ sides, clock: realClock, log: say }),
        clusters: { source: undefined, destination: cluster },
        clock: realClock,
        reporter: {
          group: (_title, body) => body(),
          ...{ info: say, notice: say, warning: say, debug: say, rolloutProgress: () => undefined },
          transferProgress: () => undefined,
        },
      },
      NEVER,
    );
  } finally {
    await Promise.all([sides.source.transport.close(), sides.destination.transport.close()]);
  }
}
