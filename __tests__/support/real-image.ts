import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { cacheFolder, openSuite, run } from '../../scripts/peers/debian.ts';

/** An OCI layout with a real root file system for two platforms, made of Debian's packages by `umoci`. */
export interface RealImages {
  /** folder of the layout, as in `oci:<layout>:<tag>` */
  readonly layout: string;
}

/** Tags in the layout: one image per platform, and an index of both. */
export const realImageTags = { amd64: 'amd64', arm64: 'arm64', index: 'index' } as const;

// One layer each, from kilobytes to megabytes: a shell, what every system has, certificates, time zones.
const packages = ['base-files', 'busybox-static', 'ca-certificates', 'tzdata'];

/**
 * Gives the images, built the first time (seconds) and then kept outside of the repository.
 * @throws Error when the packages cannot be fetched or `umoci` is missing
 */
export function realImages(): RealImages {
  const folder = path.join(cacheFolder(), 'real-images');
  const layout = path.join(folder, 'layout');
  if (existsSync(layout)) return { layout };

  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  build(work);
  try {
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true });
    if (!existsSync(layout)) throw error; // else another test process was quicker
  }
  return { layout };
}

function build(work: string): void {
  const layout = path.join(work, 'layout');
  run('umoci', ['init', '--layout', layout]);
  for (const architecture of ['amd64', 'arm64'] as const) {
    const image = `${layout}:${realImageTags[architecture]}`;
    run('umoci', ['new', '--image', image]);
    const debs = openSuite(path.join(work, 'packages'), 'machine', architecture).fetch(packages, 'alone');
    for (const deb of debs) {
      const tar = path.join(work, 'layer.tar');
      writeFileTree(deb, tar);
      run('umoci', ['raw', 'add-layer', '--image', image, tar]);
      rmSync(tar);
    }
    const settings = ['--os', 'linux', '--architecture', architecture, '--config.cmd', '/bin/busybox'];
    run('umoci', ['config', '--image', image, ...settings, '--config.label', 'made-of=debian']);
  }
  addIndex(layout);
  rmSync(path.join(work, 'packages'), { recursive: true });
}

/** A package's files as they are packed: real owners, modes, links and times. */
function writeFileTree(deb: string, tar: string): void {
  const to = openSync(tar, 'w');
  const { status } = spawnSync('dpkg-deb', ['--fsys-tarfile', deb], { stdio: ['ignore', to, 'inherit'] });
  closeSync(to);
  if (status !== 0) throw new Error(`dpkg-deb cannot read ${path.basename(deb)}`);
}

interface Entry {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** umoci makes images only; the index that names both is written here. */
function addIndex(layout: string): void {
  const top = path.join(layout, 'index.json');
  const contents = JSON.parse(readFileSync(top, 'utf8')) as { manifests: Entry[] };
  const children = contents.manifests.map(({ annotations, ...entry }) => ({
    ...entry,
    platform: { architecture: annotations['org.opencontainers.image.ref.name'], os: 'linux' },
  }));
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: children }));
  const hex = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(path.join(layout, 'blobs/sha256', hex), bytes);
  contents.manifests.push({
    mediaType,
    digest: `sha256:${hex}`,
    size: bytes.length,
    annotations: { 'org.opencontainers.image.ref.name': realImageTags.index },
  });
  writeFileSync(top, JSON.stringify(contents));
}
