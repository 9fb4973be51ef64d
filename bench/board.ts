// Measures the board over a link of 40 ms: applications with a project of their own in each environment (bench/README.md).
// usage: node bench/board.ts [--applications 50] [--environments 4] [--shared]
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { SandboxCluster } from '../sandbox/cluster.ts';
import { buildImage } from '../sandbox/images/image.ts';
import { buildLayer } from '../sandbox/images/layer.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { seedImage } from '../sandbox/seed-image.ts';
import { seedDeployment, seedProject, seedRole, seedServiceAccount } from '../sandbox/seeds.ts';
import { measure } from './measure.ts';

const { values } = parseArgs({
  options: {
    applications: { type: 'string', default: '50' },
    environments: { type: 'string', default: '4' },
    shared: { type: 'boolean', default: false },
  },
});
const COMMAND = path.resolve(import.meta.dirname, '../dist/cli.js');
const ROUNDS = 3;
const TIMEOUT_MS = 300_000;
const ROUND_TRIP_MS = '40';
const MEGABITS = '200';

const applications = Array.from({ length: Number(values.applications) }, (_, index) => `app-${index}`);
const environments = ['dev', 'test', 'stage', 'prod', 'dr', 'lab'].slice(0, Number(values.environments));
const folder = await mkdtemp(path.join(os.tmpdir(), 'openshift-promote-bench-'));
const sandbox = await startSandbox();
const links: ChildProcess[] = [];
try {
  const { file, variables } = await prepare();
  console.log('| applications | environments | projects | round | wall s | CPU s | peak RSS MB | requests |');
  console.log('| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |');
  for (let round = 1; round <= ROUNDS; round += 1) console.log(await measureRound(file, variables, round));
} finally {
  for (const link of links) link.kill();
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measureRound(
  file: string,
  variables: Readonly<Record<string, string>>,
  round: number,
): Promise<string> {
  const before = requests();
  const command = ['/bin/sh', '-c', '"$0" "$@" > /dev/null || test $? -eq 12'];
  const board = [process.execPath, COMMAND, 'board', file, '--output=json', '--host=shell'];
  const { wallMs, cpuMs, peakRssMb } = await measure([...command, ...board], variables, TIMEOUT_MS);
  const cells = [
    applications.length,
    environments.length,
    values.shared ? 'one per environment' : 'one per application and environment',
    round,
    (wallMs / 1000).toFixed(2),
    (cpuMs / 1000).toFixed(2),
    peakRssMb.toFixed(0),
    requests() - before,
  ];
  return `| ${cells.join(' | ')} |`;
}

function requests(): number {
  return sandbox.source.history().length + sandbox.destination.history().length;
}

/** The first half of the environments is on one cluster, the others on another. */
async function prepare(): Promise<{ readonly file: string; readonly variables: Record<string, string> }> {
  const layer = await buildLayer(
    folder,
    'layer',
    [{ path: '/app', content: Buffer.from('app') }],
    'fast',
    new AbortController().signal,
  );
  const image = buildImage({
    ...{ platform: { os: 'linux', architecture: 'amd64' }, layers: [layer], created: '2026-01-01T00:00:00Z' },
  });
  const far = new Map<SandboxCluster, string>();
  for (const cluster of [sandbox.source, sandbox.destination])
    far.set(cluster, await openLink(Number(new URL(cluster.apiUrl).port)));
  const variables: Record<string, string> = {};
  const entries: string[] = [];
  for (const [index, name] of environments.entries()) {
    const cluster = index < environments.length / 2 ? sandbox.source : sandbox.destination;
    const account = `viewers-${name}`;
    seedProject(cluster, account);
    variables[`TOKEN_${index}`] = seedServiceAccount(cluster, account, 'viewer');
    await writeFile(path.join(folder, `${name}.pem`), cluster.ca);
    for (const application of applications) {
      const project = values.shared ? name : `${application}-${name}`;
      if (application === applications[0] || !values.shared) {
        seedProject(cluster, project);
        seedRole(cluster, project, 'view', `system:serviceaccount:${account}:viewer`);
      }
      await seedImage(cluster, project, application, 'live', image);
      await seedImage(cluster, project, application, '1.4.2', image);
      seedDeployment(cluster, { project, name: application, tag: `${application}:live`, replicas: 2 });
    }
    entries.push(
      `  - { name: ${name}, server: '${far.get(cluster) ?? ''}', ca: ${name}.pem, project: '${values.shared ? name : `{app}-${name}`}', token: TOKEN_${index} }`,
    );
  }
  await Promise.all([sandbox.source.settled(), sandbox.destination.settled()]);
  const file = path.join(folder, 'environments.yaml');
  const named = applications.map((name) => `  - name: ${name}`);
  await writeFile(
    file,
    ['version: 1', 'environments:', ...entries, 'applications:', ...named, ''].join('\n'),
  );
  return { file, variables };
}

async function openLink(target: number): Promise<string> {
  const port = await freePort();
  const link = fork(path.join(import.meta.dirname, 'link.ts'), [
    ...[String(port), String(target), ROUND_TRIP_MS, MEGABITS],
  ]);
  links.push(link);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return `https://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
