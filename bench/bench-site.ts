import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type BenchRegistry,
  type Certificate,
  freePort,
  killed,
  makeCertificate,
  startRegistry,
} from './registries.ts';

export const networkNames = ['loopback', 'tls', 'link'] as const;
export type NetworkName = (typeof networkNames)[number];

/** A way to reach the two registries. */
export interface Network {
  readonly name: NetworkName;
  readonly scheme: 'http' | 'https';
  readonly source: BenchRegistry;
  readonly destination: BenchRegistry;
  /** where a tool finds them: the registries themselves, or the near ends of the links to them */
  readonly sourceHost: string;
  readonly destinationHost: string;
  /** bytes that all clients have sent to the destination so far, requests included; undefined: they are not counted here */
  readonly sentBytes?: () => Promise<number>;
}

/** The registries of a benchmark and all ways to reach them; their storage is memory where the machine can. */
export interface BenchSite {
  readonly networks: Readonly<Record<NetworkName, Network>>;
  readonly certificate: Certificate;
  /** makes the destination a registry that never saw an image */
  wipeDestination(): void;
  /** keeps what the destination holds now under a name */
  keepDestination(name: string): void;
  /** makes the destination hold what was kept under a name */
  restoreDestination(name: string): void;
  close(): Promise<void>;
}

/** The simulated link: a round trip in milliseconds, and megabits per second in each direction. */
export const linkShape = { roundTripMs: 40, megabits: 200 };

export async function openSite(): Promise<BenchSite> {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
  const folder = mkdtempSync(path.join(memory, 'openshift-promote-bench-'));
  const certificate = makeCertificate(folder);
  const open: { stop(): Promise<void> }[] = [];
  const start = async (side: 'source' | 'destination', tls?: Certificate): Promise<BenchRegistry> => {
    const data = path.join(folder, `${side}-data`);
    const registry = await startRegistry(path.join(folder, `${side}${tls ? '-tls' : ''}`), data, tls);
    open.push(registry);
    return registry;
  };
  const [source, destination] = [await start('source'), await start('destination')];
  const [sourceTls, destinationTls] = [
    await start('source', certificate),
    await start('destination', certificate),
  ];
  const links = { source: await startLink(source), destination: await startLink(destination) };
  open.push(links.source, links.destination);

  const network = (name: NetworkName, pair: Pick<Network, 'source' | 'destination'>): Network => ({
    ...{ name, scheme: pair.source.scheme, ...pair },
    sourceHost: name === 'link' ? links.source.host : pair.source.host,
    destinationHost: name === 'link' ? links.destination.host : pair.destination.host,
    ...(name === 'link' ? { sentBytes: links.destination.sentBytes } : {}),
  });
  const data = path.join(folder, 'destination-data');
  const kept = (name: string): string => path.join(folder, `kept-${name}`);
  return {
    certificate,
    networks: {
      loopback: network('loopback', { source, destination }),
      tls: network('tls', { source: sourceTls, destination: destinationTls }),
      link: network('link', { source, destination }),
    },
    wipeDestination: () => rmSync(data, { recursive: true, force: true }),
    keepDestination: (name) => cpSync(data, kept(name), { recursive: true }),
    restoreDestination: (name) => {
      rmSync(data, { recursive: true, force: true });
      cpSync(kept(name), data, { recursive: true });
    },
    close: async () => {
      await Promise.all(open.map((each) => each.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Link {
  readonly host: string;
  readonly sentBytes: () => Promise<number>;
  stop(): Promise<void>;
}

async function startLink(registry: BenchRegistry): Promise<Link> {
  const port = await freePort();
  const program = path.join(import.meta.dirname, 'link.ts');
  const target = registry.host.split(':')[1] ?? '';
  const args = [program, `${port}`, target, `${linkShape.roundTripMs}`, `${linkShape.megabits}`];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the link stopped with ${code}`)));
    child.once('error', reject);
  });
  const sentBytes = async (): Promise<number> => {
    const answer = once(child, 'message') as Promise<[number]>;
    child.send('how many bytes?');
    return (await answer)[0];
  };
  return { host: `127.0.0.1:${port}`, sentBytes, stop: () => killed(child) };
}
