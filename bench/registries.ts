import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One `docker-registry` process of the benchmark, with its access log in a file. */
export interface BenchRegistry {
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** where its access log ends now, for `requestsSince` */
  mark(): number;
  /** requests since then, by method: `{ GET: 11, HEAD: 2 }` */
  requestsSince(mark: number): Record<string, number>;
  stop(): Promise<void>;
}

/** Files of the certificate that the registries of a benchmark show, when they speak TLS. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A self-signed certificate for the loopback address (P-256, as most hosts have today). */
export function makeCertificate(folder: string): Certificate {
  const files = { certificate: path.join(folder, 'tls.crt'), key: path.join(folder, 'tls.key') };
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const { status, stderr } = spawnSync(
    'openssl',
    [...args, ...subject, '-keyout', files.key, '-out', files.certificate],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return files;
}

/**
 * Starts a registry on a free loopback port. It has no blob cache: removing its data makes it new, and two processes
 * can serve the same data.
 * @param folder for its configuration and logs
 * @throws Error when it does not answer within ten seconds
 */
export async function startRegistry(folder: string, data: string, tls?: Certificate): Promise<BenchRegistry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const configuration = path.join(folder, 'config.yml');
  writeFileSync(configuration, describeRegistry(data, port, tls));
  const logFile = path.join(folder, 'access.log');
  const log = openSync(logFile, 'w');
  const errors = openSync(path.join(folder, 'error.log'), 'w');
  const child = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', log, errors] });
  closeSync(log);
  closeSync(errors);
  await answering(port, child);
  return {
    host: `127.0.0.1:${port}`,
    scheme: tls ? 'https' : 'http',
    mark: () => statSync(logFile).size,
    requestsSince: (mark) => countRequests(readFrom(logFile, mark)),
    stop: () => killed(child),
  };
}

// JSON is YAML
function describeRegistry(data: string, port: number, tls: Certificate | undefined): string {
  return JSON.stringify({
    version: '0.1',
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: data, maxthreads: 100 }, delete: { enabled: true } },
    http: {
      addr: `127.0.0.1:${port}`,
      ...(tls ? { tls: { certificate: tls.certificate, key: tls.key } } : {}),
    },
  });
}

/** Ends a process and waits until it is gone, so that it writes no more. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (failed) throw new Error(`docker-registry cannot be started: ${failed.message}`);
    if (child.exitCode !== null) throw new Error(`docker-registry stopped with ${child.exitCode}`);
    // plain HTTP to a TLS port is answered too, with 400: it listens
    const alive = await fetch(`http://127.0.0.1:${port}/v2/`).then(
      () => true,
      () => false,
    );
    if (alive) return;
    await sleep(50);
  }
  throw new Error('docker-registry does not answer');
}

function readFrom(file: string, offset: number): string {
  const size = statSync(file).size - offset;
  const bytes = Buffer.alloc(size);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, bytes, 0, size, offset);
  closeSync(descriptor);
  return bytes.toString();
}

function countRequests(log: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, method = ''] of log.matchAll(/"([A-Z]+) \/v2\//g)) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}
