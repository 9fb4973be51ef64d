// What a promotion says about itself, judged by cosign.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromotionStatement } from '../../src/attest/statement.ts';
import { digestOf } from '../../src/core/image/digest.ts';
import { PROMOTION_PREDICATE } from '../../src/core/version.ts';
import { COMMAND, runProgram, runShellCommand, type CommandResult } from '../support/command.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign, openCosign, type Cosign } from '../support/cosign.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { newestPeers } from '../support/peers.ts';
import { realImages } from '../support/real-image.ts';
import {
  idTokenOf,
  SERVICE_PATHS,
  startSigstore,
  type SigstoreServices,
} from '../support/sigstore-services.ts';

const JOB = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main',
};
const missing =
  missingCosign() ?? missingProgram('docker-registry', 'docker-registry') ?? missingProgram('umoci', 'umoci');

describeUnless(missing, 'an attested promotion between registries', () => {
  let registry: DockerRegistry;
  let services: SigstoreServices;
  let cosign: Cosign;
  let folder: string;
  /** of the index that is promoted */
  let digest: string;

  beforeAll(async () => {
    [registry, services] = await Promise.all([startDockerRegistry(), startSigstore()]);
    cosign = openCosign({});
    await Promise.all(['promoter', 'stranger'].map((key) => cosign.createKey(key)));
    folder = mkdtempSync(path.join(os.tmpdir(), 'attest-'));
    const image = `docker://${registry.host}/dev/app:1.4.2`;
    const layout = `oci:${realImages().layout}:index`;
    skopeo('copy', '--quiet', '--all', '--dest-tls-verify=false', layout, image);
    digest = digestOf(skopeo('inspect', '--raw', '--tls-verify=false', image));
    writeFileSync(path.join(folder, 'trusted_root.json'), services.trustedRoot());
  });
  afterAll(async () => {
    cosign.close();
    rmSync(folder, { recursive: true });
    await Promise.all([registry.stop(), services.close()]);
  });

  const skopeo = (...args: string[]): Buffer =>
    execFileSync(newestPeers().skopeo.path, ['--insecure-policy', ...args]);
  const record = (): string => path.join(folder, 'promotion.json');
  const key = (name = 'promoter'): string => cosign.privateKey(name);
  const byKey = (): Record<string, string> => ({
    PROMOTE_ATTEST: 'key',
    PROMOTE_ATTEST_KEY: key(),
    PROMOTE_ATTEST_KEY_PASSWORD: 'password',
  });
  const keyless = (): Record<string, string> => ({
    PROMOTE_ATTEST: 'keyless',
    PROMOTE_ATTEST_FULCIO_URL: services.url,
    ...services.jobWith(JOB),
  });
  /** dev/app:1.4.2 → prod/NAME:live */
  const promote = (
    name: string,
    inputs: Record<string, string>,
    ...flags: readonly string[]
  ): Promise<CommandResult> =>
    runShellCommand(
      [
        'promote',
        `--source-image=${registry.host}/dev/app:1.4.2`,
        `--destination-image=${registry.host}/prod/${name}:live`,
        `--record=${record()}`,
        ...flags,
      ],
      {
        PROMOTE_SOURCE_REGISTRY: `http://${registry.host}`,
        PROMOTE_DESTINATION_REGISTRY: `http://${registry.host}`,
        USER: 'octocat',
        ...inputs,
      },
    );
  const imageOf = (name: string): string => `${registry.host}/prod/${name}@${digest}`;
  const VERIFY = [
    'verify-attestation',
    '--allow-http-registry',
    '--new-bundle-format',
    '--type',
    PROMOTION_PREDICATE,
  ];
  const verifyByKey = (name: string, by: string): Promise<string> =>
    cosign.run(...VERIFY, '--insecure-ignore-tlog', '--key', `${by}.pub`, imageOf(name));
  const verifyByIdentity = (name: string, identity: string, ...flags: string[]): Promise<string> =>
    cosign.run(
      ...VERIFY,
      ...['--trusted-root', path.join(folder, 'trusted_root.json'), '--certificate-identity', identity],
      ...['--certificate-oidc-issuer', JOB.issuer, ...flags, imageOf(name)],
    );
  /** What cosign has verified, the latest last. */
  const statementsIn = (output: string): readonly PromotionStatement[] =>
    output
      .trim()
      .split('\n')
      .map((line) => {
        const { payload } = JSON.parse(line) as { payload: string };
        return JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as PromotionStatement;
      });
  const tags = (name: string): readonly string[] => {
    try {
      const listed = skopeo('list-tags', '--tls-verify=false', `docker://${registry.host}/prod/${name}`);
      return (JSON.parse(listed.toString()) as { Tags: string[] }).Tags;
    } catch {
      return [];
    }
  };

  describe('with a key of cosign', () => {
    it('is accepted by cosign for the key, and for no other', async () => {
      const { status, stderr } = await promote('key', byKey());

      expect(status, stderr).toBe(0);
      expect(stderr).toMatch(/prod\/key:live is attested: \S+\/prod\/key@sha256:/);
      const [statement, ...others] = statementsIn(await verifyByKey('key', 'promoter'));
      expect(others).toEqual([]);
      expect(statement?.predicate).toMatchObject({
        source: { image: `${registry.host}/dev/app@${digest}`, digest },
        destination: { image: imageOf('key'), reference: `${registry.host}/prod/key:live`, digest },
        tags: [{ name: 'live', after: digest }],
        run: { system: 'a shell', actor: 'octocat' },
      });
      expect(statement?.subject.map((each) => each.annotations?.['platform'])).toEqual([
        undefined,
        'linux/amd64',
        'linux/arm64',
      ]);
      await expect(verifyByKey('key', 'stranger')).rejects.toThrow();
    });

    it('says in the record where the attestation is', async () => {
      const { images } = JSON.parse(readFileSync(record(), 'utf8')) as { images: { attestation: object }[] };

      expect(images[0]?.attestation).toMatchObject({ outcome: 'attached', manifest: /^sha256:/ });
    });

    it('is not signed again while nothing changes, and is when a tag moves', async () => {
      const again = await promote('key', byKey());
      expect(again.stderr).toMatch(/prod\/key:live was attested before: /);
      expect(statementsIn(await verifyByKey('key', 'promoter'))).toHaveLength(1);

      const moved = await promote('key', byKey(), '--destination-tags=stable');

      expect(moved.status, moved.stderr).toBe(0);
      const statements = statementsIn(await verifyByKey('key', 'promoter'));
      expect(
        statements.map(({ predicate }) => predicate.tags.map(({ name, before }) => [name, before])),
      ).toContainEqual([
        ['live', digest],
        ['stable', undefined],
      ]);
    });

    it('shows neither key nor password, wherever one looks', async () => {
      const before = new Set(readdirSync(os.tmpdir()));
      const { stderr, stdout } = await promote('secret', byKey(), '--log-level=debug');

      const written = readdirSync(os.tmpdir())
        .filter((name) => !before.has(name) && statSync(path.join(os.tmpdir(), name)).isFile())
        .map((name) => readFileSync(path.join(os.tmpdir(), name), 'utf8'));
      const texts = [stderr, stdout, readFileSync(record(), 'utf8'), ...written].join('\n');
      const lines = key().trim().split('\n').slice(1, -1);
      expect(lines.length).toBeGreaterThan(5);
      expect(lines.filter((line) => texts.includes(line))).toEqual([]);
      expect(texts).not.toContain('password"');
    });
  });

  describe('with the identity of the job', () => {
    it('is accepted by cosign with certificate, log entry and identity, and for no other identity', async () => {
      const inputs = { ...keyless(), PROMOTE_ATTEST_REKOR_URL: services.url };
      const { status, stderr } = await promote('logged', inputs);

      expect(status, stderr).toBe(0);
      expect(statementsIn(await verifyByIdentity('logged', JOB.subject))).toHaveLength(1);
      await expect(verifyByIdentity('logged', `${JOB.subject}-fork`)).rejects.toThrow();
    });

    it('is accepted by cosign with a timestamp instead of a log entry', async () => {
      const { status, stderr } = await promote('timed', {
        ...keyless(),
        PROMOTE_ATTEST_TSA_URL: services.url,
      });

      expect(status, stderr).toBe(0);
      const flags = ['--use-signed-timestamps', '--insecure-ignore-tlog'];
      expect(statementsIn(await verifyByIdentity('timed', JOB.subject, ...flags))).toHaveLength(1);
    });

    it('sends the log the digest of the statement, not the statement', () => {
      const entries = services.requests.filter(({ path: asked }) => asked === SERVICE_PATHS.rekor);

      expect(entries.length).toBeGreaterThan(0);
      expect(entries.map(({ body }) => (JSON.parse(body) as { kind: string }).kind)).toEqual(
        entries.map(() => 'dsse'),
      );
    });

    it('takes an ID token from a variable, as GitLab declares it', async () => {
      const inputs = {
        PROMOTE_ATTEST: 'keyless',
        PROMOTE_ATTEST_FULCIO_URL: services.url,
        PROMOTE_ATTEST_TSA_URL: services.url,
        PROMOTE_ATTEST_ID_TOKEN: idTokenOf(JOB),
      };

      const { status, stderr } = await promote('variable', inputs);

      expect(status, stderr).toBe(0);
      expect(stderr).not.toContain(idTokenOf(JOB));
    });
  });

  describe('that cannot be attested', () => {
    const rekor = (): Record<string, string> => ({ PROMOTE_ATTEST_REKOR_URL: services.url });
    const closed = 'http://127.0.0.1:1';

    it.each<[string, () => Record<string, string>, RegExp]>([
      [
        'a wrong password',
        () => ({ ...byKey(), PROMOTE_ATTEST_KEY_PASSWORD: 'not this one' }),
        /the password is wrong/,
      ],
      [
        'a public key',
        () => ({ ...byKey(), PROMOTE_ATTEST_KEY: cosign.publicKey('promoter') }),
        /is "PUBLIC KEY", not a private key/,
      ],
      [
        'a log that cannot be reached',
        () => ({ ...byKey(), PROMOTE_ATTEST_REKOR_URL: closed }),
        /Rekor cannot be reached: 127\.0\.0\.1:1/,
      ],
      [
        'a timestamp authority that cannot be reached',
        () => ({ ...byKey(), PROMOTE_ATTEST_TSA_URL: closed }),
        /the timestamp authority cannot be reached/,
      ],
      [
        'a Fulcio that cannot be reached',
        () => ({ ...keyless(), ...rekor(), PROMOTE_ATTEST_FULCIO_URL: closed }),
        /Fulcio cannot be reached/,
      ],
      [
        'a job without ID token',
        () => ({ ...keyless(), ...rekor(), ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }),
        /there is no ID token to sign with/,
      ],
      [
        'an ID token that is none',
        () => ({ ...keyless(), ...rekor(), PROMOTE_ATTEST_ID_TOKEN: 'something-else' }),
        /the ID token is no JSON web token/,
      ],
    ])('fails for %s before anything moves', async (_, inputs, message) => {
      const { status, stderr } = await promote('checked', inputs(), '--retries=0');

      expect(status, stderr).toBe(7);
      expect(stderr).toContain('ATTEST_FAILED');
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain('something-else');
      expect(tags('checked')).toEqual([]);
    });

    it('says all of it at once', async () => {
      const inputs = {
        ...byKey(),
        PROMOTE_ATTEST_KEY_PASSWORD: 'not this one',
        PROMOTE_ATTEST_REKOR_URL: closed,
        PROMOTE_ATTEST_TSA_URL: closed,
      };
      const { stderr } = await promote('checked', inputs, '--retries=0');

      expect(stderr).toMatch(/password is wrong/);
      expect(stderr).toMatch(/Rekor cannot be reached/);
      expect(stderr).toMatch(/the timestamp authority cannot be reached/);
    });

    it('is promoted with a warning where that is allowed', async () => {
      const inputs = { ...byKey(), PROMOTE_ATTEST_TSA_URL: closed, PROMOTE_ATTEST_ON_FAILURE: 'warn' };
      const { status, stderr } = await promote('warned', inputs, '--retries=0');

      expect(status, stderr).toBe(0);
      expect(stderr).toMatch(
        /warning: the promotion will not be attested: the timestamp authority cannot be reached/,
      );
      expect(stderr).toMatch(/warning: the promotion of \S+ is not attested/);
      expect(tags('warned')).toEqual(['live']);
    });

    it('says what holds when the log fails after the tags have moved, does not roll back, and attests in the next run', async () => {
      services.refusals.set(SERVICE_PATHS.rekor, 500);
      const inputs = { ...byKey(), ...rekor() };
      const failed = await promote('late', inputs, '--retries=0', '--rollback-on-failure');
      services.refusals.clear();

      expect(failed.status, failed.stderr).toBe(7);
      expect(failed.stderr).toMatch(
        /ATTEST_FAILED.*the promotion of \S+prod\/late:live is not attested: Rekor at \S+ answered 500: not today/,
      );
      expect(failed.stderr).toContain('tags and workloads stay as promoted');
      expect(failed.stderr).toMatch(/the destination has moved already: \S+\/prod\/late:live \(was absent\)/);
      expect(tags('late')).toEqual(['live']);
      await expect(verifyByKey('late', 'promoter')).rejects.toThrow();

      const next = await promote('late', inputs);

      expect(next.status, next.stderr).toBe(0);
      expect(next.stderr).toMatch(/prod\/late:live is attested/);
      expect(statementsIn(await verifyByKey('late', 'promoter'))).toHaveLength(1);
    });
  });

  it('is what its program file is loaded for, and nothing else: without attestation it could be missing', async () => {
    const program = path.join(folder, 'dist');
    cpSync(path.dirname(COMMAND), program, { recursive: true });
    rmSync(path.join(program, 'attest.js'));
    const run = (name: string, more: Record<string, string> = {}): Promise<CommandResult> =>
      runProgram(
        process.execPath,
        [
          path.join(program, 'cli.js'),
          'promote',
          `--source-image=${registry.host}/dev/app:1.4.2`,
          `--destination-image=${registry.host}/prod/${name}:live`,
        ],
        {
          PATH: process.env['PATH'] ?? '',
          PROMOTE_SOURCE_REGISTRY: `http://${registry.host}`,
          PROMOTE_DESTINATION_REGISTRY: `http://${registry.host}`,
          ...more,
        },
      );
    const [without, withOne] = await Promise.all([run('plain'), run('needed', byKey())]);

    expect(without.status, without.stderr).toBe(0);
    expect(withOne.status).not.toBe(0);
    expect(withOne.stderr).toContain('attest.js');
  });
});
