import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { startCompany } from '../../src/entry/sandbox/company.ts';

/** The page of a board, and when it was read. */
export interface BoardPage {
  readonly html: string;
  /** ISO 8601 */
  readonly time: string;
}

/**
 * Reads the board of the sandbox's company as the command does; the addresses of the sandbox, which are other ones each time, are
 * those of examples.
 * @throws Error when there is no board
 */
export async function boardForPictures(root: string): Promise<BoardPage> {
  const company = await startCompany();
  try {
    const environments = Object.values(company.environments);
    const program = path.join(root, 'src/entry/cli.ts');
    const child = spawn(process.execPath, [program, 'board', company.file, '--output=html'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        ...Object.fromEntries(environments.map(({ variable, token }) => [variable, token])),
      },
    });
    const exited = once(child, 'exit');
    let html = await text(child.stdout);
    await exited;
    const { test, prod } = company.environments;
    for (const [{ cluster }, domain] of [
      [test, 'nonprod.example.com'],
      [prod, 'prod.example.com'],
    ] as const) {
      html = html
        .replaceAll(new URL(cluster.apiUrl).host, `api.${domain}:6443`)
        .replaceAll(cluster.registryHost, `registry.${domain}`);
    }
    const time = /<time id="read" datetime="([^"]+)"/.exec(html)?.[1];
    if (time === undefined) throw new Error('the board has no page');
    return { html, time };
  } finally {
    await company.stop();
  }
}
