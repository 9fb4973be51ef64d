import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { digestOf } from '../../src/core/image/digest.ts';
import type { PromotionRecord } from '../../src/report/record.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign } from '../support/cosign.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { newestPeers } from '../support/peers.ts';
import { COSIGN_SIGN, statementAbout } from '../support/policy-lab.ts';
import { realImages } from '../support/real-image.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { BUNDLE_TYPE } from '../support/sample-artifacts.ts';
import { startSigstore, type SigstoreServices } from '../support/sigstore-services.ts';
import { makeTufRepository, type TufRepository } from '../support/tuf-repository.ts';

const CI = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main',
};
const PROVENANCE = 'https://slsa.dev/provenance/v1';

const missing =
  missingCosign() ??
  missingProgram('skopeo', 'skopeo') ??
  missingProgram('docker-registry', 'docker-registry') ??
  missingProgram('umoci', 'umoci');

describeUnless(missing, 'a promotion of what identities signed', () => {
  let registry: DockerRegistry;
  let sandbox: Sandbox;
  let services: SigstoreServices;
  let repository: TufRepository;
  let web: Server;
  let folder: string;
  /** of the image for one platform that is signed */
  let digest: string;

  beforeAll(async () => {
    [registry, sandbox, services] = await Promise.all([
      startDockerRegistry(),
      startSandbox({ paceMs: 1 }),
      startSigstore(),
    ]);
    seedProject(sandbox.destination, 'prod', 'alice');
    folder = mkdtempSync(path.join(os.tmpdir(), 'identities-'));
    repository = makeTufRepository({ 'trusted_root.json': services.trustedRoot() });
    web = createServer((request, response) => {
      const body = repository.files.get((request.url ?? '').slice(1));
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    digest = push('signed', 'amd64');
    await attach('signed', digest, statementAbout([digest], COSIGN_SIGN), CI);
    await attach('signed', digest, provenanceOf(digest), CI);
    push('lookalike', 'amd64');
    await attach('lookalike', digest, statementAbout([digest], COSIGN_SIGN), {
      ...CI,
      subject: CI.subject.replace('acme/app', 'acme/app-fork'),
    });
  });
  afterAll(async () => {
    web.close();
    rmSync(folder, { recursive: true });
    await Promise.all([registry.stop(), sandbox.stop(), services.close()]);
  });

  function push(name: string, tag: string): string {
    const image = `docker://${registry.host}/dev/${name}:1`;
    const from = `oci:${realImages().layout}:${tag}`;
    const skopeo = (...args: string[]): Buffer => execFileSync('skopeo', ['--insecure-policy', ...args]);
    skopeo('copy', '--quiet', '--dest-tls-verify=false', from, image);
    return digestOf(skopeo('inspect', '--raw', '--tls-verify=false', image));
  }

  function provenanceOf(subject: string): object {
    return statementAbout([subject], PROVENANCE, {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: { repository: 'https://github.com/acme/app', ref: 'refs/heads/main', path: 'build.yml' },
        },
      },
      runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
    });
  }

  /** As a job does that has an ID token: signed by the services, and attached by another program. */
  async function attach(
    name: string,
    subject: string,
    statement: object,
    identity: typeof CI,
  ): Promise<void> {
    const bundle = await services.attest(statement, identity);
    writeFileSync(path.join(folder, 'bundle.json'), JSON.stringify(bundle));
    execFileSync(
      newestPeers().oras.path,
      [
        ...['attach', '--plain-http', '--artifact-type', BUNDLE_TYPE],
        ...[`${registry.host}/dev/${name}@${subject}`, `bundle.json:${BUNDLE_TYPE}`],
      ],
      { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder } },
    );
  }

  const tufUrl = (): string => `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const policyWith = (trustedRoot: unknown): string =>
    JSON.stringify({
      version: 1,
      trustedRoot,
      signers: { ci: { issuer: CI.issuer, identity: CI.subject } },
      rules: [
        { name: 'signed by our workflow', signature: { by: 'ci' } },
        {
          name: 'built from our sources',
          attestation: {
            type: 'slsaprovenance1',
            by: 'ci',
            sourceRepository: 'https://github.com/acme/app',
            branch: 'main',
          },
        },
      ],
    });
  const promote = (
    name: string,
    trustedRoot: unknown = { tuf: { url: tufUrl(), root: 'root.json' } },
  ): Promise<StepResult> =>
    runAction(
      {
        'source-registry': `http://${registry.host}`,
        'source-image': `${registry.host}/dev/${name}:1`,
        'destination-server': sandbox.destination.apiUrl,
        'destination-registry': sandbox.destination.registryHost,
        'destination-ca': sandbox.destination.ca,
        'destination-token': sandbox.destination.token('alice'),
        'destination-image': `prod/${name}:1`,
        policy: 'policy.json',
        record: path.join(folder, 'promotion.json'),
      },
      {},
      {
        files: {
          'policy.json': policyWith(trustedRoot),
          'root.json': repository.root,
          'trusted_root.json': services.trustedRoot(),
        },
      },
    );
  const unchangedBy = async (run: () => Promise<StepResult>): Promise<StepResult> => {
    const before = snapshotOf(sandbox.destination);
    const result = await run();
    expect(snapshotOf(sandbox.destination)).toEqual(before);
    return result;
  };

  it('verifies them against the trusted root that a TUF repository holds, and records who signed and when', async () => {
    const run = await promote('signed');

    expect(run.status, run.log).toBe(0);
    const { policy } = JSON.parse(
      readFileSync(path.join(folder, 'promotion.json'), 'utf8'),
    ) as PromotionRecord;
    expect(policy?.[0]?.signatures.map(({ type, format }) => [type, format]).sort()).toEqual([
      [PROVENANCE, 'bundle'],
      ['signature', 'bundle'],
    ]);
    for (const signature of policy?.[0]?.signatures ?? []) {
      expect(signature).toMatchObject({ signer: 'ci', identity: CI.subject, issuer: CI.issuer });
      expect(signature.signedAt).toMatch(/^\d{4}-.*Z$/);
    }
    expect(run.summary).toContain('build.yml');
  });

  it('verifies them against a trusted root in a file', async () => {
    const run = await promote('signed', { file: 'trusted_root.json' });

    expect(run.status, run.log).toBe(0);
  });

  it('refuses who only looks alike, and says who it was', async () => {
    const run = await unchangedBy(() => promote('lookalike'));

    expect(run.status, run.log).toBe(9);
    expect(run.log).toContain('is signed by https://github.com/acme/app-fork/.github/workflows/build.yml');
  });

  it("refuses them when they are not known to sigstore's public instance", async () => {
    const run = await unchangedBy(() => promote('signed', 'bundled'));

    expect(run.status, run.log).toBe(9);
    expect(run.log).toMatch(
      /does not verify: .* \(trusted root: sigstore’s public instance as of 2026-11-05\)/,
    );
  });

  it('refuses them when the repository cannot be reached, or its metadata have expired', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const away = await unchangedBy(() =>
      promote('signed', { tuf: { url: `http://127.0.0.1:${port}`, root: 'root.json' } }),
    );
    const current = repository;
    repository = makeTufRepository({ 'trusted_root.json': services.trustedRoot() }, '2020-01-01T00:00:00Z');
    const expired = await unchangedBy(() => promote('signed'));
    repository = current;

    for (const run of [away, expired]) {
      expect(run.status, run.log).toBe(9);
      expect(run.log).toContain('the trusted root cannot be had from http://127.0.0.1:');
    }
    expect(expired.log).toMatch(/expired/i);
  });
});
