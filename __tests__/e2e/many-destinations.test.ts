import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPlayground, type Playground, type PlaygroundSide } from '../../src/entry/sandbox/playground.ts';
import { blocksOf } from '../repository/documents.ts';
import { COMMAND, runProgram, type CommandResult } from '../support/command.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';

const SCRIPT = blocksOf('docs/recipes/many-destinations.md').find(({ language }) => language === 'sh');
const REGIONS = ['east', 'north', 'west'] as const;
type Region = (typeof REGIONS)[number];

let playgrounds: Readonly<Record<Region, Playground>>;
let folder: string;

beforeEach(async () => {
  const [east, north, west] = await Promise.all([startPlayground(), startPlayground(), startPlayground()]);
  playgrounds = { east, north, west };
  folder = mkdtempSync(path.join(tmpdir(), 'many-destinations-'));
  writeFileSync(path.join(folder, 'release.sh'), SCRIPT?.text ?? '');
  writeFileSync(path.join(folder, 'dev.yaml'), kubeconfigOf(east.source));
  for (const region of REGIONS) {
    writeFileSync(path.join(folder, `${region}.yaml`), kubeconfigOf(playgrounds[region].destination));
  }
  const program = `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
  writeFileSync(path.join(folder, 'openshift-promote'), program, { mode: 0o755 });
});
afterEach(async () => {
  await Promise.all(REGIONS.map((region) => playgrounds[region].stop()));
  rmSync(folder, { recursive: true });
});

function kubeconfigOf({ cluster, token }: PlaygroundSide): string {
  const server = {
    server: cluster.apiUrl,
    'certificate-authority-data': Buffer.from(cluster.ca).toString('base64'),
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster: server }],
    users: [{ name: 'promoter', user: { token } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'promoter' } }],
    'current-context': 'here',
  });
}

const release = (): Promise<CommandResult> =>
  runProgram('sh', ['release.sh'], { PATH: `${folder}:${process.env['PATH'] ?? ''}` }, folder);

const liveIn = (region: Region): string | undefined =>
  streamTagDigest(playgrounds[region].destination.cluster, 'prod', 'app', 'live');

/** The destinations whose tag `live` is the release. */
const released = (): readonly Region[] => {
  const digest = streamTagDigest(playgrounds.east.source.cluster, 'dev', 'app', '1.4.2');
  expect(digest).toBeDefined();
  return REGIONS.filter((region) => liveIn(region) === digest);
};

describe('the recipe for many destinations', () => {
  it('plans all destinations, then promotes the first wave, then the others', async () => {
    const { status, stdout, stderr } = await release();

    expect(status, stdout + stderr).toBe(0);
    expect(released()).toEqual(['east', 'north', 'west']);
    expect(stdout.match(/^== .*$/gm)).toEqual([
      '== plan east',
      '== plan north',
      '== plan west',
      '== promote east',
      '== promote north',
      '== promote west',
    ]);
  });

  it('changes no destination when one of the second wave refuses the token', async () => {
    const { destination } = playgrounds.west;
    writeFileSync(path.join(folder, 'west.yaml'), kubeconfigOf({ ...destination, token: 'sha256~unknown' }));

    const { status, stdout } = await release();

    expect(status, stdout).not.toBe(0);
    expect(stdout).not.toContain('== promote');
    expect(released()).toEqual([]);
  });

  it('passes a signal on to the runs of a wave and waits for them', async () => {
    const digest = streamTagDigest(playgrounds.east.source.cluster, 'dev', 'app', '1.4.2') ?? '';
    playgrounds.west.destination.cluster.failures.push({ kind: 'NeverReady', image: digest });
    const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
    const script = spawn('sh', ['release.sh'], {
      cwd: folder,
      env: { PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = text(script.stdout);
    const ended = once(script, 'exit');
    const log = path.join(folder, 'west.promote.log');
    // past the start of the program, which then handles the signal
    await vi.waitFor(() => {
      expect(existsSync(log) && readFileSync(log, 'utf8')).toContain(digest);
    }, 60_000);

    script.kill('SIGTERM');
    const [status] = (await ended) as [number | null];

    const stdout = await output;
    expect(status, stdout).toBe(1);
    expect(stdout).toMatch(/^== promote north$/m);
    expect(stdout).toMatch(/^== promote west$/m);
    expect(stdout).toContain('CANCELLED');
    expect(released()).toContain('east');
  });
});
