import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { cacheFolder, openSuite, run, unpack } from './debian.ts';

/** Another tool of the trade, ready to be started. */
export interface Peer {
  readonly path: string;
  readonly version: string;
}

/** Each peer, named like its program and the Debian package of it, with what prints its version. */
const askVersion = {
  skopeo: '--version',
  crane: 'version',
  oras: 'version',
  cosign: 'version',
  podman: '--version',
  umoci: '--version',
} as const;
export type PeerName = keyof typeof askVersion;
const peerNames = Object.keys(askVersion) as PeerName[];
// podman does not start without these, even if it starts no container; its package depends on them
const companions = ['conmon', 'crun'];
export type Peers = Readonly<Record<PeerName, Peer>>;

// Debian's newest suite carries versions that the machine's own may be years behind.
const suiteName = 'sid';

/** What an earlier run installed; undefined when there is nothing, or something of it is gone. */
export function installedPeers(): Peers | undefined {
  const list = path.join(cacheFolder(), 'peers', 'peers.json');
  if (!existsSync(list)) return undefined;
  const peers = JSON.parse(readFileSync(list, 'utf8')) as Partial<Peers>;
  const complete = peerNames.every((name) => peers[name] !== undefined && existsSync(peers[name].path));
  return complete ? (peers as Peers) : undefined;
}

/** The file that CONTAINERS_CONF has to name when podman runs. */
export function podmanConfiguration({ podman }: Peers): string {
  return path.resolve(podman.path, '../../containers.conf');
}

/**
 * Fetches the peers and makes them runnable here: each program's file names the loader and the libraries it was
 * built with, so that it starts directly and its timing holds no wrapper.
 * @throws Error when a package cannot be fetched, or a program does not start afterwards
 */
export function installPeers(): Peers {
  const cache = cacheFolder();
  const folder = path.join(cache, 'peers');
  const fresh = path.join(cache, `peers.${process.pid}`);
  const suite = openSuite(cache, suiteName);
  mkdirSync(path.join(fresh, 'root'), { recursive: true });
  for (const deb of suite.fetch([...peerNames, 'patchelf'], 'closure')) unpack(deb, path.join(fresh, 'root'));
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder); // paths are written into the programs: only the final place will do

  const linked = new Linker(path.join(folder, 'root'));
  mkdirSync(path.join(folder, 'bin'));
  for (const name of companions) linked.copy(name, path.join(folder, 'bin', name));
  const peers = Object.fromEntries(
    peerNames.map((name): [PeerName, Peer] => {
      const program = path.join(folder, 'bin', name);
      linked.copy(name, program);
      run(program, [askVersion[name]]);
      return [name, { path: program, version: suite.version(name) }];
    }),
  ) as Peers;
  writeFileSync(
    path.join(folder, 'containers.conf'),
    [
      '[engine]',
      `conmon_path = ["${folder}/bin/conmon"]`,
      `runtime = "${folder}/bin/crun"`,
      `helper_binaries_dir = ["${folder}/root/usr/lib/podman"]`,
    ].join('\n'),
  );
  writeFileSync(path.join(folder, 'peers.json'), `${JSON.stringify(peers, null, 2)}\n`);
  return peers;
}

/** Copies programs out of a foreign root so that they run by its loader and libraries. */
class Linker {
  private readonly root: string;
  private readonly loader: string;
  private readonly libraries: string;

  constructor(root: string) {
    this.root = root;
    const found = run('find', [root, '-name', 'ld-linux*.so.*', '-type', 'f']).trim().split('\n')[0];
    if (found === undefined || found === '') throw new Error('the packages hold no loader');
    this.loader = found;
    const libc = run('find', [root, '-name', 'libc.so.6']).trim().split('\n')[0];
    if (libc === undefined || libc === '') throw new Error('the packages hold no C library');
    this.libraries = path.dirname(libc);
  }

  copy(name: string, to: string): void {
    copyFileSync(path.join(this.root, 'usr/bin', name), to);
    chmodSync(to, 0o755);
    // --force-rpath: libraries that libraries need must come from there too, and only the older tag is inherited
    // --page-size: with the usual 4 KB, patchelf 0.18 writes skopeo's new first segment over its second
    const names = ['--set-interpreter', this.loader, '--force-rpath', '--set-rpath', this.libraries];
    this.patch('--page-size', '65536', ...names, to);
  }

  private patch(...args: string[]): void {
    const patchelf = path.join(this.root, 'usr/bin/patchelf');
    run(this.loader, ['--library-path', this.libraries, patchelf, ...args]);
  }
}
