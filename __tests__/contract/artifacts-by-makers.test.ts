// Images and artifacts made by the programs people make them with, promoted to a plain registry and to OpenShift's, and
// compared there by digest: every manifest, configuration, layer and attachment.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { podmanConfiguration, type PeerName } from '../../scripts/peers/peers.ts';
import { DOCKER_LIST, OCI_INDEX } from '../../src/core/image/media-types.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { runProgram } from '../support/command.ts';
import { missingCosign, openCosign, type Cosign } from '../support/cosign.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { newestPeers } from '../support/peers.ts';
import { promoteEverything, storedObjects, type StoringRegistry } from '../support/stored-objects.ts';

const missing =
  missingCosign() ??
  missingProgram('docker-registry', 'docker-registry') ??
  missingProgram('skopeo', 'skopeo') ??
  missingProgram('umoci', 'umoci') ??
  missingProgram('buildah', 'buildah') ??
  missingNamespaces();

/** Why nothing can be built without root: a machine may forbid user namespaces to other accounts. */
function missingNamespaces(): string | undefined {
  if (process.getuid?.() === 0) return undefined;
  const { status, stderr } = spawnSync('buildah', ['unshare', 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `buildah needs root or user namespaces here: ${stderr.trim()}`;
}

const FOREIGN_URL = 'https://layers.example.com/base.tar.gz';
const FOREIGN_LAYER = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

const LISTS = { oci: OCI_INDEX, v2s2: DOCKER_LIST };

describeUnless(missing, 'promoting what was made by', () => {
  let folder: string;
  let made: DockerRegistry;
  let cosign: Cosign;
  let plain: DockerRegistry;
  let sandbox: Sandbox;
  let openshift: Required<StoringRegistry>;

  beforeAll(async () => {
    newestPeers();
    folder = mkdtempSync(path.join(tmpdir(), 'makers-'));
    const urls = `validation: { manifests: { urls: { allow: ['^https://layers\\.example\\.com/'] } } }`;
    made = await startDockerRegistry({ configuration: urls });
    plain = await startDockerRegistry({ configuration: urls });
    sandbox = await startSandbox();
    seedProject(sandbox.destination, 'prod');
    const { registryHost: host, ca, apiUrl: server } = sandbox.destination;
    openshift = { host, ca, server, token: sandbox.destination.token('alice') };
    cosign = openCosign({});
    await cosign.createKey('release');
    mkdirSync(path.join(folder, 'files'));
    for (let number = 0; number < 200; number += 1) file(`files/${number}`, `file ${number}\n`);
    for (const number of [0, 1]) await run('tar', ['-cf', `${number}.tar`, `files/${number}`]);
  });
  afterAll(async () => {
    cosign.close();
    await Promise.all([made.stop(), plain.stop(), sandbox.stop()]);
    rmSync(folder, { recursive: true });
  });

  const file = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
  };
  const at = (name: string, tag = '1'): string => `${made.host}/dev/${name}:${tag}`;
  /** Runs a program in the folder, beside this process, which serves the registries. @returns what it printed */
  async function run(
    program: string,
    argv: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ...more };
    const { status, stdout, stderr } = await runProgram(program, argv, env, folder);
    if (status !== 0) throw new Error(`${program} ${argv.join(' ')} ended with ${status}: ${stderr}`);
    return stdout.trim();
  }
  const newest = (name: PeerName, ...argv: readonly string[]) => run(newestPeers()[name].path, argv);
  const crane = (...argv: readonly string[]) => newest('crane', ...argv);
  const oras = (command: readonly string[], ...argv: readonly string[]) =>
    newest('oras', ...command, '--plain-http', ...argv);
  const storage = (name: string): readonly string[] => [
    ...['--root', path.join(folder, name, 'storage'), '--runroot', path.join(folder, name, 'run')],
    ...['--storage-driver', 'vfs'],
  ];
  const buildah = (...argv: readonly string[]) => run('buildah', [...storage('buildah'), ...argv]);
  const podman = (...argv: readonly string[]) =>
    run(newestPeers().podman.path, [...storage('podman'), ...argv], {
      CONTAINERS_CONF: podmanConfiguration(newestPeers()),
    });
  const pushed = (image: string, name: string, ...flags: readonly string[]) =>
    buildah('push', '--tls-verify=false', ...flags, image, `docker://${at(name)}`);
  async function fromScratch(
    format: 'oci' | 'docker',
    name: string,
    ...flags: readonly string[]
  ): Promise<string> {
    const container = await buildah('from', ...flags, 'scratch');
    await buildah('copy', container, 'files/0', 'files/1', '/files/');
    await buildah('config', '--entrypoint', '["/app"]', '--label', `made=${format}`, container);
    await buildah('commit', '--format', format, container, `localhost/${name}`);
    return `localhost/${name}`;
  }
  async function recompressed(skopeo: string, name: string, ...flags: readonly string[]): Promise<void> {
    await crane('append', '--oci-empty-base', '-f', '0.tar', '-f', '1.tar', '-t', at(name, 'gzip'));
    const plainHttp = ['--src-tls-verify=false', '--dest-tls-verify=false'];
    const names = [`docker://${at(name, 'gzip')}`, `docker://${at(name)}`];
    await run(skopeo, ['--insecure-policy', 'copy', '--quiet', ...plainHttp, ...flags, ...names]);
  }

  /** What a program makes as `dev/<name>:1`, and a media type or number of objects it must have come out with. */
  interface Shape {
    readonly title: string;
    readonly name: string;
    readonly make: (name: string) => unknown;
    /** text in its manifest, as the program writes it; or how many distinct objects there are */
    readonly has: string | number;
    /** an index without platforms: OpenShift refuses it (capture 54u) */
    readonly lacksPlatforms?: boolean;
  }

  const umoci: Shape[] = ['umoci', 'newest umoci'].map((title, index) => ({
    ...{ title: `${title}: an image of three layers`, name: `umoci-${index}`, has: 5 },
    async make(name) {
      const program = index === 0 ? 'umoci' : newestPeers().umoci.path;
      await run(program, ['init', '--layout', name]);
      await run(program, ['new', '--image', `${name}:1`]);
      for (const number of [0, 1, 2])
        await run(program, ['insert', '--rootless', '--image', `${name}:1`, `files/${number}`, `/${number}`]);
      const to = `docker://${at(name)}`;
      await run('skopeo', [
        '--insecure-policy',
        'copy',
        '-q',
        '--dest-tls-verify=false',
        `oci:${name}:1`,
        to,
      ]);
    },
  }));

  const SHAPES: readonly Shape[] = [
    ...umoci,
    {
      title: 'buildah: an OCI image from scratch',
      name: 'buildah-oci',
      make: async (name) => pushed(await fromScratch('oci', name), name),
      has: 'application/vnd.oci.image.manifest.v1+json',
    },
    {
      title: 'buildah: a Docker image from scratch',
      name: 'buildah-docker',
      make: async (name) => pushed(await fromScratch('docker', name), name),
      has: 'application/vnd.docker.distribution.manifest.v2+json',
    },
    {
      title: 'buildah: layers of zstd',
      name: 'buildah-zstd',
      make: async (name) => pushed(await fromScratch('oci', name), name, '--compression-format=zstd'),
      has: 'application/vnd.oci.image.layer.v1.tar+zstd',
    },
    ...(['oci', 'v2s2'] as const).map((format): Shape => ({
      title: `buildah: a manifest list of two platforms, in its format "${format}"`,
      name: `buildah-list-${format}`,
      async make(name) {
        await buildah('manifest', 'create', name);
        for (const architecture of ['amd64', 'arm64']) {
          const kind = format === 'oci' ? 'oci' : 'docker';
          const image = await fromScratch(kind, `${name}-${architecture}`, '--arch', architecture);
          await buildah('manifest', 'add', '--os=linux', `--arch=${architecture}`, name, image);
        }
        const to = `docker://${at(name)}`;
        await buildah('manifest', 'push', '--all', '--tls-verify=false', '--format', format, name, to);
      },
      has: LISTS[format],
    })),
    {
      title: 'newest podman: an artifact of a text and a file it does not know',
      name: 'podman-artifact',
      async make(name) {
        writeFileSync(path.join(folder, 'notes.txt'), 'notes\n');
        writeFileSync(path.join(folder, 'model.bin'), Buffer.from([0, 1, 2, 3]));
        const type = ['--type', 'application/vnd.example.model'];
        await podman('artifact', 'add', ...type, at(name), 'notes.txt', 'model.bin');
        await podman('artifact', 'push', '--tls-verify=false', at(name));
      },
      has: '"text/plain; charset=utf-8"',
    },
    ...(['oci', 'v2s2'] as const).map((format): Shape => ({
      title: `newest podman: a build for two platforms, pushed in the format "${format}"`,
      name: `podman-list-${format}`,
      async make(name) {
        mkdirSync(path.join(folder, name));
        writeFileSync(path.join(folder, name, 'Containerfile'), 'FROM scratch\nCOPY Containerfile /\n');
        const platforms = '--platform=linux/amd64,linux/arm64';
        await podman(
          'build',
          `--format=${format === 'oci' ? 'oci' : 'docker'}`,
          platforms,
          '--manifest',
          name,
          name,
        );
        const to = `docker://${at(name)}`;
        await podman('manifest', 'push', '--all', '--tls-verify=false', '--format', format, name, to);
      },
      has: LISTS[format],
    })),
    ...['zstd', 'zstd:chunked', 'gzip'].map((format): Shape => ({
      title: `newest skopeo: layers compressed again as ${format}`,
      name: `skopeo-${format.replace(':', '-')}`,
      async make(name) {
        const flags = ['--dest-force-compress-format', '--dest-compress-format', format];
        await recompressed(newestPeers().skopeo.path, name, ...flags, '--dest-compress-level=9');
      },
      has: { zstd: 'tar+zstd', 'zstd:chunked': 'zstd-chunked.manifest-checksum', gzip: 'tar+gzip' }[
        format
      ] as string,
    })),
    {
      title: 'skopeo: an OCI image turned into a Docker image',
      name: 'skopeo-v2s2',
      make: (name) => recompressed('skopeo', name, '--format=v2s2'),
      has: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    },
    {
      title: 'oras: an artifact with a type, with a report attached to it',
      name: 'oras-artifact',
      async make(name) {
        await oras(
          ['push'],
          '--artifact-type',
          'application/vnd.example.chart',
          at(name),
          'files/0:text/plain',
        );
        await oras(
          ['attach'],
          '--artifact-type',
          'application/vnd.example.report',
          at(name),
          'files/1:text/plain',
        );
      },
      // two manifests, two files, the empty configuration of both
      has: 5,
    },
    {
      title: 'oras: a media type with a parameter',
      name: 'oras-parameter',
      make: (name) =>
        oras(['push'], '--artifact-type', 'text/x-notes', at(name), 'files/0:text/plain; charset=utf-8'),
      has: '"text/plain; charset=utf-8"',
    },
    {
      title: 'oras: an index that names a child twice, beside an artifact',
      name: 'oras-index',
      async make(name) {
        await crane('append', '--oci-empty-base', '-f', '0.tar', '-t', at(name, 'app'));
        await oras(
          ['push'],
          '--artifact-type',
          'application/vnd.example.chart',
          at(name, 'chart'),
          'files/1',
        );
        await oras(['manifest', 'index', 'create'], at(name), 'app', 'app', 'chart');
      },
      lacksPlatforms: true,
      has: '"artifactType":"application/vnd.example.chart"',
    },
    {
      title: 'oras: an artifact of 200 files',
      name: 'oras-200',
      make: (name) =>
        oras(
          ['push'],
          ...['--artifact-type', 'application/vnd.example.many', at(name)],
          ...Array.from({ length: 200 }, (_, number) => `files/${number}:text/plain`),
        ),
      has: 202,
    },
    {
      title: 'crane: an image of 200 layers',
      name: 'crane-200',
      async make(name) {
        await run('sh', ['-c', 'for n in $(seq 0 199); do tar -cf layer-$n.tar files/$n; done']);
        const layers = Array.from({ length: 200 }, (_, number) => ['-f', `layer-${number}.tar`]);
        await crane('append', ...layers.flat(), '-t', at(name));
      },
      has: 202,
    },
    {
      title: 'crane: an index that names a child twice',
      name: 'crane-twice',
      async make(name) {
        await crane('append', '--oci-empty-base', '-f', '0.tar', '-t', at(name, 'app'));
        await crane('index', 'append', '-m', at(name, 'app'), '-m', at(name, 'app'), '-t', at(name));
      },
      lacksPlatforms: true,
      has: 4,
    },
    {
      title: 'crane: an index in an index, beside a Docker image',
      name: 'crane-nested',
      async make(name) {
        await crane('append', '--oci-empty-base', '-f', '0.tar', '-t', at(name, 'oci'));
        await crane('append', '-f', '1.tar', '-t', at(name, 'docker'));
        await crane('index', 'append', '-m', at(name, 'oci'), '-t', at(name, 'inner'));
        const children = ['-m', at(name, 'inner'), '-m', at(name, 'docker')];
        await crane('index', 'append', '--flatten=false', ...children, '-t', at(name));
      },
      // two indexes, and two images of a manifest, a configuration and a layer
      lacksPlatforms: true,
      has: 8,
    },
    {
      title: 'crane: a foreign layer that the source keeps',
      name: 'crane-foreign',
      async make(name) {
        await crane('append', '-f', '0.tar', '-f', '1.tar', '-t', at(name, 'whole'));
        await crane('pull', at(name, 'whole'), 'whole.tar');
        mkdirSync(path.join(folder, name));
        await run('tar', ['-xf', 'whole.tar', '-C', name]);
        markForeign(path.join(folder, name), await crane('manifest', at(name, 'whole')));
        await run('sh', ['-c', `tar -cf ${name}.tar -C ${name} $(ls ${name})`]);
        await crane('push', '--allow-nondistributable-artifacts', `${name}.tar`, at(name));
      },
      has: `"mediaType":"${FOREIGN_LAYER}"`,
    },
    ...(['bundle', 'legacy'] as const).map((format): Shape => ({
      title: `cosign: an image signed in the format "${format}"`,
      name: `cosign-${format}`,
      async make(name) {
        const digest = await crane('append', '--oci-empty-base', '-f', '0.tar', '-t', at(name));
        await cosign.sign(digest, 'release', format);
      },
      has: 6,
    })),
  ];

  /** What `docker save` writes about a layer that came from elsewhere: crane keeps its type and address. */
  function markForeign(image: string, manifest: string): void {
    const { config, layers } = JSON.parse(manifest) as {
      config: { digest: string };
      layers: { digest: string; size: number }[];
    };
    const list = path.join(image, 'manifest.json');
    const [saved] = JSON.parse(readFileSync(list, 'utf8')) as object[];
    const { rootfs } = JSON.parse(readFileSync(path.join(image, config.digest), 'utf8')) as {
      rootfs: { diff_ids: string[] };
    };
    const [diffId = ''] = rootfs.diff_ids;
    const LayerSources = { [diffId]: { ...layers[0], mediaType: FOREIGN_LAYER, urls: [FOREIGN_URL] } };
    writeFileSync(list, JSON.stringify([{ ...saved, LayerSources }]));
  }

  it.each(SHAPES.map((shape) => [shape.title, shape] as const))('%s', async (_title, shape) => {
    const { name, make, has, lacksPlatforms = false } = shape;
    await make(name);
    const source = await storedObjects({ host: made.host }, `dev/${name}`, '1');
    if (typeof has === 'number') expect(source.objects).toHaveLength(has);
    else expect(source.root).toContain(has);
    expect(source.objects.filter(({ bytes }) => bytes === undefined)).toEqual([]);
    const promoteTo = (destination: StoringRegistry) =>
      promoteEverything(made.host, `dev/${name}:1`, destination, `prod/${name}:1`);

    expect((await promoteTo({ host: plain.host })).failure).toBeUndefined();
    expect(await storedObjects({ host: plain.host }, `prod/${name}`, '1')).toEqual(source);
    if (!lacksPlatforms) {
      expect((await promoteTo(openshift)).failure).toBeUndefined();
      expect(await storedObjects(openshift, `prod/${name}`, '1')).toEqual(source);
      return;
    }
    // found by the check where it is known to be OpenShift, else told by its registry
    const { host, ca, token } = openshift;
    const [stream, repository] = [await promoteTo(openshift), await promoteTo({ host, ca, token })];
    expect(stream.failure?.error).toMatchObject({
      code: 'MANIFEST_UNSUPPORTED',
      message: expect.stringMatching(
        /(is|holds) an index with entries that have no platform \(sha256:/,
      ) as string,
    });
    expect(repository.failure?.error).toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      hint: expect.stringContaining('an index entry without platform') as string,
    });
  });
});
