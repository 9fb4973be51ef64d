import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedRole, seedServiceAccount } from '../../sandbox/seeds.ts';
import { insert } from '../../sandbox/state/store.ts';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { PromotionRecord } from '../../src/report/record.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { COMMAND, runProgram, runShellCommand } from '../support/command.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign, openCosign, type Cosign } from '../support/cosign.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

const SIGNED = 'dev/app:1.4.2';
const UNSIGNED = 'dev/app:1.4.1';

/** A policy as its owners write it, with a key beside it. */
const POLICY = `
version: 1
signers:
  release: { keyFile: release.pub }
rules:
  - name: signed by release
    signature: { by: release }
  - name: from the team
    source: { among: ['dev/*'] }
`;

describeUnless(missingCosign(), 'a promotion with a policy', () => {
  let playground: Playground;
  let cosign: Cosign;
  let folder: string;
  let key: string;

  beforeAll(async () => {
    playground = await startPlayground();
    folder = mkdtempSync(path.join(os.tmpdir(), 'policy-'));
    const { source, destination } = playground;
    cosign = openCosign({
      ca: source.cluster.ca,
      tokens: { [source.cluster.registryHost]: source.cluster.token('alice') },
    });
    await cosign.createKey('release');
    key = cosign.publicKey('release');
    const digest = streamTagDigest(source.cluster, 'dev', 'app', '1.4.2') ?? '';
    await cosign.sign(`${source.cluster.registryHost}/dev/app@${digest}`, 'release', 'legacy');
    insert(destination.cluster.state, 'configmaps', {
      metadata: { name: 'promotion-policy', namespace: 'prod' },
      data: { 'policy.yaml': POLICY, 'release.pub': key },
    });
  });
  afterAll(async () => {
    for (const { cluster } of [playground.source, playground.destination])
      expect(cluster.unknownRequests).toEqual([]);
    cosign.close();
    rmSync(folder, { recursive: true });
    await playground.stop();
  });

  const recordFile = (): string => path.join(folder, 'promotion.json');
  const recorded = (): PromotionRecord => JSON.parse(readFileSync(recordFile(), 'utf8')) as PromotionRecord;
  const promote = (inputs: Record<string, string>, policy = POLICY): Promise<StepResult> =>
    runAction(
      {
        ...playgroundInputs(playground),
        policy: 'deploy/policy.yaml',
        record: path.join(folder, 'promotion.html'),
        ...inputs,
      },
      {},
      { files: { 'deploy/policy.yaml': policy, 'deploy/release.pub': key } },
    );
  /** Nothing at the destination is different afterwards. */
  const unchangedBy = async (run: () => Promise<StepResult>): Promise<StepResult> => {
    await playground.destination.cluster.settled();
    const before = snapshotOf(playground.destination.cluster);
    const result = await run();
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
    return result;
  };

  it('shows in a dry run what every rule found, and changes nothing', async () => {
    const run = await unchangedBy(() => promote({ 'dry-run': 'true' }));

    expect(run.status, run.log).toBe(0);
    expect(run.log).toMatch(/passed: signed by release: signed by release/);
    expect(run.outputs['policy-outcome']).toBe('passed');
    const plan = JSON.parse(run.outputs['plan'] ?? '') as object;
    expect(plan).toMatchObject({
      policy: [{ outcome: 'passed', rules: [{ name: 'signed by release' }, { name: 'from the team' }] }],
    });
  });

  it('promotes what is signed, and says who signed it in log, summary, record and outputs', async () => {
    const run = await promote({});

    expect(run.status, run.log).toBe(0);
    expect(run.outputs['policy-outcome']).toBe('passed');
    expect(run.log).toMatch(/passed: from the team: dev\/app:1\.4\.2/);
    expect(run.summary).toMatch(/\| signed by release \| passed \|/);
    const [report] = recorded().policy ?? [];
    expect(report).toMatchObject({ policy: 'deploy/policy.yaml', outcome: 'passed' });
    const digest = run.outputs['digest'];
    expect(report?.rules.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['signature', 'passed'],
      ['source', 'passed'],
    ]);
    expect(report?.signatures).toContainEqual(
      expect.objectContaining({ signer: 'release', subject: digest, type: 'signature', format: 'tag' }),
    );
    // the index, two images, and what their builder attested is no part
    expect(new Set(report?.signatures.map(({ subject }) => subject)).size).toBe(3);
    const page = readFileSync(path.join(folder, 'promotion.html'), 'utf8');
    expect(page).toContain('<h2>Policy</h2>');
    expect(page).toContain('signed by release');
  });

  it('refuses what is not signed before anything changes, with what to type', async () => {
    const run = await unchangedBy(() =>
      promote({ 'source-image': UNSIGNED, 'destination-image': 'prod/refused:1' }),
    );

    expect(run.status, run.log).toBe(9);
    expect(run.outputs).toMatchObject({ 'error-code': 'POLICY_REFUSED', 'policy-outcome': 'refused' });
    expect(run.log).toMatch(
      /::error .*rule "signed by release" of deploy\/policy\.yaml refuses dev\/app:1\.4\.1/,
    );
    expect(run.log).toMatch(/cosign sign \S.* --recursive --key KEY \S+\/dev\/app@sha256:/);
    expect(run.log).toMatch(/passed: from the team/);
    expect(run.summary).toMatch(/\| signed by release \| \*\*refused\*\* \|/);
    expect(recorded()).toMatchObject({
      succeeded: false,
      error: { code: 'POLICY_REFUSED' },
      policy: [{ outcome: 'refused' }],
    });
  });

  it('is content once the command that it printed was run', async () => {
    const refused = await promote({
      'source-image': UNSIGNED,
      'destination-image': 'prod/signed-later:1',
      'dry-run': 'true',
    });
    const command = /cosign (sign .*@sha256:[a-f0-9]{64})/.exec(refused.log)?.[1] ?? '';
    await cosign.run(...command.replace('KEY', 'release.key').split(' '), '--tlog-upload=false', '--yes');
    try {
      const run = await promote({ 'source-image': UNSIGNED, 'destination-image': 'prod/signed-later:1' });

      expect(run.status, run.log).toBe(0);
      expect(run.outputs['policy-outcome']).toBe('passed');
    } finally {
      const { state } = playground.source.cluster;
      const stream = [...state.objects.imagestreams.values()].find(({ metadata }) => metadata.name === 'app');
      const digest = streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.1') ?? '';
      if (stream?.status?.tags !== undefined)
        stream.status.tags = stream.status.tags.filter(
          ({ tag }) => !tag.startsWith(digest.replace(':', '-')),
        );
    }
  });

  it('only warns while the policy is new', async () => {
    const run = await promote(
      { 'source-image': UNSIGNED, 'destination-image': 'prod/warned:1' },
      `mode: warn\n${POLICY}`,
    );

    expect(run.status, run.log).toBe(0);
    expect(run.log).toMatch(/::warning.*rule "signed by release".*no signature/);
    expect(run.outputs['policy-outcome']).toBe('warned');
    expect(run.summary).toContain('**warned**');
    expect(recorded()).toMatchObject({ succeeded: true, policy: [{ outcome: 'warned' }] });
  });

  it('goes on in spite of the policy for a reason that is in the record, where the policy allows that', async () => {
    const inputs = {
      'source-image': UNSIGNED,
      'destination-image': 'prod/overridden:1',
      'policy-override': 'INC-4711: the signer is down',
    };
    const refused = await unchangedBy(() => promote(inputs));
    expect(refused.status, refused.log).toBe(9);

    const run = await promote(inputs, `overrides: with-reason\n${POLICY}`);

    expect(run.status, run.log).toBe(0);
    expect(run.outputs['policy-outcome']).toBe('overridden');
    expect(run.summary).toMatch(/overridden\S* INC-4711\S* the signer is down/);
    expect(recorded().policy).toMatchObject([
      { outcome: 'overridden', override: { reason: 'INC-4711: the signer is down' } },
    ]);
  });

  it('takes the policy from a ConfigMap of the destination, with the keys that lie in it', async () => {
    const policy = 'prod/promotion-policy';
    const run = await promote({ policy, 'destination-image': 'prod/mapped:1' });
    const unsigned = await unchangedBy(() =>
      promote({ policy, 'source-image': UNSIGNED, 'destination-image': 'prod/mapped:2' }),
    );

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('policy prod/promotion-policy about');
    expect(unsigned.status, unsigned.log).toBe(9);
  });

  it('says which right is missing when the ConfigMap may not be read', async () => {
    const { cluster } = playground.destination;
    const token = seedServiceAccount(cluster, 'prod', 'pusher');
    seedRole(cluster, 'prod', 'registry-editor', 'system:serviceaccount:prod:pusher');
    await cluster.settled();
    const run = await unchangedBy(() =>
      promote({
        policy: 'prod/promotion-policy',
        'destination-token': token,
        'destination-image': 'prod/app:9',
      }),
    );

    expect(run.status, run.log).toBe(3);
    expect(run.outputs['error-code']).toBe('ACCESS_DENIED');
    expect(run.log).toMatch(
      /ConfigMap prod\/promotion-policy cannot be read: .*may not get configmaps in project prod/,
    );
    expect(run.log).toContain('--resource=configmaps --resource-name=promotion-policy -n prod');
  });

  it('refuses a ConfigMap that is not there, and a policy with a mistake, as invalid', async () => {
    const [absent, mistaken] = await Promise.all([
      promote({ policy: 'prod/no-policy' }),
      promote({}, POLICY.replace('by: release', 'by: relaese')),
    ]);

    expect([absent.status, mistaken.status]).toEqual([2, 2]);
    expect(absent.log).toContain('the ConfigMap prod/no-policy does not exist');
    expect(mistaken.log).toContain('did you mean release?');
  });

  it('is what its program file is loaded for, and nothing else: without a policy it could be missing', async () => {
    const program = path.join(folder, 'dist');
    cpSync(path.dirname(COMMAND), program, { recursive: true });
    rmSync(path.join(program, 'policy-program.js'));
    const inputs = {
      ...playgroundInputs(playground),
      'destination-image': 'prod/without:1',
      'dry-run': 'true',
    };
    const run = (more: Record<string, string> = {}) => {
      const variables = Object.entries({ ...inputs, ...more }).map(([name, value]) => [
        `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}`,
        value,
      ]);
      const env = { PATH: process.env['PATH'] ?? '', ...(Object.fromEntries(variables) as object) };
      return runProgram(process.execPath, [path.join(program, 'cli.js'), 'promote'], env);
    };
    const [without, withOne] = await Promise.all([run(), run({ policy: 'prod/promotion-policy' })]);

    expect(without.status, without.stderr).toBe(0);
    expect(withOne.status).not.toBe(0);
    expect(withOne.stderr).toContain('policy-program.js');
  });

  it('is asked about an image alone by `policy check`', async () => {
    const file = path.join(folder, 'policy.yaml');
    writeFileSync(file, POLICY);
    writeFileSync(path.join(folder, 'release.pub'), key);
    const { cluster, token } = playground.source;
    const check = (image: string, ...flags: string[]) =>
      runShellCommand(['policy', 'check', image, `--policy=${file}`, ...flags], {
        PROMOTE_SOURCE_SERVER: cluster.apiUrl,
        PROMOTE_SOURCE_CA: cluster.ca,
        PROMOTE_SOURCE_TOKEN: token,
      });
    const [signed, unsigned, json] = await Promise.all([
      check(SIGNED),
      check(UNSIGNED),
      check(SIGNED, '--output=json'),
    ]);

    expect(signed.status, signed.stderr).toBe(0);
    expect(signed.stdout).toMatch(/passed +signed by release/);
    expect(unsigned.status, unsigned.stderr).toBe(9);
    expect(unsigned.stdout).toMatch(/refused +signed by release/);
    expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'passed' });
  });
});
