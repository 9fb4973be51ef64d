import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { buildImage, buildIndex, type BuiltIndex } from './image.ts';
import { buildLayer, type BuiltLayer } from './layer.ts';
import { baseFiles, filesOfFolder, runtimeFiles } from './program-files.ts';
import type { Platform } from '../../src/core/image/descriptor.ts';

/** Two releases of one application; they share the layers of the system below it. */
export interface DemoImages {
  readonly previous: BuiltIndex;
  /** brings node, a layer of about 100 MB */
  readonly next: BuiltIndex;
}

export interface DemoImageOptions {
  /** folder for the layers; they must stay there while clusters are seeded with them */
  readonly folder: string;
  /** folder of the application; default: that of the running program */
  readonly program?: string | undefined;
}

const CREATED = '2026-01-01T00:00:00Z';
const NEVER = new AbortController().signal;

/**
 * Makes images of real files on the spot: this program as the application, certificates, the system's libraries, and in the
 * newer release the running node, so that its copy takes a moment. Each is an index of two platforms with attestations; the
 * image of the other platform comes without libraries and node, which only exist for this one here.
 */
export async function demoImages(
  options: DemoImageOptions,
  signal: AbortSignal = NEVER,
): Promise<DemoImages> {
  const { folder } = options;
  const program = options.program ?? path.dirname(await realpath(process.argv[1] ?? '.'));
  const { node, libraries } = await runtimeFiles();
  const base = await buildLayer(folder, 'base', baseFiles(), 'fast', signal);
  const system =
    libraries.length === 0 ? [] : [await buildLayer(folder, 'libraries', libraries, 'fast', signal)];
  const runtime = await buildLayer(folder, 'node', node, 'none', signal);
  const application = await filesOfFolder(program, '/app');
  const release = async (version: string, own: readonly BuiltLayer[]): Promise<BuiltIndex> => {
    const about = { path: '/app/release.json', content: Buffer.from(JSON.stringify({ version })) };
    const app = await buildLayer(folder, `app-${version}`, [...application, about], 'fast', signal);
    const here: Platform = { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' };
    const there: Platform = { os: 'linux', architecture: here.architecture === 'arm64' ? 'amd64' : 'arm64' };
    const images = [imageOf(here, version, [base, ...own, app]), imageOf(there, version, [base, app])];
    return buildIndex(images, { attested: true });
  };
  return { previous: await release('1.4.1', system), next: await release('1.4.2', [...system, runtime]) };
}

function imageOf(platform: Platform, version: string, layers: readonly BuiltLayer[]) {
  return buildImage({
    platform,
    layers,
    created: CREATED,
    config: {
      User: '1001',
      ExposedPorts: { '8080/tcp': {} },
      WorkingDir: '/app',
      Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
      Entrypoint: ['/usr/local/bin/node'],
      Cmd: ['/app/cli.js', '--version'],
    },
    labels: {
      'org.opencontainers.image.title': 'openshift-promote',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.created': CREATED,
    },
  });
}
