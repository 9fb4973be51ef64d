import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A Debian suite's packages, fetched without touching what is installed on the machine. */
export interface DebianSuite {
  readonly name: string;
  /** Downloads packages with all they depend on (`closure`), or just them; gives the paths of the .deb files. */
  fetch(packages: readonly string[], how: 'closure' | 'alone'): string[];
  version(packageName: string): string;
}

/** Where fetched packages and what is made of them stay between runs; outside of the repository. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  return path.join(base, 'openshift-promote-peers');
}

/**
 * Opens a suite from the mirror that the machine's own apt uses, with apt's state in `folder`.
 *
 * apt believes that nothing is installed (an empty status file), so that the closure of a package holds its libc
 * and loader as well: a program of a newer suite then runs on an older machine.
 * @param suite such as `sid`; `machine` for the one the machine runs
 * @param architecture such as `arm64`, whatever the machine is; undefined: the machine's
 * @throws Error when there is no apt, no Debian mirror among its sources, or the mirror does not answer
 */
export function openSuite(folder: string, suite: string, architecture?: string): DebianSuite {
  const mirror = findMirror(folder);
  const name = suite === 'machine' ? mirror.codename : suite;
  const state = path.join(folder, ['apt', name, architecture].filter(Boolean).join('-'));
  mkdirSync(path.join(state, 'lists/partial'), { recursive: true });
  mkdirSync(path.join(state, 'cache/archives/partial'), { recursive: true });
  writeFileSync(path.join(state, 'status'), '');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const trust = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  writeFileSync(path.join(state, 'sources.list'), `deb ${trust}${mirror.uri} ${name} main\n`);

  const settings = [
    `Dir::State=${state}`,
    `Dir::State::status=${path.join(state, 'status')}`,
    `Dir::Cache=${path.join(state, 'cache')}`,
    `Dir::Etc::sourcelist=${path.join(state, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    'APT::Sandbox::User=root', // the cache may lie where the user _apt cannot go
    ...(architecture === undefined
      ? []
      : [`APT::Architecture=${architecture}`, `APT::Architectures=${architecture}`]),
  ].flatMap((setting) => ['-o', setting]);
  run('apt-get', [...settings, '-qq', 'update']);

  return {
    name,
    version(packageName) {
      const shown = run('apt-cache', [...settings, 'show', '--no-all-versions', packageName]);
      return /^Version: (.*)$/m.exec(shown)?.[1] ?? '?';
    },
    fetch(packages, how) {
      const archives = path.join(state, 'cache/archives');
      rmSync(archives, { recursive: true });
      mkdirSync(path.join(archives, 'partial'), { recursive: true });
      if (how === 'closure') {
        const install = ['install', '-qq', '-y', '--no-install-recommends', '--download-only'];
        run('apt-get', [...settings, ...install, ...packages]);
      } else {
        run('apt-get', [...settings, '-qq', 'download', ...packages], archives);
      }
      return readdirSync(archives)
        .filter((file) => file.endsWith('.deb'))
        .sort()
        .map((file) => path.join(archives, file));
    },
  };
}

/** Unpacks a package's files, and nothing else of it, into a folder. */
export function unpack(deb: string, folder: string): void {
  run('dpkg-deb', ['-x', deb, folder]);
}

function findMirror(folder: string): { uri: string; codename: string } {
  const known = mainTarget([]);
  if (known !== undefined) return known;
  // a machine whose apt has never been updated, as containers are: ask its sources, but leave its state alone
  const lists = path.join(folder, 'apt-machine/lists');
  mkdirSync(path.join(lists, 'partial'), { recursive: true });
  const settings = ['-o', `Dir::State::lists=${lists}`, '-o', 'APT::Sandbox::User=root'];
  run('apt-get', [...settings, '-qq', 'update']);
  const found = mainTarget(settings);
  if (found === undefined) throw new Error("no Debian mirror among the sources of this machine's apt");
  return found;
}

function mainTarget(settings: readonly string[]): { uri: string; codename: string } | undefined {
  const format = '$(ORIGIN)|$(LABEL)|$(CODENAME)|$(REPO_URI)';
  for (const line of run('apt-get', [...settings, 'indextargets', '--format', format]).split('\n')) {
    const [origin, label, codename, uri] = line.split('|');
    const isMain =
      origin === 'Debian' && label === 'Debian' && codename !== undefined && !codename.includes('-');
    if (isMain && uri !== undefined) return { uri, codename };
  }
  return undefined;
}

/**
 * Runs a program to its end and gives what it printed.
 * @throws Error with its closing words when it fails or is not there
 */
export function run(program: string, args: readonly string[], cwd?: string): string {
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
  if (result.error) throw new Error(`${program} cannot be run: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`${program} failed: ${result.stderr.trim().split('\n').slice(-3).join(' / ')}`);
  return result.stdout;
}
