// One file names the environments; a run says where to and what, and nothing more.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dump, load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCompany, type Company } from '../../src/entry/sandbox/company.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

let company: Company;
let original: string;

beforeEach(async () => {
  company = await startCompany();
  original = readFileSync(company.file, 'utf8');
});
afterEach(async () => {
  expect(company.environments.prod.cluster.unknownRequests).toEqual([]);
  await company.stop();
});

/** @param more what is added to prod */
function change(more: object): void {
  const { environments, ...rest } = load(original) as {
    environments: readonly object[];
  };
  const [dev, test, prod] = environments;
  writeFileSync(company.file, dump({ ...rest, environments: [dev, test, { ...prod, ...more }] }));
}

const tokens = (): Record<string, string> =>
  Object.fromEntries(Object.values(company.environments).map(({ variable, token }) => [variable, token]));
const promote = (inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> =>
  runAction({ environments: company.file, to: 'prod', app: 'worker', ...inputs }, tokens());
const command = (...args: readonly string[]): Promise<CommandResult> =>
  runShellCommand([...args, `--environments=${company.file}`], tokens());
const digestIn = (name: 'test' | 'prod', tag: string): string | undefined =>
  streamTagDigest(company.environments[name].cluster, `shop-${name}`, 'worker', tag);

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const FROZEN = () => ({ freeze: [{ reason: 'year end', from: inDays(-2), until: inDays(2) }] });

describe('environments', () => {
  it('are all that a promotion needs to know', async () => {
    const run = await promote();

    expect(run.status, run.log).toBe(0);
    expect(digestIn('prod', 'live')).toBe(digestIn('test', '3.1.0'));
    // the version goes with the image
    expect(digestIn('prod', '3.1.0')).toBe(digestIn('test', '3.1.0'));
    expect(run.log).toContain('deployment/worker');
    const history = await command('history', '--to=prod', '--app=worker', '--output=json');
    expect(history.status, history.stderr).toBe(0);
    expect(JSON.parse(history.stdout)).toMatchObject([{ promotion: { version: '3.1.0' } }, {}]);
  });

  it.each([
    ['3.0.0', '3.0.0'],
    ['semver:<3.1.0', '3.0.0'],
    ['semver:^3', '3.1.0'],
    ['newest:3.*', '3.1.0'],
  ])('promote the release %s', async (release, tag) => {
    const run = await promote({ release, rollout: 'deployment/worker', summary: 'false' });

    expect(run.status, run.log).toBe(0);
    expect(digestIn('prod', 'live')).toBe(digestIn('test', tag));
    // what is given comes first
    expect(run.summary).toBe('');
  });

  it('that are frozen refuse, with the end of the window, and change nothing', async () => {
    change(FROZEN());
    const before = digestIn('prod', 'live');
    const run = await promote();

    expect(run.status).toBe(9);
    expect(run.log).toContain(`prod is frozen until ${inDays(3)} 00:00 UTC: year end`);
    expect(run.outputs['error-code']).toBe('ENVIRONMENT_FROZEN');
    expect(digestIn('prod', 'live')).toBe(before);
  });

  it('that are frozen can be overridden, which is recorded, and rolled back', async () => {
    change(FROZEN());
    const before = digestIn('prod', 'live');
    const record = path.join(path.dirname(company.file), 'record.html');
    const run = await promote({ 'freeze-override': 'INC-4711: security fix', record });

    expect(run.status, run.log).toBe(0);
    expect(run.summary).toContain('INC-4711&#58; security fix');
    expect(readFileSync(record, 'utf8')).toContain('overridden: INC-4711: security fix');
    expect(JSON.parse(readFileSync(record.replace('.html', '.json'), 'utf8'))).toMatchObject({
      environment: { name: 'prod', from: 'test', frozen: { override: 'INC-4711: security fix' } },
    });

    const back = await promote({ rollback: 'previous' });
    expect(back.status, back.log).toBe(0);
    expect(digestIn('prod', 'live')).toBe(before);
  });

  it.each([
    [{ soak: '24h' }, {}, 'live was it for 5 hours, and 24 hours are required'],
    [{}, { 'minimum-age': '6h' }, 'live has pointed to it for 5 hours, and 6 hours are required'],
  ])('ask for time before: %j %j', async (prod, inputs, problem) => {
    change(prod);
    const before = digestIn('prod', 'live');
    const run = await promote(inputs);

    expect(run.status).toBe(9);
    expect(run.log).toContain(problem);
    expect(run.log).toContain('wait until');
    expect(digestIn('prod', 'live')).toBe(before);
  });

  it('name everything that is wrong with a run at once', async () => {
    const run = await runAction(
      { environments: company.file, to: 'prod', from: 'prod', app: 'wroker' },
      { TEST_TOKEN: company.environments.test.token },
    );

    expect(run.status).toBe(2);
    expect(run.log).toContain('prod is promoted to from test, not from prod');
    expect(run.log).toContain('has no application "wroker"');
    expect(run.log).toContain('did you mean worker?');
    expect(run.log).toContain('the environment variable "PROD_TOKEN"');
  });

  it.each(['from', 'to', 'app', 'freeze-override'])('are needed for the input %s', async (name) => {
    const run = await runAction({ [name]: 'x' });

    expect(run.status).toBe(2);
    expect(run.log).toContain(`${name}: only used with environments`);
  });

  it('are planned and diagnosed like any promotion', async () => {
    const plan = await command('plan', '--to=prod', '--app=worker', '--release=semver:^3');
    const doctor = await command('doctor', '--to=prod', '--app=worker');

    expect(plan.status, plan.stderr).toBe(0);
    expect(plan.stderr).toContain('chose shop-test/worker:3.1.0: the highest version in ^3');
    expect(doctor.status, doctor.stdout + doctor.stderr).toBe(0);
  });

  it('are checked without a cluster', async () => {
    const good = await runShellCommand(['environments', 'check', company.file]);
    change({ from: 'prod', sever: 'x' });
    const bad = await runShellCommand(['environments', 'check', company.file]);
    change({ from: 'stage' });
    const other = await runShellCommand(['environments', 'check', company.file]);

    expect(good).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(
        '3 environments: dev, dev → test, test → prod\n  8 applications: web, api',
      ) as unknown,
    });
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain('environment "prod" has no field "sever"');
    expect(other.stderr).toContain('environment prod is promoted to from stage, which is not in this file');
  });

  it('keep tokens out of everything, also one that stands in the file', async () => {
    change({ token: company.environments.prod.token });
    const run = await promote();

    expect(run.status).toBe(2);
    expect(run.log).not.toContain(company.environments.prod.token);
    expect(run.log).toContain('must be the name of an environment variable, not a token');
  });
});
