import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { runShellCommand } from '../support/command.ts';
import { loopbackProxy } from '../support/loopback-proxy.ts';
import { startReceiver, type MessageReceiver } from '../support/message-receiver.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { recipeUnder } from '../support/recipes.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { runWorkflow } from '../support/workflow-run.ts';

const SECRET = 'abcdefghijklmnopqrstuvwx';
const SLACK = 'hooks.slack.com';
const WORKFLOWS = 'default0123.01.environment.api.powerplatform.com';
const RUN = {
  GITHUB_SERVER_URL: 'https://github.example.com',
  GITHUB_RUN_ID: '4711',
  GITHUB_ACTOR: 'octocat',
};
const JOB = { ...RUN, GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'a'.repeat(40) };

let playground: Playground;
let receiver: MessageReceiver;

beforeEach(async () => {
  playground = await startPlayground();
  receiver = await startReceiver([SLACK, WORKFLOWS]);
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await receiver.stop();
  await playground.stop();
});

const hook = (): string => `https://127.0.0.1:${receiver.port}/hooks/${SECRET}`;
const ca = (): string => `${playground.destination.cluster.ca}\n${receiver.ca}`;

async function promote(
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = JOB,
): Promise<StepResult> {
  const run = await runAction(
    { ...playgroundInputs(playground), 'destination-ca': ca(), rollout: 'deployment/web', ...inputs },
    environment,
  );
  expectNoSecret(run);
  return run;
}

/** Besides the lines that tell the runner what to hide. */
function expectNoSecret({ log, summary, outputs, state, artifacts }: StepResult): void {
  const shown = [
    log.replaceAll(/^::add-mask::.*$/gm, ''),
    summary,
    artifacts,
    JSON.stringify({ outputs, state }),
  ];
  expect(shown.join('\n')).not.toContain(SECRET);
}

const warningsOf = ({ log }: StepResult): readonly string[] => log.match(/^::warning.*$/gm) ?? [];
const textOf = (index = 0): string => JSON.stringify(receiver.taken[index]?.body);

describe('a message about a promotion', () => {
  it('says what was promoted, and the next run, which changes nothing, sends none', async () => {
    const run = await promote({ 'notify-url': hook(), 'log-level': 'debug' });

    expect(run.status, run.log).toBe(0);
    expect(receiver.taken.map((taken) => taken.path)).toEqual([`/hooks/${SECRET}`]);
    const digest = streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2') ?? '';
    for (const part of [
      'Promoted prod/app:1.4.2',
      '`dev/app:1.4.2` → `prod/app:1.4.2`',
      digest.slice(0, 19),
      '`deployment/web`: complete',
      'By `octocat` in GitHub Actions',
      '<https://github.example.com/acme/app/actions/runs/4711|Open the run>',
    ])
      expect(textOf()).toContain(part);
    expect(warningsOf(run)).toEqual([]);

    const second = await promote({ 'notify-url': hook() });
    expect(second.status, second.log).toBe(0);
    expect(receiver.taken).toHaveLength(1);
  });

  it('says why it failed and that it was rolled back', async () => {
    playground.destination.cluster.failures.push({ kind: 'CrashLoopBackOff', workload: 'web' });

    const run = await promote({
      ...{ 'notify-url': hook(), 'notify-on': 'rollback' },
      ...{ 'rollback-on-failure': 'true', timeout: '15s' },
      'destination-tags': 'live',
    });

    expect(run.status, run.log).not.toBe(0);
    expect(textOf()).toMatch(/Promotion failed: ROLLOUT_\w+ \(prod\/app:1\.4\.2, rolled back\)/);
    expect(textOf()).toContain('What to do: ');
  });

  it('says that a token was refused, before there is anything else to say', async () => {
    const run = await promote({
      'notify-url': hook(),
      'destination-token': 'sha256~wrong-wrong-wrong-wrong',
    });

    expect(run.status).not.toBe(0);
    expect(textOf()).toContain('TOKEN_EXPIRED');
    expect(textOf()).toContain('`dev/app:1.4.2` → `prod/app:1.4.2`');
    expect(textOf()).not.toContain('wrong-wrong');
  });

  it('is sent for a command of the shell, from the environment, and never for a plan', async () => {
    const inputs = { ...playgroundInputs(playground), 'destination-ca': ca(), 'notify-url': hook() };
    const env = Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [
        `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}`,
        value,
      ]),
    );

    const plan = await runShellCommand(['plan'], env);
    expect(plan.status, plan.stderr).toBe(0);
    expect(receiver.taken).toEqual([]);
    const done = await runShellCommand(['promote'], env);
    expect(done.status, done.stderr).toBe(0);
    expect(receiver.taken).toHaveLength(1);
    const rollback = await runShellCommand(['rollback', '--dry-run'], { ...env, PROMOTE_SOURCE_IMAGE: '' });
    expect(receiver.taken).toHaveLength(1);
    for (const { stdout, stderr } of [plan, done, rollback]) expect(stdout + stderr).not.toContain(SECRET);
  });

  it.each([
    [SLACK, '"blocks":[{"type":"header"'],
    [WORKFLOWS, '"contentType":"application/vnd.microsoft.card.adaptive"'],
  ])('goes to %s through the proxy of the destination, in its format', async (host, part) => {
    const proxy = await loopbackProxy();

    const run = await promote({
      'notify-url': `https://${host}:${receiver.port}/services/T0/B0/${SECRET}?sig=${SECRET}`,
      'destination-proxy': `http://127.0.0.1:${proxy.port}`,
    });

    expect(run.status, run.log).toBe(0);
    expect(textOf()).toContain(part);
  });
});

describe('a job that is cancelled', () => {
  it('says so in the channel and at GitHub', async () => {
    const cancel = new AbortController();
    receiver.reply = ({ body }) => {
      if (body['state'] === 'in_progress') cancel.abort('SIGINT');
      return { status: 201, body: '{"id": 42}' };
    };

    const run = await runAction(
      {
        ...playgroundInputs(playground),
        ...{ 'destination-ca': ca(), 'notify-url': hook(), 'before-move': 'sleep 300' },
        ...{ 'github-token': `ghs_${SECRET}`, 'github-environment': 'production' },
      },
      { ...JOB, GITHUB_API_URL: `https://127.0.0.1:${receiver.port}` },
      { cancel: cancel.signal },
    );

    expectNoSecret(run);
    expect(run.status, run.log).not.toBe(0);
    const last = receiver.taken.slice(2).map(({ body }) => JSON.stringify(body));
    expect(last).toHaveLength(2);
    expect(last).toContainEqual(expect.stringContaining('"state":"failure"'));
    expect(last).toContainEqual(expect.stringContaining('CANCELLED'));
  });
});

describe('a message that cannot be sent', () => {
  it.each([
    [404, 'no_service', /answered 404 \(no_service\)/],
    [302, '', /answered 302/],
    [400, `{"error": {"message": "bad ${SECRET}"}}`, /answered 400 \(bad \*\*\*\)/],
  ])('because of %i is one warning', async (status, body, reason) => {
    receiver.reply = () => ({ status, body, headers: { location: 'https://127.0.0.1:1/' } });

    const run = await promote({ 'notify-url': hook() });

    expect(run.status, run.log).toBe(0);
    expect(warningsOf(run)).toHaveLength(1);
    expect(warningsOf(run)[0]).toMatch(reason);
    expect(receiver.taken).toHaveLength(1);
  });

  it('because nobody listens is one warning', async () => {
    await receiver.stop();

    const run = await promote({ 'notify-url': hook(), retries: '0' });

    expect(run.status, run.log).toBe(0);
    expect(warningsOf(run)).toHaveLength(1);
  });

  it('because the chat never answers is one warning', async () => {
    receiver.reply = () => undefined;

    const run = await promote({ 'notify-url': hook() });

    expect(run.status, run.log).toBe(0);
    expect(warningsOf(run)).toHaveLength(1);
    expect(warningsOf(run)[0]).toMatch(/did not answer in time/);
  });

  it('at first is sent again when the server said when', async () => {
    receiver.reply = () =>
      receiver.taken.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 };

    const run = await promote({ 'notify-url': hook() });

    expect(run.status, run.log).toBe(0);
    expect(receiver.taken).toHaveLength(2);
    expect(warningsOf(run)).toEqual([]);
  });
});

describe('the URL of a channel', () => {
  it.each([
    'webhook',
    'notify-on',
    'destination-image',
    'source-image',
    'expected-digest',
    'rollout',
    'record',
    'images-file',
  ])('is not shown when it is given as %s', async (name) => {
    const run = await promote({ [name]: `https://${SLACK}/services/T0/B0/${SECRET}` });

    if (name !== 'record') expect(run.status).not.toBe(0);
    expect(receiver.taken).toEqual([]);
  });
});

describe('records at GitHub', () => {
  const api = (): Record<string, string> => ({
    ...JOB,
    GITHUB_API_URL: `https://127.0.0.1:${receiver.port}/api/v3`,
  });
  const records = { 'github-token': `ghs_${SECRET}`, 'github-environment': 'production' };

  it('are a deployment with its status, and the digest for the organization', async () => {
    receiver.reply = () => ({ status: 201, body: '{"id": 42}' });

    const run = await promote({ ...records, 'github-records': 'deployment, artifact' }, api());

    expect(run.status, run.log).toBe(0);
    expect(warningsOf(run)).toEqual([]);
    expect(receiver.taken.map((taken) => taken.path).sort()).toEqual([
      '/api/v3/orgs/acme/artifacts/metadata/deployment-record',
      '/api/v3/repos/acme/app/deployments',
      '/api/v3/repos/acme/app/deployments/42/statuses',
      '/api/v3/repos/acme/app/deployments/42/statuses',
    ]);
    const bodies = receiver.taken.map(({ body }) => body);
    expect(bodies).toContainEqual(
      expect.objectContaining({ environment: 'production', required_contexts: [], ref: 'a'.repeat(40) }),
    );
    expect(bodies).toContainEqual(expect.objectContaining({ state: 'in_progress' }));
    expect(bodies).toContainEqual(expect.objectContaining({ state: 'success', auto_inactive: true }));
    expect(bodies).toContainEqual(
      expect.objectContaining({
        status: 'deployed',
        digest: run.outputs['digest'],
        deployment_name: 'prod/app:1.4.2',
      }),
    );
  });

  it('that the token may not write are one warning with the permission', async () => {
    receiver.reply = () => ({ status: 403, body: '{"message": "Resource not accessible by integration"}' });

    const run = await promote(records, api());

    expect(run.status, run.log).toBe(0);
    expect(warningsOf(run)).toHaveLength(1);
    expect(warningsOf(run)[0]).toContain('permissions: { deployments: write }');
  });

  it('end as a failure when the promotion fails', async () => {
    receiver.reply = () => ({ status: 201, body: '{"id": 42}' });

    const run = await promote({ ...records, 'source-image': 'dev/app:9.9' }, api());

    expect(run.status).not.toBe(0);
    expect(receiver.taken.at(-1)?.body).toMatchObject({ state: 'failure', description: 'IMAGE_NOT_FOUND' });
  });

  it('are none outside of GitHub Actions, which is said', async () => {
    const run = await promote(records, RUN);

    expect(run.status, run.log).toBe(0);
    expect(receiver.taken).toEqual([]);
    expect(warningsOf(run)[0]).toContain('nothing is recorded at GitHub');
  });
});

describe('the recipe for GitHub', () => {
  it('records the deployment, and is quiet in the channel when all is well', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'notify-'));
    writeFileSync(path.join(folder, 'ca.pem'), `${playground.source.cluster.ca}\n${ca()}`);
    receiver.reply = () => ({ status: 201, body: '{"id": 42}' });
    // the project of the playground
    const recipe = recipeUnder('docs/recipes/notify.md', 'GitHub').replace('test/app:', 'prod/app:');

    const { jobs, log } = await runWorkflow(recipe, {
      vars: { DEV_API: playground.source.cluster.apiUrl, TEST_API: playground.destination.cluster.apiUrl },
      secrets: {
        ...{ DEV_TOKEN: playground.source.token, TEST_TOKEN: playground.destination.token },
        ...{ CHANNEL_URL: hook(), GITHUB_TOKEN: 'ghs_0123456789abcdefghij' },
      },
      inputs: { release: '1.4.2' },
      environment: {
        ...JOB,
        GITHUB_API_URL: `https://127.0.0.1:${receiver.port}`,
        NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem'),
      },
    });

    rmSync(folder, { recursive: true });
    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(receiver.taken.map((taken) => taken.path)).toEqual([
      '/repos/acme/app/deployments',
      '/repos/acme/app/deployments/42/statuses',
      '/repos/acme/app/deployments/42/statuses',
    ]);
    expect(log).toContain('recorded as a deployment of test at GitHub');
  });
});
