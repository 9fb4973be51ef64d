import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BenchSite, Network } from './bench-site.ts';
import type { PushedSet, SetName } from './image-sets.ts';
import { measure } from './measure.ts';
import { verify } from './one-run.ts';
import type { Sample } from './table.ts';
import type { Copy, Tool } from './tools.ts';

const RUN_TIMEOUT_MS = 900_000;

/** Brings the destination into the state before the case, once, and keeps it. */
export async function prepareSet(site: BenchSite, name: SetName, set: PushedSet, tool: Tool): Promise<void> {
  const { loopback } = site.networks;
  site.wipeDestination();
  const all = [...set.images.keys()];
  const copy = (lines: readonly (readonly [string, string])[]): Promise<unknown> =>
    withCommand(
      tool,
      lines.map(([from, to]) => copyOver(site, loopback, from, to)),
      [],
      (command) => measure(command, {}, RUN_TIMEOUT_MS),
    );
  const base = `${set.base}:1`;
  switch (set.shape.before) {
    case 'nothing':
      return;
    case 'base':
      await copy([[base, base]]);
      break;
    case 'everything':
      await copy(all.map((repository) => [`${repository}:1`, `${repository}:live`]));
      break;
    case 'other tags':
      await copy(all.map((repository) => [`${repository}:1`, `${repository}:1`]));
      await copy(all.map((repository) => [base, `${repository}:live`]));
  }
  site.keepDestination(name);
}

/**
 * One measured run of one tool over all images of a set: ours in one run, others in a loop of a shell.
 * @throws Error when the tool fails or a digest is not there
 */
export async function runSet(
  site: BenchSite,
  network: Network,
  name: SetName,
  tool: Tool,
  set: PushedSet,
): Promise<Sample> {
  if (set.shape.before === 'nothing') site.wipeDestination();
  else site.restoreDestination(name);
  tool.forget();
  const environment: Record<string, string> =
    network.scheme === 'https' ? { SSL_CERT_FILE: site.certificate.certificate } : {};
  const marks = { source: network.source.mark(), destination: network.destination.mark() };
  const sentBefore = await network.sentBytes?.();
  const copies = [...set.images.keys()].map((repository) =>
    copyOver(site, network, `${repository}:1`, `${repository}:live`),
  );
  const mountFrom = set.shape.before === 'base' ? [`${set.base}:1`] : [];
  const taken = await withCommand(tool, copies, mountFrom, (command) =>
    measure(command, environment, RUN_TIMEOUT_MS),
  );
  const sentAfter = await network.sentBytes?.();
  const sample = {
    ...taken,
    source: network.source.requestsSince(marks.source),
    destination: network.destination.requestsSince(marks.destination),
    ...(sentBefore === undefined || sentAfter === undefined ? {} : { sentBytes: sentAfter - sentBefore }),
  };
  for (const [repository, digest] of set.images) {
    const { host } = site.networks.loopback.destination;
    await verify(`http://${host}/v2/${repository}/manifests/live`, digest, tool);
  }
  return sample;
}

function copyOver(
  { certificate }: BenchSite,
  { sourceHost, destinationHost, scheme }: Network,
  from: string,
  to: string,
): Copy {
  const ca = certificate.certificate;
  return { source: `${sourceHost}/${from}`, destination: `${destinationHost}/${to}`, scheme, ca };
}

/** Runs `body` with one command that makes all copies. */
async function withCommand<Result>(
  tool: Tool,
  copies: readonly Copy[],
  mountFrom: readonly string[],
  body: (command: string[]) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'openshift-promote-bench-'));
  const file = path.join(folder, 'copies');
  try {
    if (tool.setCommand !== undefined) {
      writeFileSync(file, copies.map(({ source, destination }) => `${source} => ${destination}`).join('\n'));
      return await body(tool.setCommand(copies, file, mountFrom));
    }
    const lines = copies.map((copy) => tool.command(copy).map(quoted).join(' '));
    writeFileSync(file, ['set -e', ...lines].join('\n'));
    return await body(['/bin/sh', file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
