// Signatures made by cosign are still good where the image was promoted to, as cosign sees it.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import { OCI_INDEX } from '../../src/core/image/media-types.ts';
import type { ImageReport } from '../../src/core/report.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign, openCosign, type Cosign, type CosignFormat } from '../support/cosign.ts';
import { startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { findPrograms } from '../support/peers.ts';
import { startReferrersRegistry, tagsOf } from '../support/referrers-api.ts';
import { realImages } from '../support/real-image.ts';
import { descriptorJson, jsonBytes, utf8 } from '../support/sample-images.ts';
import { plainTransport } from '../support/plain-transport.ts';

const FORMATS: readonly CosignFormat[] = ['bundle', 'legacy'];
const COMMAND = path.resolve(import.meta.dirname, '../../src/entry/cli.ts');
const never = new AbortController().signal;

const programs = ['docker-registry', 'skopeo', 'umoci', 'openssl', 'apt-get', 'dpkg-deb'];
const absent = programs.filter((program) => findPrograms(program).length === 0);
if (absent.length > 0 && process.env['CI']) throw new Error(`not installed: ${absent.join(', ')}`);
const missing = absent.length > 0 ? `not installed: ${absent.join(', ')}` : missingCosign();

/** One end of a promotion. */
interface End {
  /** as cosign writes it */
  readonly host: string;
  /** how the command gets there */
  readonly inputs: Readonly<Record<'registry' | 'ca' | 'server' | 'token', string>>;
  /** the reference of an image there */
  readonly name: (image: string) => string;
}

describeUnless(missing, 'signatures', () => {
  let plain: DockerRegistry; // plain HTTP: where everything is signed
  let secure: DockerRegistry;
  let sandbox: Sandbox;
  let cosign: Cosign;
  let folder: string;
  let digest: string;
  /** of the image for one platform */
  let child: string;
  const ends: Record<'plain' | 'docker-registry' | 'OpenShift', End> = {} as typeof ends;

  beforeAll(async () => {
    [plain, secure, sandbox] = await Promise.all([
      startDockerRegistry(),
      startDockerRegistry({ tls: true }),
      startSandbox({ paceMs: 1 }),
    ]);
    folder = mkdtempSync(path.join(os.tmpdir(), 'signatures-'));
    const cluster = sandbox.destination;
    seedProject(cluster, 'prod', 'alice');
    const token = cluster.token('alice');
    cosign = openCosign({
      ca: [secure.ca, cluster.ca].join('\n'),
      tokens: { [cluster.registryHost]: token },
    });
    await Promise.all(['release', 'other'].map((key) => cosign.createKey(key)));
    const registryEnd = ({ host, ca }: DockerRegistry): End => ({
      host,
      inputs: { registry: ca === undefined ? `http://${host}` : host, ca: ca ?? '', server: '', token: '' },
      name: (image) => `${host}/${image}`,
    });
    ends.plain = registryEnd(plain);
    ends['docker-registry'] = registryEnd(secure);
    ends.OpenShift = {
      host: cluster.registryHost,
      inputs: { registry: cluster.registryHost, ca: cluster.ca, server: cluster.apiUrl, token },
      name: (image) => image,
    };
    copy(`oci:${realImages().layout}:index`, 'unsigned');
    const index = skopeo('inspect', '--raw', '--tls-verify=false', inPlain('unsigned'));
    digest = digestOf(index);
    child = /sha256:[a-f0-9]{64}/.exec(index.toString())?.[0] ?? '';
  });
  afterAll(async () => {
    cosign.close();
    rmSync(folder, { recursive: true });
    await Promise.all([plain.stop(), secure.stop(), sandbox.stop()]);
  });

  const inPlain = (name: string): string => `docker://${plain.host}/dev/${name}:1`;
  const skopeo = (...args: string[]): Buffer => execFileSync('skopeo', ['--insecure-policy', ...args]);
  const copy = (from: string, name: string, ...more: string[]): void => {
    skopeo('copy', '--quiet', '--all', '--dest-tls-verify=false', ...more, from, inPlain(name));
  };
  /** An unsigned image at `dev/<name>:1`, so that no test sees what another has signed. */
  const prepare = (name: string): void => {
    copy(inPlain('unsigned'), name, '--src-tls-verify=false');
  };
  const prepareSigned = async (name: string, format: CosignFormat): Promise<void> => {
    prepare(name);
    await cosign.sign(at(ends.plain, `dev/${name}`), 'release', format);
    await cosign.attest(at(ends.plain, `dev/${name}`), 'release', format);
  };

  /** The command as a shell runs it. */
  const run = async (from: End, source: string, to: End, destination: string): Promise<ImageReport> => {
    const record = path.join(folder, 'record.json');
    const env = {
      PATH: process.env['PATH'] ?? '',
      ...inputsOf('source', from, source),
      ...inputsOf('destination', to, destination),
      PROMOTE_SIGNATURES: 'always',
      PROMOTE_RECORD: record,
    };
    await promisify(execFile)(process.execPath, [COMMAND, 'promote'], { env, timeout: 300_000 });
    const { images } = JSON.parse(readFileSync(record, 'utf8')) as { images: ImageReport[] };
    const [image] = images;
    if (image === undefined) throw new Error('nothing was promoted');
    return image;
  };
  const inputsOf = (side: string, { inputs, name }: End, image: string): Record<string, string> => {
    const given = Object.entries({ ...inputs, image: name(image) });
    return Object.fromEntries(given.map(([key, value]) => [`PROMOTE_${side}_${key}`.toUpperCase(), value]));
  };
  const outcomes = ({ attachments }: ImageReport): string[] => attachments.map(({ outcome }) => outcome);
  const at = (end: End, repository: string): string => `${end.host}/${repository}@${digest}`;

  describe.each(['docker-registry', 'OpenShift'] as const)('in %s', (kind) => {
    const repositoryFor = (test: string): string => `${kind.toLowerCase()}-${test}`;

    it.each(FORMATS)('are good after a promotion, and already there the second time: %s', async (format) => {
      const name = repositoryFor(format);
      await prepareSigned(name, format);
      const promoted = at(ends[kind], `prod/${name}`);

      const image = await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);

      expect(outcomes(image)).toEqual(Array(4).fill('copied'));
      expect(await cosign.verify(promoted, 'release', format)).toContain(digest);
      expect(await cosign.verify(promoted.replace(digest, child), 'release', format)).toContain(child);
      expect(await cosign.verifyAttestation(promoted, 'release', format)).toContain('payload');
      await expect(cosign.verify(promoted, 'other', format)).rejects.toThrow();

      const again = await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);

      expect(outcomes(again)).toEqual(Array(4).fill('present'));
      expect(again).toMatchObject({ changed: false, bytesCopied: 0 });
    });

    it('are carried when they were made after the promotion', async () => {
      const name = repositoryFor('late');
      prepare(name);
      await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);
      await cosign.sign(at(ends.plain, `dev/${name}`), 'release', 'bundle');

      const image = await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);

      expect(outcomes(image)).toEqual(Array(3).fill('copied'));
      await cosign.verify(at(ends[kind], `prod/${name}`), 'release', 'bundle');
    });

    it('join those that the destination has', async () => {
      const name = repositoryFor('joined');
      prepare(name);
      const promoted = at(ends[kind], `prod/${name}`);
      await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);
      await cosign.sign(promoted, 'other', 'legacy');
      await cosign.sign(at(ends.plain, `dev/${name}`), 'release', 'legacy');

      const image = await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);

      expect(outcomes(image)).toEqual(Array(3).fill('merged'));
      for (const key of ['release', 'other']) await cosign.verify(promoted, key, 'legacy');
    });

    it.each(FORMATS)('travel on from there: %s', async (format) => {
      const name = repositoryFor(`onward-${format}`);
      await prepareSigned(name, format);
      await run(ends.plain, `dev/${name}:1`, ends[kind], `prod/${name}:1`);

      const image = await run(ends[kind], `prod/${name}:1`, ends.plain, `back/${name}:1`);

      expect(outcomes(image)).toEqual(Array(4).fill('copied'));
      await cosign.verify(at(ends.plain, `back/${name}`), 'release', format);
    });
  });

  it('are found by the referrers API where there is one, without any tag', async () => {
    const registry = await startReferrersRegistry();
    try {
      await prepareSigned('listed', 'bundle');
      const inputs = { registry: `http://${registry.host}`, ca: '', server: '', token: '' };
      const end: End = { host: registry.host, inputs, name: (image) => `${registry.host}/${image}` };

      const image = await run(ends.plain, 'dev/listed:1', end, 'prod/listed:1');

      expect(outcomes(image)).toEqual(Array(4).fill('copied'));
      expect(tagsOf(registry)).toEqual(['1']);
      await cosign.verify(at(end, 'prod/listed'), 'release', 'bundle');
      await cosign.verifyAttestation(at(end, 'prod/listed'), 'release', 'bundle');
    } finally {
      await registry.close();
    }
  });

  it("are refused by OpenShift's registry in an index without platforms, which is why ours has some", async () => {
    const { registryHost, ca } = sandbox.destination;
    const token = sandbox.destination.token('alice');
    const body = jsonBytes({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [descriptorJson(utf8('{}'), 'application/vnd.oci.image.manifest.v1+json')],
    });
    const reply = await plainTransport('destination', { ca }).send(
      {
        method: 'PUT',
        url: `https://${registryHost}/v2/prod/bare/manifests/${digest.replace(':', '-')}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': OCI_INDEX },
        body,
      },
      never,
    );

    expect(reply.status).toBe(500);
  });
});
