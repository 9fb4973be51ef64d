import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startPlayground, type PlaygroundSide } from '../../src/entry/sandbox/playground.ts';

/** What a promotion has written for people. */
export interface Written {
  /** Markdown */
  readonly summary: string;
  /** HTML */
  readonly record: string;
}

/**
 * Promotes an image in the sandbox as a workflow step does, and gives what it wrote; the addresses of the sandbox, which are other
 * ones each time, are those of examples.
 * @throws Error when the promotion fails
 */
export async function promoteForPictures(root: string): Promise<Written> {
  const playground = await startPlayground();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pictures-'));
  try {
    const { source, destination, sourceImage } = playground;
    const file = (name: string): string => path.join(folder, name);
    for (const name of ['output', 'summary']) writeFileSync(file(name), '');
    const inputs: Readonly<Record<string, string>> = {
      ...sideInputs('source', source),
      ...sideInputs('destination', destination),
      'source-image': sourceImage,
      'destination-image': 'prod/app:live',
      'destination-tags': '1.4.2',
      rollout: 'dc/api, deployment/web',
      record: file('promotion.html'),
    };
    const child = spawn(process.execPath, [path.join(root, 'src/entry/action.ts')], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'] ?? '',
        GITHUB_OUTPUT: file('output'),
        GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_ACTOR: 'release-manager',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'team/app',
        GITHUB_RUN_ID: '4711',
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
        ),
      },
    });
    const [status] = (await once(child, 'close')) as [number | null];
    if (status !== 0) throw new Error(`the promotion ended with ${status ?? 'a signal'}`);
    const tidy = (text: string): string =>
      withExampleHosts(withExampleHosts(text, source, 'dev'), destination, 'prod');
    return {
      summary: tidy(readFileSync(file('summary'), 'utf8')),
      record: tidy(readFileSync(file('promotion.html'), 'utf8')),
    };
  } finally {
    await playground.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sideInputs(
  side: 'source' | 'destination',
  { cluster, token }: PlaygroundSide,
): Record<string, string> {
  return { [`${side}-server`]: cluster.apiUrl, [`${side}-token`]: token, [`${side}-ca`]: cluster.ca };
}

/** Also where a colon is written as Markdown or HTML has it. */
function withExampleHosts(text: string, { cluster }: PlaygroundSide, name: string): string {
  const hosts = [
    [new URL(cluster.apiUrl).host, `api.${name}.example.com:6443`],
    [cluster.registryHost, `registry.${name}.example.com`],
  ] as const;
  return hosts.reduce(
    (result, [from, to]) =>
      result.replaceAll(from, to).replaceAll(from.replace(':', '&#58;'), to.replace(':', '&#58;')),
    text,
  );
}
