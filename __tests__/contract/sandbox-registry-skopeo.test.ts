// The transcripts of skopeo between two recorded clusters (22-skopeo-*), with the same program between two of the sandbox.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildImage, buildIndex, type BuiltImage, type BuiltIndex } from '../../sandbox/images/image.ts';
import { buildLayer } from '../../sandbox/images/layer.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingProgram } from '../support/docker-registry.ts';

const missing = missingProgram('skopeo', 'skopeo');

describeUnless(missing, 'skopeo between two clusters', () => {
  let folder: string;
  let sandbox: Sandbox;
  let image: BuiltImage;
  let index: BuiltIndex;
  let source: { readonly host: string; readonly alice: string; readonly bob: string };
  let destination: typeof source;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'skopeo-'));
    sandbox = await startSandbox();
    const layer = await buildLayer(
      folder,
      'layer',
      [{ path: 'hello', content: Buffer.alloc(3_000_000, 'hello ') }],
      'none',
      new AbortController().signal,
    );
    const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
    const images = platforms.map((platform) =>
      buildImage({ platform, layers: [layer], created: '2026-01-01T00:00:00Z' }),
    );
    index = buildIndex(images, { attested: true });
    image = images[0] as BuiltImage;
    seedProject(sandbox.source, 'promo-src');
    seedProject(sandbox.destination, 'promo-dst');
    await seedImage(sandbox.source, 'promo-src', 'moci', 'attest', index);
    await seedImage(sandbox.source, 'promo-src', 'app', '1.0', image);
    for (const side of ['source', 'destination'] as const) {
      await mkdir(path.join(folder, side));
      await writeFile(path.join(folder, side, 'ca.crt'), sandbox[side].ca);
    }
    const sideOf = (side: 'source' | 'destination') => {
      const cluster = sandbox[side];
      const credentials = (user: string) => `${user}:${cluster.token(user)}`;
      return { host: cluster.registryHost, alice: credentials('alice'), bob: credentials('bob') };
    };
    source = sideOf('source');
    destination = sideOf('destination');
  });

  afterAll(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true });
  });

  const copy = (
    from: string,
    to: string,
    credentials: { readonly from: string; readonly to: string },
    ...flags: string[]
  ) =>
    skopeo(
      'copy',
      ...flags,
      `--src-cert-dir=${folder}/source`,
      `--dest-cert-dir=${folder}/destination`,
      `--src-creds=${credentials.from}`,
      `--dest-creds=${credentials.to}`,
      `docker://${source.host}/${from}`,
      `docker://${destination.host}/${to}`,
    );
  const digestAt = async (reference: string) => {
    const certificates = `--cert-dir=${folder}/destination`;
    const target = `docker://${destination.host}/${reference}`;
    const inspected = await skopeo(
      'inspect',
      '--format={{.Digest}}',
      certificates,
      `--creds=${destination.alice}`,
      target,
    );
    return inspected.output.trim();
  };

  it('copies an index with its attestations, twice', async () => {
    const copyAll = () =>
      copy(
        'promo-src/moci:attest',
        'promo-dst/moci:1',
        { from: source.alice, to: destination.alice },
        '--all',
      );
    expect(await copyAll()).toMatchObject({ code: 0 });
    expect(await copyAll()).toMatchObject({ code: 0 });
    expect(await digestAt('promo-dst/moci:1')).toBe(index.manifest.digest);
  });

  it('copies one image by digest to a new stream', async () => {
    const credentials = { from: source.alice, to: destination.alice };
    const from = `promo-src/app@${image.manifest.digest}`;
    expect(await copy(from, 'promo-dst/app:1', credentials, '--preserve-digests')).toMatchObject({
      code: 0,
    });
    expect(await digestAt('promo-dst/app:1')).toBe(image.manifest.digest);
  });

  it('says the same as with the recorded clusters when somebody may not', async () => {
    const from = 'promo-src/app:1.0';
    const to = 'promo-dst/app:x';
    const badToken = await copy(from, to, { from: 'alice:sha256~bad', to: destination.alice });
    expect(badToken.errors).toContain(
      'unable to retrieve auth token: invalid username/password: unauthorized',
    );
    const noPull = await copy(from, to, { from: source.bob, to: destination.alice });
    expect(noPull.errors).toContain(
      `reading manifest 1.0 in ${source.host}/promo-src/app: unauthorized: authentication required`,
    );
    const noPush = await copy(from, to, { from: source.alice, to: destination.bob });
    expect(noPush.errors).toMatch(
      /checking whether a blob sha256:\w+ exists in .*promo-dst\/app: unauthorized/,
    );
    expect([badToken.code, noPull.code, noPush.code]).toEqual([1, 1, 1]);
  });

  it('logs in with a token as the password, and not with another', async () => {
    const login = (password: string) => {
      const files = [`--cert-dir=${folder}/destination`, `--authfile=${folder}/auth.json`];
      return skopeo('login', ...files, '-u', 'alice', '-p', password, destination.host);
    };
    expect((await login(destination.alice.slice('alice:'.length))).output).toContain('Login Succeeded!');
    const refused = await login('sha256~bad');
    expect(refused.errors).toContain(
      `logging into "${destination.host}": invalid username/password`.replaceAll('"', '\\"'),
    );
  });
});

async function skopeo(
  ...parameters: readonly string[]
): Promise<{ code: number; output: string; errors: string }> {
  const child = spawn('skopeo', parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}
