import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage, type BuiltImage } from '../../sandbox/images/image.ts';
import { buildLayer } from '../../sandbox/images/layer.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import type { SandboxOptions } from '../../sandbox/state/options.ts';
import { seedProject, seedRole, seedServiceAccount, seedStream } from '../../sandbox/seeds.ts';

/** A release of many images that waits in `dev`, and a `prod` that has none of them. */
export interface ImageSet {
  readonly source: SandboxCluster;
  readonly destination: SandboxCluster;
  /** one line of `images` each */
  readonly lines: readonly string[];
  /** variables of the shell command */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** `source: GET /v2/… 200` of every request since the last time it was asked */
  takeRequests(): readonly string[];
  stop(): Promise<void>;
}

/** @param names of the streams, in both projects; each image has a layer of its own and one that all share */
export async function startImageSet(
  names: readonly string[],
  tag = '1.4.2',
  { base, ...options }: Pick<SandboxOptions, 'hold' | 'log'> & { readonly base?: Uint8Array } = {},
): Promise<ImageSet> {
  let requests: string[] = [];
  const log = (line: string): void => {
    requests.push(line);
    options.log?.(line);
  };
  const sandbox = await startSandbox({ ...options, log });
  const folder = await mkdtemp(path.join(tmpdir(), 'image-set-'));
  const environment: Record<string, string> = {};
  for (const [side, cluster, project, roles] of [
    ['SOURCE', sandbox.source, 'dev', ['registry-viewer']],
    ['DESTINATION', sandbox.destination, 'prod', ['edit']],
  ] as const) {
    seedProject(cluster, project);
    environment[`PROMOTE_${side}_SERVER`] = cluster.apiUrl;
    environment[`PROMOTE_${side}_TOKEN`] = seedServiceAccount(cluster, project, 'promoter');
    environment[`PROMOTE_${side}_CA`] = path.join(folder, `${project}-ca.pem`);
    await writeFile(path.join(folder, `${project}-ca.pem`), cluster.ca);
    for (const role of roles) seedRole(cluster, project, role, `system:serviceaccount:${project}:promoter`);
  }
  // the API tells the host of the registry with any stream
  seedStream(sandbox.destination, 'prod', 'another');
  const build = imageBuilder(folder, base);
  for (const name of names) await seedImage(sandbox.source, 'dev', name, tag, await build(`${name} ${tag}`));
  return {
    source: sandbox.source,
    destination: sandbox.destination,
    lines: names.map((name) => `dev/${name}:${tag} => prod/${name}:${tag}`),
    environment,
    folder,
    takeRequests: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    stop: async () => {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Small images of two layers; the first one is the same in all of them. */
export function imageBuilder(
  folder: string,
  shared: Uint8Array = Buffer.from('what all share'),
): (content: string) => Promise<BuiltImage> {
  const pack = (name: string, content: Uint8Array) =>
    buildLayer(
      folder,
      name,
      [{ path: '/etc/content', content: Buffer.from(content) }],
      'fast',
      AbortSignal.timeout(60_000),
    );
  const base = pack('base', shared);
  let count = 0;
  return async (content) => {
    count += 1;
    return buildImage({
      platform: { os: 'linux', architecture: 'amd64' },
      created: '2026-01-02T03:04:05Z',
      layers: [await base, await pack(`own-${count}`, Buffer.from(content))],
      labels: { 'org.opencontainers.image.title': content },
    });
  };
}
