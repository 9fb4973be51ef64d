import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { testAuthority } from '../support/test-certificates.ts';

const CLIENT = `#!/bin/sh
if [ "$1" = version ]; then echo '{"releaseClientVersion": "4.12.3"}'; exit; fi
grep -q destination "$KUBECONFIG" && echo "oc speaks to the $1"
`;

let playground: Playground;
let folder: string;
let authority: string;
/** takes webhooks, and serves an archive with `oc` */
let outside: Server;
let url: string;
const told: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];

beforeAll(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'gates-'));
  for (const name of ['temp', 'cache']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'oc'), CLIENT, { mode: 0o755 });
  writeFileSync(path.join(folder, 'path'), '');
  spawnSync('tar', ['-c', '-z', '-f', path.join(folder, 'oc.tar.gz'), '-C', folder, 'oc']);
  const root = await testAuthority();
  authority = root.cert;
  outside = createServer(await root.issue(), (request, response) => {
    if (request.method === 'GET') {
      response.end(readFileSync(path.join(folder, 'oc.tar.gz')));
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      told.push({ headers: request.headers, body });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(async () => {
  outside.close();
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const promote = (inputs: Record<string, string>): Promise<StepResult> =>
  runAction(
    {
      ...playgroundInputs(playground),
      'destination-ca': `${playground.destination.cluster.ca}\n${authority}`,
      rollout: 'deployment/web',
      ...inputs,
    },
    {
      RUNNER_TEMP: path.join(folder, 'temp'),
      RUNNER_TOOL_CACHE: path.join(folder, 'cache'),
      GITHUB_PATH: path.join(folder, 'path'),
    },
  );

describe('commands of the user around a promotion', () => {
  it('stop it before anything changes', async () => {
    await playground.destination.cluster.settled();
    const before = snapshotOf(playground.destination.cluster);

    const run = await promote({ 'before-move': 'echo "scanned $PROMOTE_SOURCE_IMAGE"; exit 3' });

    expect(run.status, run.log).toBe(8);
    expect(run.outputs['error-code']).toBe('COMMAND_FAILED');
    expect(run.log).toMatch(/scanned \S+\/dev\/app@sha256:[0-9a-f]{64}/);
    expect(run.log).toContain('failed with exit code 3');
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
  });

  it('know none of the tokens', async () => {
    const run = await promote({ 'before-move': 'env | grep -i token && exit 1; exit 7' });

    expect(run.log, run.log).toContain('failed with exit code 7');
  });

  it('take everything back when the smoke test fails', async () => {
    const run = await promote({ 'after-rollout': 'exit 1', 'rollback-on-failure': 'true' });

    expect(run.status, run.log).toBe(8);
    expect(run.outputs).toMatchObject({ 'rolled-back': 'true', 'rollout-status': 'rolled-back' });
    const read = streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2');
    expect(read).toBeUndefined();
  });

  it('find oc and a kubeconfig of the destination, which later steps find too', async () => {
    const sha256 = createHash('sha256')
      .update(readFileSync(path.join(folder, 'oc.tar.gz')))
      .digest('hex');
    const run = await promote({
      'install-oc': 'true',
      'oc-url': `${url}/oc.tar.gz`,
      'oc-sha256': sha256,
      'after-rollout': 'oc cluster',
    });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('oc speaks to the cluster');
    expect(run.log).toMatch(
      new RegExp(`installed oc 4\\.12\\.3 from ${url}/oc\\.tar\\.gz \\(SHA-256 ${sha256}, `),
    );
    expect(run.log).toContain(
      '::warning::oc 4.12.3 is 8 minor versions apart from the destination cluster (Kubernetes 1.33.5)',
    );
    const added = readFileSync(path.join(folder, 'path'), 'utf8').trim();
    expect(existsSync(path.join(added, 'oc'))).toBe(true);
    const config = run.outputs['destination-kubeconfig'] ?? '';
    expect(readFileSync(config, 'utf8')).toContain(playground.destination.cluster.apiUrl);
    expect(shown(run)).not.toContain(playground.destination.token);

    // the kubeconfig is there for later steps, and nobody finds it after the job
    const state = {
      RUNNER_TEMP: path.join(folder, 'temp'),
      'STATE_post-step-state': run.state['post-step-state'] ?? '',
    };
    const post = await runAction({}, state, { stage: 'post' });
    expect(post.status, post.log).toBe(0);
    expect(existsSync(config)).toBe(false);
  });
});

describe('the oc of a cluster', () => {
  it('is not run when nobody has verified where it comes from', async () => {
    const run = await promote({ 'install-oc': 'true', 'destination-insecure-skip-tls-verify': 'true' });

    expect(run.status, run.log).toBe(2);
    expect(run.log).toContain('a server whose certificate is not verified');
  });
});

describe('a webhook at the end of a promotion', () => {
  it('receives what was promoted, signed, and its secret is nowhere', async () => {
    const run = await promote({ webhook: `${url}/hook`, 'webhook-secret': 'key-of-the-hook' });

    expect(run.status, run.log).toBe(0);
    const [call] = told;
    expect(call?.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      event: 'promotion',
      images: [{ digest: run.outputs['digest'], tag: '1.4.2', destination: 'prod/app:1.4.2' }],
    });
    expect(run.log).toContain(`${url}/hook: answered 202`);
    expect(shown(run) + run.summary + JSON.stringify(run.outputs)).not.toContain('key-of-the-hook');
  });
});

/** The log without the lines that tell the runner what to hide. */
function shown(run: StepResult): string {
  return run.log.replaceAll(/^::add-mask::.*$/gm, '');
}
