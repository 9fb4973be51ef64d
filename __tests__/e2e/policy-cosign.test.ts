// What cosign 3 writes, in both formats, judged by a policy and by cosign itself.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import type { PolicyReport } from '../../src/core/ports/policy-report.ts';
import { runShellCommand } from '../support/command.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign, openCosign, type Cosign, type CosignFormat } from '../support/cosign.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { newestPeers } from '../support/peers.ts';
import { realImages } from '../support/real-image.ts';

const FORMATS: readonly CosignFormat[] = ['bundle', 'legacy'];
const missing =
  missingCosign() ?? missingProgram('docker-registry', 'docker-registry') ?? missingProgram('umoci', 'umoci');

describeUnless(missing, 'a policy and cosign agree', () => {
  let registry: DockerRegistry;
  let cosign: Cosign;
  let folder: string;
  let digest: string;

  beforeAll(async () => {
    registry = await startDockerRegistry();
    cosign = openCosign({});
    await Promise.all(['release', 'second', 'stranger'].map((key) => cosign.createKey(key)));
    folder = mkdtempSync(path.join(os.tmpdir(), 'policy-cosign-'));
    push('unsigned');
    digest = digestOf(
      skopeo('inspect', '--raw', '--tls-verify=false', `docker://${registry.host}/dev/unsigned:1`),
    );
  });
  afterAll(async () => {
    cosign.close();
    rmSync(folder, { recursive: true });
    await registry.stop();
  });

  const skopeo = (...args: string[]): Buffer =>
    execFileSync(newestPeers().skopeo.path, ['--insecure-policy', ...args]);
  /** An index of two platforms that nobody has signed. */
  const push = (name: string): string => {
    const to = `docker://${registry.host}/dev/${name}:1`;
    skopeo('copy', '--quiet', '--all', '--dest-tls-verify=false', `oci:${realImages().layout}:index`, to);
    return `${registry.host}/dev/${name}@${digest}`;
  };
  /** What a policy with one rule says. */
  const check = async (image: string, rule: object): Promise<PolicyReport> => {
    const keys = ['release', 'second', 'stranger'].map((name) => [name, { key: cosign.publicKey(name) }]);
    const policy = {
      version: 1,
      signers: Object.fromEntries(keys) as object,
      rules: [{ name: 'the rule', ...rule }],
    };
    const file = path.join(folder, `${digestOf(Buffer.from(JSON.stringify([image, rule]))).slice(-12)}.json`);
    writeFileSync(file, JSON.stringify(policy));
    const { stdout, stderr } = await runShellCommand(
      ['policy', 'check', image, `--policy=${file}`, '--output=json'],
      { PROMOTE_SOURCE_REGISTRY: `http://${registry.host}` },
    );
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as PolicyReport;
  };
  const signedBy = async (image: string, by: string, more: object = {}): Promise<boolean> =>
    (await check(image, { signature: { by, ...more } })).outcome === 'passed';
  const cosignAgrees = async (image: string, key: string, format: CosignFormat): Promise<boolean> =>
    cosign.verify(image, key, format).then(
      () => true,
      () => false,
    );

  describe.each(FORMATS)('about its format "%s"', (format) => {
    it('who signed an index with all its images', async () => {
      const image = push(`signed-${format}`);
      expect(await signedBy(image, 'release')).toBe(false);
      await cosign.sign(image, 'release', format);

      for (const key of ['release', 'stranger']) {
        const isGood = key === 'release';
        expect(await signedBy(image, key), key).toBe(isGood);
        expect(await cosignAgrees(image, key, format), key).toBe(isGood);
      }
    });

    it('that both signed when it was signed twice', async () => {
      const image = push(`twice-${format}`);
      for (const key of ['release', 'second']) await cosign.sign(image, key, format);

      for (const key of ['release', 'second', 'stranger']) {
        expect(await signedBy(image, key), key).toBe(key !== 'stranger');
        expect(await cosignAgrees(image, key, format), key).toBe(key !== 'stranger');
      }
    });

    it('who attested what', async () => {
      const image = push(`attested-${format}`);
      await cosign.attest(image, 'release', format);
      const sbom = (by: string): object => ({ sbom: { by, formats: ['cyclonedx'] } });

      expect(await check(image, sbom('release'))).toMatchObject({
        outcome: 'passed',
        signatures: [
          {
            signer: 'release',
            type: 'https://cyclonedx.org/bom',
            format: format === 'bundle' ? 'bundle' : 'tag',
          },
        ],
      });
      expect(await check(image, sbom('stranger'))).toMatchObject({ outcome: 'refused' });
      expect(await check(image, { attestation: { type: 'cyclonedx', by: 'release' } })).toMatchObject({
        outcome: 'passed',
      });
      expect(await cosign.verifyAttestation(image, 'release', format)).toContain('payload');
      // an attestation is no signature
      expect(await signedBy(image, 'release', { parts: 'index' })).toBe(false);
    });

    it('that a copy by cosign is signed, where the policy lets the name of the original count', async () => {
      const image = push(`original-${format}`);
      await cosign.sign(image, 'release', format);
      const copy = `${registry.host}/dev/copy-${format}`;
      const copyImage = () => cosign.run('copy', '--allow-http-registry', image, `${copy}:1`);
      // cosign 3.1.1 may push the index before its images, which the registry refuses; the second time they are there
      await copyImage().catch(copyImage);

      const copied = `${copy}@${digest}`;
      // cosign 3.1.1 leaves the bundles behind and the image under the tag that would list them
      const isSigned = await cosignAgrees(copied, 'release', format);
      expect(isSigned).toBe(format === 'legacy');
      const signedAs = [`${registry.host}/dev/original-${format}`];
      expect(await signedBy(copied, 'release', { parts: 'index', signedAs })).toBe(isSigned);
      expect(await signedBy(copied, 'release', { parts: 'index' })).toBe(false);
    });
  });

  it('about an index that is signed without its images', async () => {
    const image = push('index-only');
    const flags = ['--use-signing-config=false', '--new-bundle-format=false', '--tlog-upload=false'];
    await cosign.run('sign', '--yes', '--allow-http-registry', '--key', 'release.key', ...flags, image);

    expect(await signedBy(image, 'release', { parts: 'index' })).toBe(true);
    expect(await signedBy(image, 'release', { parts: 'images' })).toBe(false);
    expect(await signedBy(image, 'release')).toBe(false);
    expect(await cosignAgrees(image, 'release', 'legacy')).toBe(true);
  });

  it('about both formats beside each other, each by somebody else', async () => {
    const image = push('both');
    await cosign.sign(image, 'release', 'legacy');
    await cosign.sign(image, 'second', 'bundle');

    expect(await signedBy(image, 'release')).toBe(true);
    expect(await signedBy(image, 'second')).toBe(true);
    expect(await signedBy(image, 'stranger')).toBe(false);
    expect(await cosignAgrees(image, 'second', 'bundle')).toBe(true);
  });
});
