// A company of eight applications in three environments: its board, and how promotions change it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftOf, type Board } from '../../src/core/board/board.ts';
import { startCompany, type Company } from '../../src/entry/sandbox/company.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';

let company: Company;
let kubectl: Kubectl;

beforeAll(async () => {
  company = await startCompany();
  kubectl = startKubectl();
}, 60_000);
afterAll(async () => {
  kubectl.close();
  await company.stop();
});

const command = (...args: readonly string[]): Promise<CommandResult> =>
  runShellCommand(
    [...args],
    Object.fromEntries(Object.values(company.environments).map(({ variable, token }) => [variable, token])),
  );
const board = async (): Promise<Board> => {
  const { stdout, stderr } = await command('board', company.file, '--output=json');
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as Board;
};
const drift = (read: Board): readonly string[] =>
  driftOf(read).map(
    ({ environment, application, finding }) => `${environment} ${application ?? ''} ${finding.kind}`,
  );
const versions = (read: Board, app: string): readonly (string | undefined)[] =>
  read.applications.find(({ name }) => name === app)?.cells.map(({ version }) => version) ?? [];

describe('the company of the sandbox', () => {
  it('has a board on which four things are wrong', async () => {
    const read = await board();

    expect(read.environments.map(({ name, problem }) => [name, problem])).toEqual([
      ['dev', undefined],
      ['test', undefined],
      ['prod', undefined],
    ]);
    expect(drift(read)).toEqual([
      'prod api pods-differ',
      'prod api changed-by-hand',
      'prod billing not-promoted',
      'prod search ahead',
    ]);
    expect(versions(read, 'web')).toEqual(['2.8.0', '2.7.0', '2.7.0']);
    expect(versions(read, 'reports')).toEqual(['0.3.0', '0.3.0', undefined]);
  });

  it('has pods that kubectl sees', async () => {
    const { cluster, project } = company.environments.prod;
    const pods = await kubectl.run(cluster, 'get', 'pods', '-n', project, '-o', 'name');

    for (const app of ['web', 'api', 'worker', 'billing', 'search', 'mail', 'gateway'])
      expect(pods).toContain(`pod/${app}-`);
    expect(pods).not.toContain('pod/reports-');
  });

  it('has workloads as old as their first image, whose revisions say who promoted them', async () => {
    const { cluster, project } = company.environments.prod;
    const read = async (...args: readonly string[]): Promise<string> =>
      kubectl.run(cluster, ...args, '-n', project);
    const streams = await read('get', 'is', 'web', '-o', 'jsonpath={.spec.tags[*].annotations}');
    const revisions = await read('rollout', 'history', 'deployment/web');
    const created = await read('get', 'deployment/web', '-o', 'jsonpath={.metadata.creationTimestamp}');

    expect(revisions).toMatch(/^1 +shop-prod\/web:live promoted to 2\.6\.3 .* by jonas/m);
    expect(revisions).toMatch(/^2 +shop-prod\/web:live promoted to 2\.7\.0 .* by jonas/m);
    expect(revisions).not.toMatch(/^3 /m);
    expect(streams).toContain(`${company.environments.test.cluster.registryHost}/shop-test/web@sha256:`);
    expect(Date.now() - Date.parse(created)).toBeGreaterThan(639 * 3_600_000);
  });

  it('has accounts with the role view alone, which see the whole board and cannot promote', async () => {
    const places = Object.values(company.environments);
    const { cluster, project } = company.environments.prod;
    const viewer = `system:serviceaccount:${project}:viewer`;
    const tokens = places.map(({ variable, viewerToken }) => [variable, viewerToken] as const);
    const seen = await runShellCommand(['board', company.file, '--output=json'], Object.fromEntries(tokens));
    const asPromoter = await board();
    const refused = await runShellCommand(
      ['promote', `--environments=${company.file}`, '--to=prod', '--app=worker'],
      Object.fromEntries(tokens),
    );

    expect(asPromoter.environments.flatMap(({ findings }) => findings)).toEqual([]);
    expect({ ...(JSON.parse(seen.stdout) as Board), time: '' }).toEqual({ ...asPromoter, time: '' });
    expect(refused.status).not.toBe(0);
    expect(refused.stderr + refused.stdout).toContain(viewer);
    expect(cluster.unknownRequests).toEqual([]);
  });

  it('has a history that goes back further than its start', async () => {
    const { stdout } = await command(
      'history',
      `--environments=${company.file}`,
      '--to=prod',
      '--app=web',
      '--output=json',
    );

    expect(JSON.parse(stdout)).toMatchObject([
      { promotion: { version: '2.7.0', actor: 'jonas' } },
      { promotion: { version: '2.6.3', actor: 'jonas' } },
    ]);
  });

  it('shows the others when an environment cannot be read, and says why', async () => {
    const original = readFileSync(company.file, 'utf8');
    const { environments, ...rest } = load(original) as { environments: readonly object[] };
    const [dev] = environments;
    const more = [
      { ...dev, name: 'dr', server: 'https://127.0.0.1:1' },
      { ...dev, name: 'lab', token: 'LAB_TOKEN' },
    ];
    writeFileSync(company.file, dump({ ...rest, environments: [...environments, ...more] }));
    const { status, stdout } = await command('board', company.file, '--output=json', '--retries=0');
    writeFileSync(company.file, original);
    const read = JSON.parse(stdout) as Board;

    expect(status).toBe(12);
    expect(read.environments.map(({ problem }) => problem)).toEqual([
      ...[undefined, undefined, undefined],
      expect.stringContaining('refused the connection') as unknown,
      expect.stringContaining('LAB_TOKEN') as unknown,
    ]);
    expect(read.applications[0]?.cells.map(({ state }) => state)).toEqual([
      ...['current', 'current', 'current'],
      ...['unknown', 'unknown'],
    ]);
  });

  it.each(['table', 'markdown', 'html'])('has a board that is printed as %s', async (format) => {
    const { stdout, stderr } = await command('board', company.file, `--output=${format}`);

    expect(stdout, stderr).toContain('billing');
    expect(stdout).toContain('no promotion brought this image here');
    for (const { token } of Object.values(company.environments)) expect(stdout).not.toContain(token);
  });

  it('has a board of the applications and environments that are asked for', async () => {
    const { stdout } = await command('board', company.file, '--output=json', '--to=prod', '--app=web,api');
    const unknown = await command('board', company.file, '--app=wbe,webb');
    const read = JSON.parse(stdout) as Board;

    expect(read.environments.map(({ name }) => name)).toEqual(['prod']);
    expect(read.applications.map(({ name }) => name)).toEqual(['web', 'api']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('has no application "wbe"');
  });

  it('promotes several applications at once, of which one is new in prod', async () => {
    const { status, stderr } = await command(
      ...['promote', `--environments=${company.file}`, '--to=prod', '--app=worker,reports', '--rollout=auto'],
    );
    const read = await board();

    expect(status, stderr).toBe(0);
    expect(versions(read, 'worker')).toEqual(['3.1.0', '3.1.0', '3.1.0']);
    expect(versions(read, 'reports')).toEqual(['0.3.0', '0.3.0', '0.3.0']);
  });

  it('repairs what was changed by hand with a promotion', async () => {
    const { status, stderr } = await command(
      'promote',
      `--environments=${company.file}`,
      '--to=prod',
      '--app=api',
      '--rollout=deployment/api',
    );

    expect(status, stderr).toBe(0);
    expect(drift(await board())).toEqual(['prod billing not-promoted', 'prod search ahead']);
  });
});
