import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { variableOf } from '../../src/core/command-inputs.ts';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { runProgram, type CommandResult } from '../support/command.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { describeWith } from '../support/peers.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** As OpenShift gives them to the pods of a project: in no passwd file, of the group root. */
const ARBITRARY_USER = '1000660000:0';
const RELEASE_DATE = '1700000000';

/** Containers are run here by mounts in a namespace of their own, which not every machine lets root make. */
const mountsWork =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status ===
  0;
const suite: typeof describeWith = mountsWork
  ? describeWith
  : (_, title, body) => describeUnless('this machine lets no namespace of mounts be made', title, body);

interface ImageConfig {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}

suite(['buildah', 'unshare'], 'the container image', () => {
  let folder: string;
  let mounted: string;
  let container: string;
  let config: ImageConfig;
  let playground: Playground;

  /** In a storage of its own: images of the machine stay what they are. */
  const buildah = (...args: readonly string[]): string =>
    execFileSync(
      'buildah',
      [
        `--root=${path.join(folder, 'storage')}`,
        `--runroot=${path.join(folder, 'run')}`,
        '--storage-driver=vfs',
        ...args,
      ],
      { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    ).trim();

  const build = (name: string): string =>
    buildah(
      'build',
      '--isolation=chroot',
      '--no-cache',
      '--quiet',
      `--timestamp=${RELEASE_DATE}`,
      '--build-arg=BASE=localhost/base',
      '--build-arg=VERSION=1.2.3',
      '--build-arg=REVISION=abc',
      `--tag=localhost/${name}`,
      '.',
    );

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'container-'));
    makeBase(path.join(folder, 'base'));
    buildah('build', '--isolation=chroot', '--quiet', '--tag=localhost/base', path.join(folder, 'base'));
    build('program');
    container = buildah('from', 'localhost/program');
    mounted = buildah('mount', container);
    const about = JSON.parse(buildah('inspect', '--type=image', 'localhost/program')) as {
      readonly OCIv1: { readonly config: ImageConfig };
    };
    config = about.OCIv1.config;
    playground = await startPlayground();
  });
  afterAll(async () => {
    await playground.stop();
    buildah('umount', container);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts the image as the cluster does: its entry point, an arbitrary user, nothing to write to but /tmp. */
  function run(
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
    entrypoint = config.Entrypoint,
  ): Promise<CommandResult> {
    const script = [
      'mount --bind "$1" "$1"',
      'mount -o remount,bind,ro "$1"',
      'mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"',
      'mount --bind /dev "$1/dev"',
      'root=$1 user=$2 folder=$3',
      'shift 3',
      'exec chroot --userspec="$user" --groups=0 "$root" "$@"',
    ].join(' && ');
    const own = Object.fromEntries(
      config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    return runProgram(
      'unshare',
      [
        '--mount',
        'sh',
        '-c',
        script,
        'run',
        mounted,
        ARBITRARY_USER,
        config.WorkingDir,
        ...entrypoint,
        ...argv,
      ],
      { ...own, ...env },
    );
  }

  it('is the same from the same files, whenever it is built', () => {
    expect(build('again')).toBe(
      buildah('images', '--no-trunc', '--quiet', 'localhost/program').replace('sha256:', ''),
    );
  });

  it('runs as no root, and says what it is', () => {
    expect(config.User).toBe('1001');
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.base.name': 'localhost/base',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'io.k8s.display-name': 'openshift-promote',
    });
    expect(readFileSync(path.join(mounted, 'licenses/LICENSE'), 'utf8')).toContain('Apache License');
  });

  it('has nothing of the repository but the program', () => {
    const files = execFileSync('find', ['opt', 'workspace', 'usr/local'], { cwd: mounted, encoding: 'utf8' });

    expect(files).toContain('opt/openshift-promote/dist/cli.js');
    expect(files).not.toMatch(/node_modules|\.git|src\//);
  });

  it('promotes as an arbitrary user whose root file system is read-only', async () => {
    const inputs = Object.entries({ ...playgroundInputs(playground), rollout: 'deployment/web' });
    const env = Object.fromEntries(inputs.map(([name, value]) => [variableOf(name), value]));

    const { status, stdout, stderr } = await run(
      ['promote', '--record=/tmp/promotion.html', '--before-move=id -u >&2; echo x >/opt/x || true'],
      env,
    );

    expect(status, stdout + stderr).toBe(0);
    expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2')).toBe(
      streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.2'),
    );
    expect(stdout + stderr).toContain('Read-only file system');
  });

  it('is a place for scripts of a CI system, too: a shell, and the command by name', async () => {
    const script = '$OPENSHIFT_PROMOTE --version && command -v openshift-promote';

    expect(await run(['-c', script], {}, ['sh'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n\/usr\/local\/bin\/openshift-promote\n$/) as string,
    });
  });
});

/** What this machine has in place of a base with Node: its own Node and shell, with the libraries that they load. */
function makeBase(folder: string): void {
  const root = path.join(folder, 'root');
  for (const name of ['usr/bin', 'bin', 'dev', 'tmp', 'workspace'])
    mkdirSync(path.join(root, name), { recursive: true });
  const programs = [
    [process.execPath, 'usr/bin/node'],
    ['/bin/sh', 'bin/sh'],
    ['/usr/bin/id', 'usr/bin/id'],
  ] as const;
  for (const [from, to] of programs) {
    cpSync(realpathSync(from), path.join(root, to));
    const { stdout } = spawnSync('ldd', [from], { encoding: 'utf8' });
    for (const [library] of stdout.matchAll(/\/[^ )\n]+\.so[^ )\n]*/g)) {
      cpSync(realpathSync(library), path.join(root, library));
    }
  }
  writeFileSync(path.join(folder, 'Containerfile'), 'FROM scratch\nCOPY root/ /\n');
}
