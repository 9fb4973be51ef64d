import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request as httpsRequest } from 'node:https';
import { selfSigned } from './test-certificates.ts';

/** A program of Debian's `docker-registry` package on the loopback interface, with an empty storage of its own. */
export interface DockerRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** PEM of the certificate authority, when it speaks TLS */
  readonly ca: string | undefined;
  /** path of that PEM file */
  readonly caFile: string | undefined;
  readonly log: () => string;
  /** Ends it without warning, or stops it and lets it go on. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Starts it again at the same address, with what it had stored. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface DockerRegistryOptions {
  readonly account?: { readonly username: string; readonly password: string };
  readonly tls?: boolean;
  /** PEM of the authority that has to have issued the certificates of its clients; with `tls` only */
  readonly clientAuthority?: string;
  /** folder for its storage, which stays; default: one of its own, which goes with it */
  readonly storage?: string;
  /** further lines of its YAML configuration, at the top level */
  readonly configuration?: string;
}

/** A program a suite needs; missing ones skip it with a reason, except where everything must run. */
export function missingProgram(name: string, aptPackage: string): string | undefined {
  if (spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined) return undefined;
  const reason = `${name} is not installed (apt-get install -y ${aptPackage})`;
  if (process.env['CI'] !== undefined) throw new Error(reason);
  return reason;
}

export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'docker-registry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const tls = options.tls === true ? await writeCertificate(folder) : undefined;
  const configFile = join(folder, 'config.yml');
  writeFileSync(configFile, configuration(folder, host, options));
  const lines: string[] = [];
  const start = (): ChildProcess => {
    const started = spawn('docker-registry', ['serve', configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // an OTEL or REGISTRY_* variable of the machine would change the configuration
      env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    }
    return started;
  };
  let child = start();
  const ca = tls === undefined ? undefined : readFileSync(tls, 'utf8');
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(host, ca, child);
  } catch (error) {
    await stop();
    throw new Error(`docker-registry does not start: ${lines.join('').slice(-2000)}`, { cause: error });
  }
  return {
    ...{ host, ca, caFile: tls, stop },
    log: () => lines.join(''),
    async kill(signal) {
      const exit = once(child, 'exit');
      child.kill(signal);
      if (signal === 'SIGKILL') await exit;
    },
    async restart() {
      child = start();
      await untilReady(host, ca, child);
    },
  };
}

function configuration(folder: string, host: string, options: DockerRegistryOptions): string {
  const { account } = options;
  if (account !== undefined) {
    const { username, password } = account;
    const line = execFileSync('htpasswd', ['-nbB', '-C', '4', username, password], { encoding: 'utf8' });
    writeFileSync(join(folder, 'htpasswd'), line.trim());
  }
  return [
    'version: 0.1',
    'log: { level: warn, accesslog: { disabled: true } }',
    `storage: { filesystem: { rootdirectory: ${options.storage ?? `${folder}/storage`} }, delete: { enabled: true }, maintenance: { uploadpurging: { enabled: false } } }`,
    'http:',
    `  addr: ${host}`,
    ...(options.tls === true
      ? [
          `  tls: { certificate: ${folder}/tls.crt, key: ${folder}/tls.key${clientAuthorities(folder, options)} }`,
        ]
      : []),
    ...(account === undefined ? [] : [`auth: { htpasswd: { realm: registry, path: ${folder}/htpasswd } }`]),
    options.configuration ?? '',
  ].join('\n');
}

function clientAuthorities(folder: string, { clientAuthority }: DockerRegistryOptions): string {
  if (clientAuthority === undefined) return '';
  writeFileSync(join(folder, 'clients.pem'), clientAuthority);
  return `, clientcas: ["${folder}/clients.pem"]`;
}

/** Writes a self-signed certificate for 127.0.0.1, and its key; returns the path of the certificate, a PEM file. */
async function writeCertificate(folder: string): Promise<string> {
  const { cert, key } = await selfSigned();
  const certificate = join(folder, 'tls.crt');
  writeFileSync(certificate, cert);
  writeFileSync(join(folder, 'tls.key'), key);
  return certificate;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}

async function untilReady(host: string, ca: string | undefined, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await answers(host, ca)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it does not answer');
}

function answers(host: string, ca: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const request =
      ca === undefined ? httpRequest(`http://${host}/v2/`) : httpsRequest(`https://${host}/v2/`, { ca });
    request.on('response', (reply) => {
      reply.resume();
      resolve(true);
    });
    request.on('error', (error) => {
      // a server that wants a certificate is there, too
      resolve(/SSL alert number/.test(error.message));
    });
    request.end();
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await exit;
  clearTimeout(timer);
}
