import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedSharedProject } from '../../sandbox/seeds.ts';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { PromotionRecord } from '../../src/report/record.ts';
import { blocksOf } from '../repository/documents.ts';
import { COMMAND, runProgram, runShellCommand, type CommandResult } from '../support/command.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign } from '../support/cosign.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';
import { findPrograms, newestPeers } from '../support/peers.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';
import { statementAbout } from '../support/policy-lab.ts';
import { realImages } from '../support/real-image.ts';
import { BUNDLE_TYPE } from '../support/sample-artifacts.ts';
import { startSigstore, type SigstoreServices } from '../support/sigstore-services.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const PAGE = 'docs/recipes/policies.md';
const BLOCKS = blocksOf(PAGE);
function recipe(part: string): string {
  const found = BLOCKS.find(({ text }) => text.includes(part));
  if (found === undefined) throw new Error(`there is no recipe with ${part}`);
  return found.text;
}

const missing =
  missingCosign() ??
  missingProgram('skopeo', 'skopeo') ??
  missingProgram('umoci', 'umoci') ??
  missingProgram('docker-registry', 'docker-registry') ??
  (findPrograms('kubectl').length === 0 ? 'kubectl is not installed' : undefined);

describeUnless(missing, 'the recipes for policies', () => {
  let folder: string;
  let programs: string;
  let key: string;
  let publicKey: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'policy-recipes-'));
    programs = path.join(folder, 'bin');
    mkdirSync(path.join(folder, '.docker'));
    mkdirSync(programs);
    const cosign = newestPeers().cosign.path;
    execFileSync(cosign, ['generate-key-pair', '--output-key-prefix', 'release'], {
      cwd: folder,
      env: { HOME: folder, COSIGN_PASSWORD: 'password' },
    });
    key = readFileSync(path.join(folder, 'release.key'), 'utf8');
    publicKey = readFileSync(path.join(folder, 'release.pub'), 'utf8');
    script('cosign', `exec "${cosign}" "$@"`);
    script('openshift-promote', `exec "${process.execPath}" "${COMMAND}" "$@"`);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function script(name: string, text: string): void {
    writeFileSync(path.join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(programs, name), 0o755);
  }
  /** The commands of a recipe, as a job runs them. */
  const runScript = (text: string, env: Record<string, string>): Promise<CommandResult> =>
    runProgram(
      'bash',
      ['-e', '-c', text],
      {
        PATH: `${programs}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        COSIGN_PASSWORD: 'password',
        COSIGN_PRIVATE_KEY: key,
        ...env,
      },
      folder,
    );

  describe('signed images only', () => {
    let playground: Playground;
    let kubectl: Kubectl;
    let image: string;

    beforeAll(async () => {
      playground = await startPlayground();
      kubectl = startKubectl();
      for (const side of ['source', 'destination'] as const) seedSharedProject(playground[side].cluster);
      const { source, destination } = playground;
      writeFileSync(path.join(folder, 'clusters.pem'), source.cluster.ca + destination.cluster.ca);
      const auth = Buffer.from(`alice:${source.cluster.token('alice')}`).toString('base64');
      writeFileSync(
        path.join(folder, '.docker/config.json'),
        JSON.stringify({ auths: { [source.cluster.registryHost]: { auth } } }),
      );
      const digest = streamTagDigest(source.cluster, 'dev', 'app', '1.4.2') ?? '';
      image = `${source.cluster.registryHost}/dev/app@${digest}`;
    });
    afterAll(async () => {
      for (const { cluster } of [playground.source, playground.destination])
        expect(cluster.unknownRequests).toEqual([]);
      kubectl.close();
      await playground.stop();
    });

    const follow = (text: string): Promise<WorkflowResult> =>
      runWorkflow(text.replace('promotion.html', path.join(folder, 'promotion.html')), {
        vars: { DEV_API: playground.source.cluster.apiUrl, PROD_API: playground.destination.cluster.apiUrl },
        secrets: { DEV_TOKEN: playground.source.token, PROD_TOKEN: playground.destination.token },
        inputs: {},
        environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'clusters.pem') },
        files: { 'deploy/policy.yaml': recipe('signed by release'), 'deploy/release.pub': publicKey },
      });
    const workflow = recipe('policy: deploy/policy.yaml');

    it('lets nothing through before the build signs', async () => {
      const { jobs, log } = await follow(workflow);

      expect(jobs['promote']?.succeeded, log).toBe(false);
      expect(log).toContain('rule "signed by release" of deploy/policy.yaml refuses dev/app:1.4.2');
      expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2')).toBeUndefined();
    });

    it('promotes what the build signed, with its signatures, and says so on the page and in the record', async () => {
      const env = { IMAGE: image, SSL_CERT_FILE: path.join(folder, 'clusters.pem') };
      const signed = await runScript(recipe('cosign sign'), env);
      expect(signed.status, signed.stderr).toBe(0);

      const { jobs, log } = await follow(workflow);

      expect(jobs['promote']?.succeeded, log).toBe(true);
      const digest = image.replace(/.*@/, '');
      expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2')).toBe(digest);
      const tag = `${digest.replace(':', '-')}.sig`;
      expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', tag)).toMatch(/^sha256:/);
      const { policy } = JSON.parse(
        readFileSync(path.join(folder, 'promotion.json'), 'utf8'),
      ) as PromotionRecord;
      expect(policy).toMatchObject([
        { outcome: 'passed', rules: [{ name: 'signed by release', outcome: 'passed' }] },
      ]);
      expect(policy?.[0]?.signatures.every(({ signer }) => signer === 'release')).toBe(true);
      const page = readFileSync(path.join(folder, 'promotion.html'), 'utf8');
      expect(page).toMatch(
        /<h2>Policy<\/h2>[\s\S]*signed by release[\s\S]*<h3>Signed by<\/h3>[\s\S]*release/,
      );
    });

    it('takes the policy from the destination with an account that may only read it', async () => {
      const { cluster } = playground.destination;
      mkdirSync(path.join(folder, 'deploy'), { recursive: true });
      writeFileSync(path.join(folder, 'deploy/policy.yaml'), recipe('signed by release'));
      writeFileSync(path.join(folder, 'deploy/release.pub'), publicKey);
      // what kubectl creates by itself it sends as protobuf, which the sandbox does not read
      const apply = 'kubectl "$@" --dry-run=client -o yaml | kubectl apply -f -';
      script('oc', `[ "$1" = apply ] && exec kubectl "$@"\n${apply}`);
      const env = { KUBECONFIG: path.join(folder, 'kubeconfig') };
      writeFileSync(env.KUBECONFIG, kubectl.configOf(cluster));
      // what the account of the playground may do besides
      await kubectl.run(cluster, 'delete', 'rolebinding', 'promoter', '-n', 'prod');
      const made = await runScript(recipe('oc create configmap'), env);
      expect(made.status, made.stderr).toBe(0);
      await cluster.settled();
      const { token } = playground.destination;
      const text = workflow
        .replace('deploy/policy.yaml', 'prod/promotion-policy')
        .replace('prod/app:1.4.2', 'prod/guarded:1');

      const { jobs, log } = await follow(text);

      expect(jobs['promote']?.succeeded, log).toBe(true);
      expect(log).toContain('policy prod/promotion-policy about');
      const may = (verb: string): Promise<string> =>
        kubectl
          .run(cluster, 'auth', 'can-i', verb, 'configmap/promotion-policy', '-n', 'prod', `--token=${token}`)
          .catch((error: unknown) => String((error as { stdout: string }).stdout));
      expect(await may('update')).toContain('no');
    });
  });

  describe('a cluster with ClusterImagePolicy', () => {
    let playground: Playground;
    let kubectl: Kubectl;
    /** `host/dev/app` as the build signs it */
    let signedAs: string;

    beforeAll(async () => {
      playground = await startPlayground();
      kubectl = startKubectl();
      const { cluster } = playground.source;
      signedAs = `${cluster.registryHost}/dev/app`;
      const auth = Buffer.from(`alice:${cluster.token('alice')}`).toString('base64');
      writeFileSync(
        path.join(folder, '.docker/config.json'),
        JSON.stringify({ auths: { [cluster.registryHost]: { auth } } }),
      );
      writeFileSync(path.join(folder, 'source.pem'), cluster.ca);
    });
    afterAll(async () => {
      for (const { cluster } of [playground.source, playground.destination])
        expect(cluster.unknownRequests).toEqual([]);
      kubectl.close();
      await playground.stop();
    });

    const imageOf = (): string =>
      `${signedAs}@${streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.2') ?? ''}`;
    const inputs = (token: string): Record<string, string> => {
      const { source, destination } = playground;
      return {
        PROMOTE_SOURCE_SERVER: source.cluster.apiUrl,
        PROMOTE_SOURCE_CA: source.cluster.ca,
        PROMOTE_SOURCE_TOKEN: source.token,
        PROMOTE_DESTINATION_SERVER: destination.cluster.apiUrl,
        PROMOTE_DESTINATION_CA: destination.cluster.ca,
        PROMOTE_DESTINATION_TOKEN: token,
      };
    };
    const doctor = (token = playground.destination.cluster.token('clusteradmin'), ...flags: string[]) => {
      const [, ...argv] = recipe('openshift-promote doctor').trim().split(' ');
      return runShellCommand([...argv, ...flags], inputs(token), folder);
    };
    const policy = (): string =>
      recipe('kind: ClusterImagePolicy')
        .replace('KEY_DATA', Buffer.from(publicKey).toString('base64'))
        .replace('registry.dev.example.com/dev/app', signedAs)
        .replace(
          'image-registry.openshift-image-registry.svc:5000',
          playground.destination.cluster.state.internalRegistryHost,
        );
    const apply = (text: string): Promise<void> => kubectl.apply(playground.destination.cluster, text);
    const sign = (text: string): Promise<CommandResult> =>
      runScript(text, { IMAGE: imageOf(), SSL_CERT_FILE: path.join(folder, 'source.pem') });

    it('says that no pod would start before the build signs, and the promotion warns of it', async () => {
      await apply(policy());
      const { stdout } = await doctor();
      const promoted = await runShellCommand(
        ['promote', '--source-image=dev/app:1.4.2', '--destination-image=prod/app:unsigned'],
        inputs(playground.destination.cluster.token('clusteradmin')),
        folder,
      );

      const reason =
        /ClusterImagePolicy signed-by-release: no pod of \S+\/prod\/app@sha256:\w+ would start: there is no signature that nodes can read/;
      expect(stdout).toMatch(reason);
      expect(promoted.status, promoted.stderr).toBe(0);
      expect(promoted.stderr).toMatch(reason);
    });

    it('says that pods start when the build signed for the repository that the policy names', async () => {
      const signed = await sign(recipe('cosign sign'));
      expect(signed.status, signed.stderr).toBe(0);

      const { stdout } = await doctor();

      expect(stdout).toMatch(
        /^ok +policy +destination: ClusterImagePolicy signed-by-release: pods of \S+\/prod\/app@sha256:\w+ start: it is signed as required$/m,
      );
    });

    it('says what to sign for a policy that wants the name of the destination, and that is enough', async () => {
      await apply(policy().replace(/\n {4}signedIdentity:[\s\S]*$/, '\n'));
      const before = await doctor();
      expect(before.stdout).toMatch(
        /^warning +policy .*the signature is for \S+\/dev\/app, not for \S+\/prod\/app:TAG/m,
      );
      const command = /cosign sign [^\n]*--key KEY IMAGE/.exec(before.stdout)?.[0] ?? '';
      const signed = await sign(
        `${command.replace('KEY', 'release.key').replace('IMAGE', '"$IMAGE"').replaceAll(':TAG', ':1.4.2')} --tlog-upload=false --yes`,
      );
      expect(signed.status, signed.stderr).toBe(0);

      const { stdout } = await doctor();

      expect(stdout).toMatch(/^ok +policy +destination: ClusterImagePolicy signed-by-release/m);
    });

    it('says that an account may not read the policies, and judges by a policy.json instead', async () => {
      const { token } = playground.destination;
      const { stdout } = await doctor(token);
      expect(stdout).toMatch(/^note +policy .*the account may not read any ClusterImagePolicy/m);
      mkdirSync(path.join(folder, 'deploy'), { recursive: true });
      const rejecting = { default: [{ type: 'reject' }], transports: { docker: {} } };
      writeFileSync(path.join(folder, 'deploy/policy.json'), JSON.stringify(rejecting));

      const judged = await doctor(token, '--node-policy=deploy/policy.json');

      expect(judged.stdout).toMatch(
        /^warning +policy .*deploy\/policy\.json: no pod .* the policy rejects every image/m,
      );
    });
  });

  describe('provenance and scan age', () => {
    let registry: DockerRegistry;
    let services: SigstoreServices;
    let image: string;

    beforeAll(async () => {
      [registry, services] = await Promise.all([startDockerRegistry(), startSigstore()]);
      writeFileSync(path.join(folder, '.docker/config.json'), '{}');
      const skopeo = (...args: string[]): string =>
        execFileSync('skopeo', ['--insecure-policy', ...args], { encoding: 'utf8' });
      const name = `${registry.host}/team/app:1.4.2`;
      const layout = `oci:${realImages().layout}:amd64`;
      skopeo('copy', '--quiet', '--dest-tls-verify=false', layout, `docker://${name}`);
      const shown = skopeo('inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${name}`);
      image = `${registry.host}/team/app@${shown.trim()}`;
    });
    afterAll(async () => {
      await Promise.all([registry.stop(), services.close()]);
    });

    /** As `trivy image --format cosign-vuln` writes it. */
    const scannedBy = (when: Date, ...found: readonly { id: string; severity: string }[]): void => {
      const report = {
        invocation: { parameters: null, uri: '', event_id: '', 'builder.id': '' },
        scanner: {
          uri: 'pkg:github/aquasecurity/trivy@0.67.0',
          version: '0.67.0',
          db: { uri: '', version: '' },
          result: {
            SchemaVersion: 2,
            ArtifactName: image,
            ArtifactType: 'container_image',
            Results: [
              {
                Target: 'debian 13',
                Class: 'os-pkgs',
                Type: 'debian',
                Vulnerabilities: found.map(({ id, severity }) => ({
                  VulnerabilityID: id,
                  PkgName: 'libparse',
                  Severity: severity,
                })),
              },
            ],
          },
        },
        metadata: { scanStartedOn: when.toISOString(), scanFinishedOn: when.toISOString() },
      };
      const flags = '[ "$1 $2 $3 $4 $5" = "image --format cosign-vuln --output scan.json" ] || exit 9';
      script('trivy', `${flags}\ncat > scan.json <<'REPORT'\n${JSON.stringify(report)}\nREPORT`);
    };
    /** The recipe's step; cosign takes a registry without TLS only when told so, and on this machine there is no other. */
    const attestScan = (): Promise<CommandResult> =>
      runScript(recipe('trivy image').replace('cosign attest', 'cosign attest --allow-http-registry'), {
        IMAGE: image,
      });
    const DAYS = 86_400_000;
    const ago = (days: number): Date => new Date(Date.now() - days * DAYS);

    const check = async (): Promise<CommandResult> => {
      const policy = [recipe('built by our workflow'), recipe('trustedRoot:')].join('\n');
      mkdirSync(path.join(folder, 'deploy'), { recursive: true });
      writeFileSync(path.join(folder, 'deploy/policy.yaml'), policy);
      writeFileSync(path.join(folder, 'deploy/scanner.pub'), publicKey);
      writeFileSync(path.join(folder, 'deploy/trusted_root.json'), services.trustedRoot());
      const [, ...argv] = recipe('policy check')
        .trim()
        .replace('registry.example.com', registry.host)
        .split(' ');
      return runShellCommand(argv, { PROMOTE_SOURCE_REGISTRY: `http://${registry.host}` }, folder);
    };

    it('refuses what nobody attested', async () => {
      const { status, stdout } = await check();

      expect(status, stdout).toBe(9);
      expect(stdout).toMatch(/refused +built by our workflow/);
      expect(stdout).toMatch(/refused +scanned this week/);
    });

    it('passes with the provenance of the workflow and a scan of this week', async () => {
      const provenance = statementAbout([image.replace(/.*@/, '')], 'https://slsa.dev/provenance/v1', {
        buildDefinition: {
          buildType: 'https://actions.github.io/buildtypes/workflow/v1',
          externalParameters: {
            workflow: {
              repository: 'https://github.com/acme/app',
              ref: 'refs/heads/main',
              path: 'build.yml',
            },
          },
        },
        runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
      });
      const bundle = await services.attest(provenance, {
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main',
      });
      writeFileSync(path.join(folder, 'bundle.json'), JSON.stringify(bundle));
      const attach = ['attach', '--plain-http', '--artifact-type', BUNDLE_TYPE, image];
      execFileSync(newestPeers().oras.path, [...attach, `bundle.json:${BUNDLE_TYPE}`], { cwd: folder });
      scannedBy(ago(8));
      const old = await attestScan();
      expect(old.status, old.stderr).toBe(0);
      const stale = await check();
      expect(stale.status, stale.stdout).toBe(9);
      expect(stale.stdout).toMatch(/passed +built by our workflow/);
      expect(stale.stdout).toMatch(/refused +scanned this week.*8 days/);

      scannedBy(ago(1), { id: 'CVE-2026-0001', severity: 'MEDIUM' });
      await attestScan();
      const { status, stdout } = await check();

      expect(status, stdout).toBe(0);
      expect(stdout).toMatch(/passed +scanned this week/);
    });

    it('refuses a newer scan that finds something bad', async () => {
      scannedBy(ago(0.5), { id: 'CVE-2026-0002', severity: 'CRITICAL' });
      await attestScan();
      const { status, stdout } = await check();

      expect(status, stdout).toBe(9);
      expect(stdout).toMatch(/refused +scanned this week.*CVE-2026-0002/);
    });
  });
});
