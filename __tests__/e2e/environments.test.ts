// One file names the environments; a run says where to and what, and nothing more.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dump } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

let playground: Playground;
let folder: string;

beforeEach(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(os.tmpdir(), 'environments-'));
  write({});
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const file = (): string => path.join(folder, 'environments.yaml');

/** @param prod what is added to the environment */
function write(prod: object, more: object = {}): void {
  const { source, destination } = playground;
  writeFileSync(path.join(folder, 'dev.pem'), source.cluster.ca);
  writeFileSync(path.join(folder, 'prod.pem'), destination.cluster.ca);
  const environments = [
    {
      name: 'dev',
      server: source.cluster.apiUrl,
      ca: 'dev.pem',
      project: 'dev',
      token: 'DEV_TOKEN',
      tag: '1.4.2',
    },
    {
      name: 'prod',
      server: destination.cluster.apiUrl,
      ca: 'prod.pem',
      project: 'prod',
      token: 'PROD_TOKEN',
      ...prod,
    },
  ];
  const applications = [{ name: 'app', workloads: ['dc/api', 'deployment/web'] }, { name: 'other' }];
  writeFileSync(file(), dump({ version: 1, environments, applications, ...more }));
}

const tokens = (): Record<string, string> => ({
  DEV_TOKEN: playground.source.token,
  PROD_TOKEN: playground.destination.token,
});
const promote = (inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> =>
  runAction({ environments: file(), to: 'prod', app: 'app', ...inputs }, tokens());
const command = (...args: readonly string[]): Promise<CommandResult> =>
  runShellCommand([...args, `--environments=${file()}`], tokens());
const live = (): string | undefined => streamTagDigest(playground.destination.cluster, 'prod', 'app', 'live');
const released = (tag: string): string | undefined =>
  streamTagDigest(playground.source.cluster, 'dev', 'app', tag);

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const FROZEN = () => ({ freeze: [{ reason: 'year end', from: inDays(-2), until: inDays(2) }] });

describe('environments', () => {
  it('are all that a promotion needs to know', async () => {
    const run = await promote();

    expect(run.status, run.log).toBe(0);
    expect(live()).toBe(released('1.4.2'));
    // the version goes with the image
    expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2')).toBe(released('1.4.2'));
    expect(run.log).toContain('dc/api');
    expect(run.log).toContain('deployment/web');
    const history = await command('history', '--to=prod', '--app=app', '--output=json');
    expect(history.status, history.stderr).toBe(0);
    expect(JSON.parse(history.stdout)).toMatchObject([{ promotion: { version: '1.4.2' } }, {}]);
  });

  it.each([
    ['1.4.1', '1.4.1'],
    ['semver:<1.4.2', '1.4.1'],
    ['semver:^1.4', '1.4.2'],
    ['newest:1.4.*', '1.4.2'],
  ])('promote the release %s', async (release, tag) => {
    const run = await promote({ release, rollout: 'dc/api' });

    expect(run.status, run.log).toBe(0);
    expect(live()).toBe(released(tag));
    // what is given comes first
    expect(run.log).not.toContain('deployment/web');
  });

  it('that are frozen refuse, with the end of the window, and change nothing', async () => {
    write(FROZEN());
    const before = live();
    const run = await promote();

    expect(run.status).toBe(9);
    expect(run.log).toContain(`prod is frozen until ${inDays(3)} 00:00 UTC: year end`);
    expect(run.outputs['error-code']).toBe('ENVIRONMENT_FROZEN');
    expect(live()).toBe(before);
  });

  it('that are frozen can be overridden, which is recorded, and rolled back', async () => {
    write(FROZEN());
    const before = live();
    const record = path.join(folder, 'record.html');
    const run = await promote({ 'freeze-override': 'INC-4711: security fix', record });

    expect(run.status, run.log).toBe(0);
    expect(run.summary).toContain('INC-4711&#58; security fix');
    expect(readFileSync(record, 'utf8')).toContain('overridden: INC-4711: security fix');
    expect(JSON.parse(readFileSync(record.replace('.html', '.json'), 'utf8'))).toMatchObject({
      environment: { name: 'prod', from: 'dev', frozen: { override: 'INC-4711: security fix' } },
    });

    const back = await promote({ rollback: 'previous' });
    expect(back.status, back.log).toBe(0);
    expect(live()).toBe(before);
  });

  it.each([
    [{ soak: '24h' }, {}, '1.4.2 was it for 0 minutes, and 24 hours are required'],
    [{}, { 'minimum-age': '2h' }, '1.4.2 has pointed to it for 0 minutes, and 2 hours are required'],
  ])('ask for time before: %j %j', async (prod, inputs, problem) => {
    write(prod);
    const before = live();
    const run = await promote(inputs);

    expect(run.status).toBe(9);
    expect(run.log).toContain(problem);
    expect(run.log).toContain('wait until');
    expect(live()).toBe(before);
  });

  it('name everything that is wrong with a run at once', async () => {
    const run = await runAction(
      { environments: file(), to: 'prod', from: 'prod', app: 'ap' },
      { DEV_TOKEN: playground.source.token },
    );

    expect(run.status).toBe(2);
    expect(run.log).toContain('prod is promoted to from dev, not from prod');
    expect(run.log).toContain('has no application "ap"');
    expect(run.log).toContain('did you mean app?');
    expect(run.log).toContain('the environment variable "PROD_TOKEN"');
  });

  it.each(['from', 'to', 'app', 'freeze-override'])('are needed for the input %s', async (name) => {
    const run = await runAction({ [name]: 'x' });

    expect(run.status).toBe(2);
    expect(run.log).toContain(`${name}: only used with environments`);
  });

  it('are planned and diagnosed like any promotion', async () => {
    const plan = await command('plan', '--to=prod', '--app=app', '--release=semver:^1.4');
    const doctor = await command('doctor', '--to=prod', '--app=app');

    expect(plan.status, plan.stderr).toBe(0);
    expect(plan.stderr).toContain('chose dev/app:1.4.2: the highest version in ^1.4');
    expect(doctor.status, doctor.stdout + doctor.stderr).toBe(0);
  });

  it('are checked without a cluster', async () => {
    const good = await runShellCommand(['environments', 'check', file()]);
    write({ from: 'prod', sever: 'x' });
    const bad = await runShellCommand(['environments', 'check', file()]);
    write({ from: 'test' });
    const other = await runShellCommand(['environments', 'check', file()]);

    expect(good).toMatchObject({
      status: 0,
      stdout: `${file()} is valid\n  2 environments: dev, dev → prod\n  2 applications: app, other\n`,
    });
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('environment "prod" has no field "sever"');
    expect(other.stderr).toContain('environment prod is promoted to from test, which is not in this file');
  });

  it('keep tokens out of everything, also one that stands in the file', async () => {
    write({ token: playground.destination.token });
    const run = await promote();

    expect(run.status).toBe(2);
    expect(run.log).not.toContain(playground.destination.token);
    expect(run.log).toContain('must be the name of an environment variable, not a token');
  });
});
