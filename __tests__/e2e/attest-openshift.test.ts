// What a promotion between clusters says about itself, with the integrated registry, judged by cosign.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedProject, seedRole } from '../../sandbox/seeds.ts';
import type { PromotionStatement } from '../../src/attest/statement.ts';
import { PROMOTION_PREDICATE } from '../../src/core/version.ts';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { PromotionRecord } from '../../src/report/record.ts';
import type { ChainReport } from '../../src/attest/chain/chain-report.ts';
import { blocksOf } from '../repository/documents.ts';
import { COMMAND, runProgram, runShellCommand, type CommandResult } from '../support/command.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign, openCosign, type Cosign } from '../support/cosign.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { SERVICE_PATHS, startSigstore, type SigstoreServices } from '../support/sigstore-services.ts';
import { newestPeers } from '../support/peers.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const JOB = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main',
};
const RUN = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_RUN_ID: '4711',
  GITHUB_ACTOR: 'octocat',
};

describeUnless(missingCosign(), 'an attested promotion between clusters', () => {
  let playground: Playground;
  let services: SigstoreServices;
  let cosign: Cosign;
  let folder: string;

  beforeAll(async () => {
    [playground, services] = await Promise.all([startPlayground(), startSigstore()]);
    const { cluster } = playground.destination;
    seedProject(cluster, 'live', 'alice');
    for (const role of ['registry-editor', 'edit'])
      seedRole(cluster, 'live', role, 'system:serviceaccount:prod:promoter');
    seedRole(cluster, 'prod', 'edit', 'alice');
    cosign = openCosign({ ca: cluster.ca, tokens: { [cluster.registryHost]: cluster.token('alice') } });
    await Promise.all(['promoter', 'stranger'].map((name) => cosign.createKey(name)));
    folder = mkdtempSync(path.join(os.tmpdir(), 'attest-openshift-'));
    writeFileSync(path.join(folder, 'stranger.pub'), cosign.publicKey('stranger'));
    writeFileSync(path.join(folder, 'trusted_root.json'), services.trustedRoot());
  });
  afterAll(async () => {
    for (const { cluster } of [playground.source, playground.destination])
      expect(cluster.unknownRequests).toEqual([]);
    cosign.close();
    rmSync(folder, { recursive: true });
    await Promise.all([playground.stop(), services.close()]);
  });

  const promote = (inputs: Record<string, string>): Promise<StepResult> =>
    runAction(
      {
        ...playgroundInputs(playground),
        attest: 'key',
        'attest-key': cosign.privateKey('promoter'),
        'attest-key-password': 'password',
        record: path.join(folder, 'promotion.html'),
        ...inputs,
      },
      { ...RUN, ...services.jobWith(JOB) },
    );
  const imageAt = (project: string, tag: string): string => {
    const { cluster } = playground.destination;
    return `${cluster.registryHost}/${project}/app@${streamTagDigest(cluster, project, 'app', tag) ?? ''}`;
  };
  const verify = async (image: string, ...flags: string[]): Promise<readonly PromotionStatement[]> => {
    const output = await cosign.run(
      'verify-attestation',
      '--new-bundle-format',
      '--type',
      PROMOTION_PREDICATE,
      ...flags,
      image,
    );
    return output
      .trim()
      .split('\n')
      .map((line) => {
        const { payload } = JSON.parse(line) as { payload: string };
        return JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as PromotionStatement;
      });
  };
  const BY_KEY = ['--insecure-ignore-tlog', '--key', 'promoter.pub'];

  it('is accepted by cosign, and names tags, workload, pods and run', async () => {
    const run = await promote({ 'destination-image': 'prod/app:live', rollout: 'dc/api' });

    expect(run.status, run.log).toBe(0);
    const [statement] = await verify(imageAt('prod', 'live'), ...BY_KEY);
    const before = streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.1');
    const digest = run.outputs['digest'];
    expect(statement?.predicate).toMatchObject({
      source: { reference: 'dev/app:1.4.2', digest, server: playground.source.cluster.apiUrl },
      destination: { reference: 'prod/app:live', digest, server: playground.destination.cluster.apiUrl },
      tags: [{ name: 'live', before, after: digest }],
      rollouts: [
        { workload: { kind: 'deploymentconfig', project: 'prod', name: 'api' }, status: 'complete' },
      ],
      run: {
        system: 'GitHub Actions',
        id: '4711',
        url: 'https://github.com/acme/app/actions/runs/4711',
        actor: 'octocat',
      },
    });
    const digests = new Set(statement?.subject.map((each) => `sha256:${each.digest['sha256'] ?? ''}`));
    const pods = statement?.predicate.rollouts[0]?.pods ?? [];
    expect(pods).toHaveLength(2);
    for (const { images } of pods)
      expect(Object.values(images).every((each) => digests.has(each))).toBe(true);
  });

  describe('as the recipe says', () => {
    const recipe = (part: string): string =>
      blocksOf('docs/recipes/attest.md').find(({ text }) => text.includes(part))?.text ?? '';
    const follow = (text: string): Promise<WorkflowResult> => {
      const { source, destination } = playground;
      writeFileSync(path.join(folder, 'clusters.pem'), source.cluster.ca + destination.cluster.ca);
      return runWorkflow(text, {
        vars: { DEV_API: source.cluster.apiUrl, PROD_API: destination.cluster.apiUrl },
        secrets: {
          DEV_TOKEN: source.token,
          PROD_TOKEN: destination.token,
          COSIGN_KEY: cosign.privateKey('promoter'),
          COSIGN_PASSWORD: 'password',
        },
        inputs: {},
        environment: { ...services.jobWith(JOB), NODE_EXTRA_CA_CERTS: path.join(folder, 'clusters.pem') },
      });
    };

    it('is signed with a key, and verified with the command of the recipe', async () => {
      const { jobs, log } = await follow(recipe('attest: key\n'));

      expect(jobs['promote']?.succeeded, log).toBe(true);
      const [, ...words] = recipe('cosign verify-attestation')
        .replaceAll('\\\n', ' ')
        .trim()
        .split(/\s+/)
        .map((word) =>
          word.replace('"$IMAGE"', imageAt('prod', '1.4.2')).replace('cosign.pub', 'promoter.pub'),
        );
      expect(await cosign.run(...words)).toContain('payload');
    });

    it('is signed with the identity of the job', async () => {
      const { jobs, log } = await follow(
        recipe('attest: keyless')
          .replace('https://fulcio.example.com', services.url)
          .replace('https://timestamp.example.com', services.url),
      );

      expect(jobs['promote']?.succeeded, log).toBe(true);
      expect(log).toMatch(/prod\/app:attested is attested/);
    });
  });

  it('is read by oras as the referrer of the image that it is', async () => {
    const { cluster } = playground.destination;
    const image = imageAt('prod', 'live');
    const caFile = path.join(folder, 'ca.pem');
    writeFileSync(caFile, cluster.ca);
    const login = ['--ca-file', caFile, '--username', 'x', '--password', cluster.token('alice')];
    const { stdout, stderr } = await runProgram(
      newestPeers().oras.path,
      ['discover', '--format', 'json', ...login, image],
      { HOME: folder },
    );

    expect(stdout, stderr).toContain('application/vnd.dev.sigstore.bundle.v0.3+json');
    expect(stdout).toContain(PROMOTION_PREDICATE);
  });

  it('travels when the image is promoted further, by a copy, beside the next attestation', async () => {
    const { cluster, token } = playground.destination;
    const run = await promote({
      ...{ 'source-server': cluster.apiUrl, 'source-token': token, 'source-ca': cluster.ca },
      ...{ 'source-image': 'prod/app:live', 'destination-image': 'live/app:now', strategy: 'copy' },
      'destination-registry': cluster.registryHost,
    });

    expect(run.status, run.log).toBe(0);
    const statements = await verify(imageAt('live', 'now'), ...BY_KEY);
    expect(statements.map(({ predicate }) => predicate.destination.reference)).toEqual(
      expect.arrayContaining(['live/app:now', 'prod/app:live']),
    );
  });

  it('is attached through the registry when the image was tagged through the API', async () => {
    const { cluster, token } = playground.destination;
    const run = await promote({
      ...{ 'source-server': cluster.apiUrl, 'source-token': token, 'source-ca': cluster.ca },
      ...{ 'source-image': 'prod/app:1.4.1', 'destination-image': 'live/app:tagged', strategy: 'tag' },
    });

    expect(run.status, run.log).toBe(0);
    const [statement] = await verify(imageAt('live', 'tagged'), ...BY_KEY);
    expect(statement?.predicate).toMatchObject({
      strategy: 'tag',
      destination: { reference: 'live/app:tagged' },
    });
  });

  it('by the identity of the job is accepted with certificate, log entry and timestamp', async () => {
    const inputs = {
      ...{ attest: 'keyless', 'attest-key': '', 'attest-key-password': '' },
      'attest-fulcio-url': services.url,
      'attest-rekor-url': services.url,
      'attest-tsa-url': services.url,
    };
    const run = await promote({ ...inputs, 'destination-image': 'prod/keyless:1' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('::add-mask::');
    const { cluster } = playground.destination;
    const image = `${cluster.registryHost}/prod/keyless@${streamTagDigest(cluster, 'prod', 'keyless', '1') ?? ''}`;
    const flags = ['--trusted-root', path.join(folder, 'trusted_root.json')];
    const statements = await verify(
      image,
      ...[...flags, '--certificate-identity', JOB.subject, '--certificate-oidc-issuer', JOB.issuer],
    );
    expect(statements).toHaveLength(1);
  });

  it('is in record and summary, and changes nothing when it cannot be signed', async () => {
    const record = JSON.parse(readFileSync(path.join(folder, 'promotion.json'), 'utf8')) as PromotionRecord;
    expect(record.images?.[0]?.attestation).toMatchObject({ outcome: 'attached' });
    await playground.destination.cluster.settled();
    const before = snapshotOf(playground.destination.cluster);
    services.refusals.set(SERVICE_PATHS.tsa, 503);
    const run = await promote({
      ...{ 'destination-image': 'prod/refused:1', 'attest-tsa-url': services.url, retries: '0' },
    });
    services.refusals.clear();

    expect(run.status, run.log).toBe(7);
    expect(run.outputs['error-code']).toBe('ATTEST_FAILED');
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
  });

  describe('is verified by `verify`', () => {
    const ask = (image: string, ...flags: string[]): Promise<CommandResult> => {
      const { cluster, token } = playground.destination;
      return runShellCommand(['verify', image, ...flags], {
        PROMOTE_DESTINATION_SERVER: cluster.apiUrl,
        PROMOTE_DESTINATION_CA: cluster.ca,
        PROMOTE_DESTINATION_TOKEN: token,
        PROMOTE_DESTINATION_REGISTRY: cluster.registryHost,
      });
    };
    const key = (): string => {
      const file = path.join(folder, 'promoter.pub');
      writeFileSync(file, cosign.publicKey('promoter'));
      return `--key=${file}`;
    };

    it('with the signer, the run and what the pods run, and the exit code says that nothing is missing', async () => {
      const { status, stdout, stderr } = await ask('prod/app:live', key());

      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toMatch(/^dev\/app:1\.4\.2 -> prod\/app:live {2}sha256:/m);
      expect(stdout).toMatch(/signed by \S+promoter\.pub/);
      expect(stdout).toContain(
        'by octocat with GitHub Actions https://github.com/acme/app/actions/runs/4711',
      );
      expect(stdout).toMatch(/^runs +2 ready pods of dc\/api in prod$/m);
    });

    it('as the recipe says, for the screen and for the file', async () => {
      const { cluster, token } = playground.destination;
      writeFileSync(path.join(folder, 'cosign.pub'), cosign.publicKey('promoter'));
      writeFileSync(
        path.join(folder, 'openshift-promote'),
        `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`,
        { mode: 0o755 },
      );
      const [first, file] = ['--key=cosign.pub --destination', '--output=html'].map(
        (part) => blocksOf('docs/recipes/audit.md').find(({ text }) => text.includes(part))?.text ?? '',
      );
      const env = {
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        PROMOTE_DESTINATION_CA: cluster.ca,
        PROMOTE_DESTINATION_TOKEN: token,
      };
      const run = (text = ''): Promise<CommandResult> =>
        runProgram(
          'bash',
          ['-e', '-c', text.replaceAll('https://api.prod.example.com:6443', cluster.apiUrl)],
          env,
          folder,
        );
      const [screen, files] = [await run(first), await run(file)];

      expect([screen.status, files.status], screen.stderr + files.stderr).toEqual([0, 0]);
      expect(screen.stdout).toContain(
        'prod/app:live: every promotion is signed, and what runs is this image',
      );
      expect(readFileSync(path.join(folder, 'chain.html'), 'utf8')).toMatch(/<svg[\s\S]*prod\/app:live/);
      expect(JSON.parse(readFileSync(path.join(folder, 'chain.json'), 'utf8'))).toMatchObject({
        outcome: 'verified',
        origin: 'dev/app:1.4.2',
      });
    });

    it('along all stages, also as data and as a page', async () => {
      const [json, page] = await Promise.all([
        ask('live/app:now', key(), '--output=json', '--verify-pods=false'),
        ask('live/app:now', key(), '--output=html', '--verify-pods=false'),
      ]);

      expect(json.status, json.stdout + json.stderr).toBe(0);
      const report = JSON.parse(json.stdout) as ChainReport;
      expect(report.outcome).toBe('verified');
      expect(report.links.map(({ promotion }) => promotion.source.reference)).toEqual([
        'prod/app:live',
        'dev/app:1.4.2',
      ]);
      expect(page.stdout).toMatch(/^<!doctype html>[\s\S]*<svg[\s\S]*dev\/app:1\.4\.2[\s\S]*live\/app:now/);
    });

    it('with an exit code of its own for what nothing attests, and for what is only claimed', async () => {
      const [absent, claimed, strange] = await Promise.all([
        ask('prod/app:1.4.1', key(), '--verify-pods=false'),
        ask('prod/app:live'),
        ask('prod/app:live', `--key=${path.join(folder, 'stranger.pub')}`),
      ]);

      expect([absent.status, claimed.status, strange.status], absent.stderr + strange.stderr).toEqual([
        10, 11, 11,
      ]);
      expect(absent.stdout).toContain('missing  nothing attests how');
      expect(claimed.stdout).toContain(
        'CLAIMED ONLY: the attestation cannot be verified without a key or an identity',
      );
      expect(strange.stdout).toContain('CLAIMED ONLY');
      expect(strange.stdout).not.toContain('signed by');
    });
  });

  it('of two jobs at the same time are both listed', async () => {
    const runs = await Promise.all(
      ['one', 'two', 'three'].map((tag) => promote({ 'destination-image': `prod/shared:${tag}` })),
    );

    for (const run of runs) expect(run.status, run.log).toBe(0);
    const { cluster } = playground.destination;
    const image = `${cluster.registryHost}/prod/shared@${streamTagDigest(cluster, 'prod', 'shared', 'one') ?? ''}`;
    const statements = await verify(image, ...BY_KEY);
    expect(statements.map(({ predicate }) => predicate.tags[0]?.name).toSorted()).toEqual([
      'one',
      'three',
      'two',
    ]);
  });
});
