// Copies images that are hard to copy with several tools from one registry to another, and records what arrives in
// scripts/generated/tool-comparison.json, from which `npm run generate` writes the table of docs/tools.md. Not part of CI.
// usage: npm run build && node scripts/compare-tools.ts
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startDockerRegistry } from '../__tests__/support/docker-registry.ts';
import { startReferrersRegistry } from '../__tests__/support/referrers-api.ts';
import { digestOf } from '../src/core/image/digest.ts';
import { installedPeers, installPeers, podmanConfiguration, type Peers } from './peers/peers.ts';
import {
  CASES,
  RECORDED_FILE,
  type CaseName,
  type Comparison,
  type Outcome,
} from './generated/tool-comparison.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const ACCEPT = [
  MANIFEST,
  INDEX,
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'compare-tools-'));

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** A repository on one of two registries without TLS. */
interface Place {
  readonly host: string;
  readonly repository: string;
}

const url = ({ host, repository }: Place, rest: string): string => `http://${host}/v2/${repository}/${rest}`;

async function pushBlob(place: Place, bytes: Uint8Array, mediaType: string): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const started = await fetch(url(place, 'blobs/uploads/'), { method: 'POST' });
  const session = new URL(started.headers.get('location') ?? '', `http://${place.host}`);
  session.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  await succeed(await fetch(session, { method: 'PUT', headers, body: Buffer.from(bytes) }));
  return { mediaType, digest, size: bytes.byteLength };
}

async function pushManifest(place: Place, body: object, reference?: string): Promise<Descriptor> {
  const { mediaType = MANIFEST } = body as { readonly mediaType?: string };
  const bytes = Buffer.from(JSON.stringify(body));
  const digest = digestOf(bytes);
  const headers = { 'content-type': mediaType };
  await succeed(
    await fetch(url(place, `manifests/${reference ?? digest}`), { method: 'PUT', headers, body: bytes }),
  );
  return { mediaType, digest, size: bytes.byteLength };
}

async function succeed(reply: Response): Promise<void> {
  if (!reply.ok) throw new Error(`${reply.url}: ${reply.status} ${await reply.text()}`);
}

async function readManifest(
  place: Place,
  reference: string,
): Promise<{ digest: string; text: string } | undefined> {
  const reply = await fetch(url(place, `manifests/${reference}`), { headers: { accept: ACCEPT } });
  if (reply.status === 404) return undefined;
  const bytes = Buffer.from(await reply.arrayBuffer());
  return { digest: digestOf(bytes), text: bytes.toString() };
}

/** A layer with one small file, as an uncompressed archive. No two images share one, as tools remember what a registry has. */
function archive(name: string, { repository }: Place): Buffer {
  writeFileSync(path.join(folder, name), `${repository} ${name}\n`);
  const same = ['--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=644'];
  return execFileSync('tar', [...same, '-C', folder, '-cf', '-', name]);
}

async function pushImage(
  place: Place,
  name: string,
  more: object = {},
  layerType = `${LAYER}+gzip`,
  layerMore: object = {},
): Promise<object> {
  const tar = archive(name, place);
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
  };
  const layer = await pushBlob(place, gzipSync(tar), layerType);
  return {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: await pushBlob(
      place,
      Buffer.from(JSON.stringify(config)),
      'application/vnd.oci.image.config.v1+json',
    ),
    layers: [{ ...layer, ...layerMore }],
    ...more,
  };
}

/** Anything attached to an image, as an artifact of one small file. */
async function pushArtifact(place: Place, more: object): Promise<object> {
  const layer = await pushBlob(
    place,
    Buffer.from('{"payload":"x"}'),
    'application/vnd.dev.cosign.simplesigning.v1+json',
  );
  const config = await pushBlob(place, Buffer.from('{}'), 'application/vnd.oci.empty.v1+json');
  return { schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer], ...more };
}

const tagOf = (digest: string, suffix: string): string => `${digest.replace(':', '-')}${suffix}`;

/** What is pushed as `1` of a repository for each case. */
async function prepare(name: CaseName, place: Place, peers: Peers): Promise<void> {
  const annotations = { 'org.opencontainers.image.revision': 'a0b1c2' };
  switch (name) {
    case 'image':
      await pushManifest(place, await pushImage(place, 'image', { annotations }), '1');
      return;
    case 'index':
    case 'duplicate': {
      const first = await pushManifest(place, await pushImage(place, 'amd64'));
      const second = name === 'index' ? await pushManifest(place, await pushImage(place, 'arm64')) : first;
      const manifests = [
        { ...first, platform: { os: 'linux', architecture: 'amd64' } },
        {
          ...second,
          platform: { os: 'linux', architecture: name === 'index' ? 'arm64' : 'amd64', variant: 'v2' },
        },
      ];
      await pushManifest(place, { schemaVersion: 2, mediaType: INDEX, manifests, annotations }, '1');
      return;
    }
    case 'cosign tags': {
      const image = await pushManifest(place, await pushImage(place, 'signed'), '1');
      await pushManifest(place, await pushArtifact(place, {}), tagOf(image.digest, '.sig'));
      return;
    }
    case 'referrers tag':
    case 'referrers API': {
      const subject = await pushManifest(place, await pushImage(place, 'referred'), '1');
      const artifactType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
      const referrer = await pushManifest(place, await pushArtifact(place, { artifactType, subject }));
      if (name === 'referrers API') return;
      const manifests = [{ ...referrer, artifactType }];
      await pushManifest(place, { schemaVersion: 2, mediaType: INDEX, manifests }, tagOf(subject.digest, ''));
      return;
    }
    case 'foreign layer': {
      const urls = { urls: ['https://layers.example.com/windows'] };
      await pushManifest(
        place,
        await pushImage(
          place,
          'foreign',
          {},
          'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
          urls,
        ),
        '1',
      );
      return;
    }
    case 'zstd:chunked': {
      await pushManifest(place, await pushImage(place, 'plain'), 'plain');
      const at = `docker://${place.host}/${place.repository}`;
      const how = [
        '--src-tls-verify=false',
        '--dest-tls-verify=false',
        '--dest-compress-format',
        'zstd:chunked',
      ];
      await run(peers.skopeo.path, [
        'copy',
        ...how,
        '--dest-force-compress-format',
        `${at}:plain`,
        `${at}:1`,
      ]);
      if ((await readManifest(place, '1'))?.text.includes('io.github.containers.zstd-chunked') !== true)
        throw new Error('skopeo did not make a layer of zstd:chunked');
      return;
    }
  }
}

/** What arrived under the tag `1`. */
async function judge(name: CaseName, from: Place, to: Place): Promise<Outcome> {
  const [sent, arrived] = [await readManifest(from, '1'), await readManifest(to, '1')];
  if (sent === undefined || arrived === undefined) return 'lost';
  const attached = async (suffix: string): Promise<Outcome> => {
    const tag = tagOf(sent.digest, suffix);
    const [original, copy] = [await readManifest(from, tag), await readManifest(to, tag)];
    return copy === undefined ? 'lost' : copy.digest === original?.digest ? 'kept' : 'changed';
  };
  switch (name) {
    case 'image':
    case 'index':
    case 'duplicate':
    case 'foreign layer':
    case 'zstd:chunked':
      return arrived.digest === sent.digest ? 'kept' : 'changed';
    case 'cosign tags':
      return attached('.sig');
    case 'referrers tag': {
      const [listed, arriving] = [
        await readManifest(from, tagOf(sent.digest, '')),
        await readManifest(to, tagOf(sent.digest, '')),
      ];
      if (arriving === undefined) return 'lost';
      const [wanted, found] = [digestsIn(listed?.text), digestsIn(arriving.text)];
      const isThere = await Promise.all(wanted.map((digest) => readManifest(to, digest)));
      const isKept = wanted.join() === found.join() && isThere.every((each) => each !== undefined);
      return isKept ? 'kept' : 'changed';
    }
    case 'referrers API': {
      const listed = (await (await fetch(url(to, `referrers/${sent.digest}`))).json()) as {
        readonly manifests: readonly unknown[];
      };
      return listed.manifests.length > 0 ? 'kept' : 'lost';
    }
  }
}

function digestsIn(text = '{}'): readonly string[] {
  const { manifests = [] } = JSON.parse(text) as { readonly manifests?: readonly Descriptor[] };
  return manifests.map(({ digest }) => digest).sort();
}

type Copy = (from: string, to: string) => readonly (readonly [program: string, ...argv: readonly string[]])[];

function toolsOf(peers: Peers): Readonly<Record<string, { readonly program: string; readonly copy: Copy }>> {
  const { skopeo, crane, oras, cosign, podman } = peers;
  const both = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  const plain = ['--from-plain-http', '--to-plain-http'];
  const storage = [
    '--root',
    `${folder}/podman/storage`,
    '--runroot',
    `${folder}/podman/run`,
    '--storage-driver',
    'vfs',
  ];
  return {
    'skopeo copy': {
      program: 'skopeo',
      copy: (from, to) => [[skopeo.path, 'copy', ...both, `docker://${from}`, `docker://${to}`]],
    },
    'skopeo copy --all --preserve-digests': {
      program: 'skopeo',
      copy: (from, to) => [
        [skopeo.path, 'copy', '--all', '--preserve-digests', ...both, `docker://${from}`, `docker://${to}`],
      ],
    },
    'crane copy': { program: 'crane', copy: (from, to) => [[crane.path, 'copy', '--insecure', from, to]] },
    'oras cp': { program: 'oras', copy: (from, to) => [[oras.path, 'cp', ...plain, from, to]] },
    'oras cp -r': { program: 'oras', copy: (from, to) => [[oras.path, 'cp', '-r', ...plain, from, to]] },
    'cosign copy': {
      program: 'cosign',
      copy: (from, to) => [
        [cosign.path, 'copy', '--allow-http-registry', '--allow-insecure-registry', from, to],
      ],
    },
    'podman pull, podman push': {
      program: 'podman',
      copy: (from, to) => [
        [podman.path, ...storage, 'pull', '--quiet', '--tls-verify=false', from],
        [podman.path, ...storage, 'push', '--quiet', '--tls-verify=false', from, to],
      ],
    },
    'openshift-promote': {
      program: 'openshift-promote',
      copy: (from, to) => [
        [
          process.execPath,
          path.join(root, 'dist/cli.js'),
          'promote',
          `--source-image=${from}`,
          `--source-registry=http://${from.split('/', 1)[0] ?? ''}`,
          `--destination-image=${to}`,
          `--destination-registry=http://${to.split('/', 1)[0] ?? ''}`,
        ],
      ],
    },
  };
}

async function run(
  program: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_RUNTIME_DIR: folder, ...environment };
  const { stdout, stderr } = await promisify(execFile)(program, argv, { env, timeout: 120_000 });
  return `${stdout}${stderr}`;
}

/** The last words of a tool that failed, without what differs from run to run. */
function wordsOf(error: unknown): string {
  const { stderr = '', stdout = '' } = error as { readonly stderr?: string; readonly stdout?: string };
  const lines = `${stdout}\n${stderr}`.trim().split('\n');
  const last = lines.findLast((line) => /error|fatal|fail/i.test(line)) ?? lines.at(-1) ?? '';
  return last
    .replace(/127\.0\.0\.1:\d+/g, 'REGISTRY')
    .replace(/sha256:[0-9a-f]{64}/g, 'DIGEST')

    .replace(/: dial tcp.*$/, '')
    .replace(/^time="[^"]*" level=\w+ msg=/, '')
    .slice(0, 300);
}

/** Tools that copy several things at once do not always end alike. */
const ROUNDS = 3;

interface Result {
  readonly outcome: Outcome;
  readonly message?: string;
}

function summaryOf(rounds: readonly Result[]): Result {
  const [first, ...others] = rounds;
  if (first === undefined) throw new Error('nothing was run');
  if (others.every(({ outcome }) => outcome === first.outcome)) return first;
  const message = rounds.find((each) => each.message !== undefined)?.message;
  return {
    outcome: 'varies',
    message: `${rounds.map(({ outcome }) => outcome).join(', ')}${message === undefined ? '' : `: ${message}`}`,
  };
}

async function compare(): Promise<Comparison> {
  const peers = installedPeers() ?? installPeers();
  // without it, docker-registry refuses URLs in manifests
  const configuration = 'validation: { manifests: { urls: { allow: ["^https://"] } } }';
  const plain = [
    await startDockerRegistry({ configuration }),
    await startDockerRegistry({ configuration }),
  ] as const;
  const modern = [await startReferrersRegistry(), await startReferrersRegistry()] as const;
  const podman = { CONTAINERS_CONF: podmanConfiguration(peers) };
  const results: Record<string, Record<string, Result>> = {};
  try {
    for (const [tool, { copy }] of Object.entries(toolsOf(peers))) {
      for (const name of Object.keys(CASES) as CaseName[]) {
        const rounds: Result[] = [];
        for (let round = 1; round <= ROUNDS; round += 1) {
          const [source, destination] = name === 'referrers API' ? modern : plain;
          const repository = `${tool} ${name} ${round}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
          const [from, to] = [
            { host: source.host, repository: `dev/${repository}` },
            { host: destination.host, repository: `prod/${repository}` },
          ];
          await prepare(name, from, peers);
          const [given, wanted] = [from, to].map((place) => `${place.host}/${place.repository}:1`) as [
            string,
            string,
          ];
          let result: Result;
          try {
            for (const [program, ...argv] of copy(given, wanted)) await run(program, argv, podman);
            result = { outcome: await judge(name, from, to) };
          } catch (error) {
            result = { outcome: 'refused', message: wordsOf(error) };
          }
          rounds.push(result);
        }
        const result = summaryOf(rounds);
        console.log(`${tool}: ${name}: ${result.outcome} ${result.message ?? ''}`);
        (results[tool] ??= {})[name] = result;
      }
    }
  } finally {
    await Promise.all([...plain.map((each) => each.stop()), ...modern.map((each) => each.close())]);
  }
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const registry = execFileSync('docker-registry', ['--version'], { encoding: 'utf8' });
  const versions = {
    ...Object.fromEntries(
      (['skopeo', 'crane', 'oras', 'cosign', 'podman'] as const).map((name) => [name, peers[name].version]),
    ),
    'openshift-promote': version,
    'docker-registry':
      /v?(\d\S*)/.exec(registry.replace(/^.*docker-registry\S*/, ''))?.[1] ?? registry.trim(),
  };
  return { date: new Date().toISOString().slice(0, 10), versions, results };
}

try {
  writeFileSync(path.join(root, RECORDED_FILE), `${JSON.stringify(await compare(), undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
