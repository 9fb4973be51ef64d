// What is where, in all environments at once, and what is wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dump } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Board } from '../../src/core/board/board.ts';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';

let playground: Playground;
let folder: string;
let kubectl: Kubectl;

beforeEach(async () => {
  playground = await startPlayground();
  kubectl = startKubectl();
  folder = mkdtempSync(path.join(os.tmpdir(), 'board-'));
  write();
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  kubectl.close();
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const file = (): string => path.join(folder, 'environments.yaml');

function write(...more: readonly object[]): void {
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
    },
    ...more,
  ];
  const applications = [{ name: 'app', workloads: ['dc/api', 'deployment/web'] }];
  writeFileSync(file(), dump({ version: 1, environments, applications }));
}

const command = (...args: readonly string[]): Promise<CommandResult> =>
  runShellCommand([...args], {
    DEV_TOKEN: playground.source.token,
    PROD_TOKEN: playground.destination.token,
  });
const promote = async (): Promise<void> => {
  const { status, stderr } = await command('promote', `--environments=${file()}`, '--to=prod', '--app=app');
  expect(status, stderr).toBe(0);
};
const board = async (): Promise<{
  readonly status: number | null;
  readonly board: Board;
  readonly wrong: readonly string[];
}> => {
  const { status, stdout, stderr } = await command('board', file(), '--output=json', '--retries=0');
  expect(stdout, stderr).not.toBe('');
  const read = JSON.parse(stdout) as Board;
  const cells = read.applications.flatMap((each) => each.cells);
  const findings = [...read.environments, ...cells].flatMap((each) => each.findings);
  return { status, board: read, wrong: findings.filter(({ isWrong }) => isWrong).map(({ kind }) => kind) };
};

describe('the board', () => {
  it('shows what no promotion brought, and nothing wrong after a promotion', async () => {
    const before = await board();
    await promote();
    const after = await board();

    expect(before.status).toBe(12);
    expect(before.wrong).toEqual(expect.arrayContaining(['not-promoted', 'ahead']));
    expect(after.wrong).toEqual([]);
    expect(after.status).toBe(0);
    expect(after.board.applications).toMatchObject([
      {
        name: 'app',
        cells: [
          { environment: 'dev', state: 'current', image: 'dev/app:1.4.2' },
          {
            ...{ environment: 'prod', state: 'current', image: 'prod/app:live', version: '1.4.2' },
            workloads: [
              { name: 'deployment/web', pods: 2, current: 2 },
              { name: 'dc/api', pods: 2, current: 2 },
            ],
          },
        ],
      },
    ]);
  });

  it('shows a change by hand', async () => {
    await promote();
    const { cluster } = playground.destination;
    const [old] = (await board()).board.applications[0]?.cells[1]?.history.slice(1) ?? [];
    const image = `${cluster.state.internalRegistryHost}/prod/app@${old?.digest ?? ''}`;
    await kubectl.run(cluster, 'set', 'image', 'deployment/web', `web=${image}`, '-n', 'prod');
    await cluster.settled();

    await expect
      .poll(async () => (await board()).wrong, { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['pods-differ', 'changed-by-hand']));
  });

  it('shows the others when an environment cannot be read, and says why', async () => {
    write(
      { name: 'dr', server: 'https://127.0.0.1:1', project: 'prod', token: 'PROD_TOKEN' },
      { name: 'lab', server: playground.source.cluster.apiUrl, project: 'dev', token: 'LAB_TOKEN' },
    );
    const { board: read, status } = await board();
    const [dev, prod, dr, lab] = read.environments;

    expect(status).toBe(12);
    expect([dev?.problem, prod?.problem]).toEqual([undefined, undefined]);
    expect(dr?.problem).toContain('refused the connection');
    expect(lab?.problem).toContain('LAB_TOKEN');
    expect(read.applications[0]?.cells.map(({ state }) => state)).toEqual([
      'current',
      'current',
      'unknown',
      'unknown',
    ]);
  });

  it.each(['table', 'markdown', 'html'])('is printed as %s', async (format) => {
    const { stdout, stderr } = await command('board', file(), `--output=${format}`);

    expect(stdout, stderr).toContain('app');
    expect(stdout).toContain('no promotion brought this image here');
    expect(stdout).not.toContain(playground.destination.token);
  });

  it('shows the applications and environments that are asked for', async () => {
    const { stdout } = await command('board', file(), '--output=json', '--to=prod');
    const unknown = await command('board', file(), '--app=ap');

    expect((JSON.parse(stdout) as Board).environments.map(({ name }) => name)).toEqual(['prod']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('did you mean app?');
  });
});
