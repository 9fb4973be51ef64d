import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { describeWith } from '../support/peers.ts';
import { realImages } from '../support/real-image.ts';
import { runAction } from '../support/runner.ts';

const judges = ['docker-registry', 'skopeo', 'umoci', 'htpasswd', 'openssl', 'apt-get', 'dpkg-deb'];
const account = { username: 'releaser', password: 'pass:word with $igns' };

describeWith(judges, 'the action between two real registries', () => {
  let source: DockerRegistry; // plain HTTP, with accounts
  let destination: DockerRegistry; // TLS by a private authority
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'real-registries-'));
    [source, destination] = await Promise.all([
      startDockerRegistry({ account }),
      startDockerRegistry({ tls: true }),
    ]);
    mkdirSync(path.join(folder, 'certificates'));
    writeFileSync(path.join(folder, 'certificates/ca.crt'), destination.ca ?? '');
    const { layout } = realImages();
    for (const tag of ['amd64', 'index']) {
      skopeo(
        'copy',
        '--all',
        ...toSource('dest'),
        `oci:${layout}:${tag}`,
        `docker://${source.host}/dev/app:${tag}`,
      );
    }
    // the older family of manifests, which most images in OpenShift are of
    const older = `docker://${source.host}/dev/app:docker`;
    skopeo('copy', '--format', 'v2s2', ...toSource('dest'), `oci:${layout}:amd64`, older);
  });
  afterAll(async () => {
    await Promise.all([source.stop(), destination.stop()]);
    rmSync(folder, { recursive: true });
  });

  /** Its judgement is Debian's, not ours. */
  const skopeo = (...args: string[]): Buffer =>
    execFileSync('skopeo', ['--insecure-policy', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const toSource = (side: '' | 'src' | 'dest'): string[] => {
    const prefix = side === '' ? '--' : `--${side}-`;
    return [`${prefix}tls-verify=false`, `${prefix}creds=${account.username}:${account.password}`];
  };
  const toDestination = (side: '' | 'src'): string[] => [
    ...(side === '' ? ['--cert-dir'] : [`--${side}-cert-dir`]),
    path.join(folder, 'certificates'),
  ];
  const promote = (from: string, to: string): ReturnType<typeof runAction> =>
    runAction({
      'source-image': `${source.host}/${from}`,
      'source-registry': `http://${source.host}`,
      'source-registry-username': account.username,
      'source-registry-password': account.password,
      'destination-image': `${destination.host}/${to}`,
      'destination-ca': destination.ca ?? '',
    });

  it.each(['amd64', 'index', 'docker'])('arrives byte for byte: %s', async (tag) => {
    const result = await promote(`dev/app:${tag}`, `prod/${tag}:1.4.2`);

    expect(result.status, result.log).toBe(0);
    const before = skopeo('inspect', '--raw', ...toSource(''), `docker://${source.host}/dev/app:${tag}`);
    const after = skopeo(
      'inspect',
      '--raw',
      ...toDestination(''),
      `docker://${destination.host}/prod/${tag}:1.4.2`,
    );
    expect(after.equals(before)).toBe(true);
    const digest = skopeo('manifest-digest', writeManifest(after)).toString().trim();
    expect(result.outputs).toMatchObject({ digest, changed: 'true' });
    expect(Number(result.outputs['bytes-copied'])).toBeGreaterThan(0);
  });

  it('gives an index of which others can pull and unpack a platform', async () => {
    await promote('dev/app:index', 'prod/pulled:index');

    const layout = path.join(folder, 'pulled');
    const image = `docker://${destination.host}/prod/pulled:index`;
    skopeo('--override-arch', 'arm64', 'copy', ...toDestination('src'), image, `oci:${layout}:arm64`);
    const bundle = path.join(folder, 'unpacked');
    execFileSync('umoci', ['unpack', '--rootless', '--image', `${layout}:arm64`, bundle]);
    const program = readFileSync(path.join(bundle, 'rootfs/bin/busybox'));
    expect(program.readUInt16LE(18)).toBe(0xb7); // the machine in its ELF header: AArch64
  });

  it('moves nothing the second time', async () => {
    await promote('dev/app:index', 'prod/twice:index');

    const again = await promote('dev/app:index', 'prod/twice:index');

    expect(again.status, again.log).toBe(0);
    expect(again.outputs).toMatchObject({ changed: 'false', 'bytes-copied': '0' });
  });

  const writeManifest = (bytes: Buffer): string => {
    const file = path.join(folder, 'manifest.json');
    writeFileSync(file, bytes);
    return file;
  };
});
