import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installedPeers } from '../scripts/peers/peers.ts';

/** One copy that every tool is asked for. */
export interface Copy {
  /** `host:port/repository:tag` */
  readonly source: string;
  readonly destination: string;
  readonly scheme: 'http' | 'https';
  /** PEM file of who signed the registries' certificate */
  readonly ca: string;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
  command(copy: Copy): string[];
  /**
   * One command for many copies between the same two registries; undefined: one command each, in a loop.
   * @param file one `source => destination` per line
   * @param mountFrom repositories of the destination with base images
   */
  readonly setCommand?: (copies: readonly Copy[], file: string, mountFrom: readonly string[]) => string[];
  /** forgets what earlier runs taught it */
  forget(): void;
}

const root = path.resolve(import.meta.dirname, '..');

/**
 * The tool of this repository first, then the peers that are installed (`node scripts/peers/install.ts`).
 * @param before folder of another checkout, whose build takes part as the peer `before`
 */
export function availableTools(before: string | undefined): Tool[] {
  const earlier = before === undefined ? [] : [promoteOf('before', path.resolve(before))];
  return [promoteOf('openshift-promote', root), ...earlier, ...peers()];
}

function promoteOf(name: string, checkout: string): Tool {
  const program = path.join(checkout, 'dist/cli.js');
  const registries = ({ source, destination, scheme, ca }: Copy): string[] =>
    Object.entries({ source, destination }).flatMap(([side, image]) => [
      ...[`--${side}-registry`, `${scheme}://${image.slice(0, image.indexOf('/'))}`],
      ...(scheme === 'https' ? [`--${side}-ca`, ca] : []),
    ]);
  const promote = (...flags: readonly string[]): string[] => {
    if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
    // skopeo and crane leave signatures behind: like is compared with like (docs/adr/0010-signatures-travel.md)
    return [process.execPath, program, 'promote', ...flags, '--signatures=never'];
  };
  return {
    name,
    version: `node ${process.versions.node}`,
    forget: () => {},
    command: (copy) =>
      promote('--source-image', copy.source, '--destination-image', copy.destination, ...registries(copy)),
    setCommand: ([first], file, mountFrom) =>
      promote(
        ...['--images-file', file],
        ...(first === undefined ? [] : registries(first)),
        // an earlier build may not know it
        ...(name === 'before' || mountFrom.length === 0 ? [] : ['--mount-from', mountFrom.join()]),
      ),
  };
}

function peers(): Tool[] {
  const installed = installedPeers();
  if (!installed) return [];
  const { skopeo, crane, oras } = installed;
  return [
    {
      name: 'skopeo',
      version: skopeo.version,
      forget: forgetSkopeoBlobs,
      command: ({ source, destination, scheme }) => {
        const plain = scheme === 'http' ? ['--src-tls-verify=false', '--dest-tls-verify=false'] : [];
        const copy = [skopeo.path, '--insecure-policy', 'copy', '--all', '-q', ...plain];
        return [...copy, `docker://${source}`, `docker://${destination}`];
      },
    },
    {
      name: 'crane',
      version: crane.version,
      forget: () => {},
      command: ({ source, destination, scheme }) => [
        ...[crane.path, 'copy', ...(scheme === 'http' ? ['--insecure'] : [])],
        ...[source, destination],
      ],
    },
    {
      name: 'oras',
      version: oras.version,
      forget: () => {},
      command: ({ source, destination, scheme }) => {
        const plain = scheme === 'http' ? ['--from-plain-http', '--to-plain-http'] : [];
        return [oras.path, 'cp', '-r', '--no-tty', ...plain, source, destination];
      },
    },
  ];
}

// skopeo remembers which registry has which blob; for root in one fixed place, else below the user's data folder.
function forgetSkopeoBlobs(): void {
  const home = process.env['XDG_DATA_HOME'] ?? path.join(process.env['HOME'] ?? '/', '.local/share');
  const folder = process.getuid?.() === 0 ? '/var/lib/containers/cache' : path.join(home, 'containers/cache');
  for (const name of ['blob-info-cache-v1.sqlite', 'blob-info-cache-v1.boltdb']) {
    rmSync(path.join(folder, name), { force: true });
  }
}
