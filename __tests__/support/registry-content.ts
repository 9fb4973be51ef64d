import { digestOf } from '../../src/core/image/digest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import type { RegistryReply, RegistryServer } from './registry-server.ts';

export interface Content {
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface ManifestContent extends Content {
  readonly mediaType: string;
}

export function content(text: string): Content {
  const bytes = Buffer.from(text);
  return { digest: digestOf(bytes), bytes };
}

/** A manifest of a configuration and layers, with changes to make it a bad one. */
export function manifestOf(
  config: Content,
  layers: readonly Content[],
  options: { readonly docker?: boolean; readonly change?: Readonly<Record<string, unknown>> } = {},
): ManifestContent {
  const mediaType = options.docker === true ? DOCKER_MANIFEST : OCI_MANIFEST;
  const descriptor = ({ digest, bytes }: Content, type: string) => ({
    mediaType: type,
    digest,
    size: bytes.byteLength,
  });
  const json = {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
    layers: layers.map((layer) => descriptor(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')),
    ...options.change,
  };
  return { mediaType, ...content(JSON.stringify(json)) };
}

export function indexOf(
  entries: readonly (ManifestContent & { readonly platform: string })[],
  options: { readonly docker?: boolean; readonly change?: Readonly<Record<string, unknown>> } = {},
): ManifestContent {
  const mediaType = options.docker === true ? DOCKER_LIST : OCI_INDEX;
  const manifests = entries.map(({ platform, digest, bytes, ...entry }) => {
    const [os, architecture] = platform.split('/');
    return { mediaType: entry.mediaType, digest, size: bytes.byteLength, platform: { os, architecture } };
  });
  return {
    mediaType,
    ...content(JSON.stringify({ schemaVersion: 2, mediaType, manifests, ...options.change })),
  };
}

/** A repository of a registry, for one account. */
export function visit(server: RegistryServer, repository: string, token: string) {
  const authorization = `Bearer ${token}`;
  const send = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: Uint8Array,
  ) =>
    server.send(
      method,
      path.startsWith('https:') ? path : `/v2/${repository}${path}`,
      { authorization, ...headers },
      body,
    );
  return {
    send,
    start: (query = ''): Promise<RegistryReply> => send('POST', `/blobs/uploads/${query}`),
    pushBlob: async ({ digest, bytes }: Content): Promise<RegistryReply> => {
      const { headers } = await send('POST', '/blobs/uploads/');
      return send('PUT', `${headers.location ?? ''}&digest=${digest}`, {}, bytes);
    },
    put: (manifest: ManifestContent, reference: string): Promise<RegistryReply> =>
      send('PUT', `/manifests/${reference}`, { 'content-type': manifest.mediaType }, manifest.bytes),
    get: (reference: string, ...accept: readonly string[]): Promise<RegistryReply> =>
      send('GET', `/manifests/${reference}`, accept.length === 0 ? {} : { accept: accept.join(', ') }),
  };
}

/** Codes of an error reply. */
export function codesOf(reply: RegistryReply): readonly string[] {
  const { errors } = JSON.parse(reply.body.toString()) as {
    readonly errors: readonly { readonly code: string }[];
  };
  return errors.map(({ code }) => code);
}
