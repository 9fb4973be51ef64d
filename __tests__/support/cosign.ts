import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { newestPeers } from './peers.ts';

/** Who may read and write where, and whom to trust. */
export interface CosignSetup {
  /** PEM of authorities */
  readonly ca?: string;
  /** tokens by registry host */
  readonly tokens?: Readonly<Record<string, string>>;
}

/** Sigstore's program in a home of its own, without any of sigstore's services. */
export interface Cosign {
  /** Makes a key pair of this name. */
  createKey(name: string): Promise<void>;
  /** PEM */
  publicKey(name: string): string;
  /** PEM, encrypted with `password` */
  privateKey(name: string): string;
  /** Any command, in the folder with the keys; resolves with what it printed. */
  run(...args: readonly string[]): Promise<string>;
  /** Of an index, also every image in it. */
  sign(image: string, key: string, format: CosignFormat): Promise<void>;
  attest(image: string, key: string, format: CosignFormat): Promise<void>;
  /** What it found and checked; rejects when nothing is signed with the key. */
  verify(image: string, key: string, format: CosignFormat): Promise<string>;
  verifyAttestation(image: string, key: string, format: CosignFormat): Promise<string>;
  close(): void;
}

/** bundle: a referrer, cosign's default since version 3; legacy: tags `….sig` and `….att`, which nodes of OpenShift read */
export type CosignFormat = 'bundle' | 'legacy';

/** Why there is no cosign; where everything must run, that is a failure. */
export function missingCosign(): string | undefined {
  try {
    newestPeers();
    return undefined;
  } catch (error) {
    if (process.env['CI']) throw error;
    return `cosign cannot be set up: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function openCosign({ ca, tokens }: CosignSetup): Cosign {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cosign-'));
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  mkdirSync(path.join(folder, '.docker'));
  const auths = Object.entries(tokens ?? {}).map(([host, token]) => [
    host,
    { auth: Buffer.from(`user:${token}`).toString('base64') },
  ]);
  file('.docker/config.json', JSON.stringify({ auths: Object.fromEntries(auths) as unknown }));
  const services = file(
    'services.json',
    JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json' }),
  );
  const sbom = file('sbom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' }));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    COSIGN_PASSWORD: 'password',
    ...(ca === undefined ? {} : { SSL_CERT_FILE: file('ca.pem', ca) }),
  };
  const run = async (...args: string[]): Promise<string> => {
    const options = { cwd: folder, env, timeout: 300_000 };
    const { stdout } = await promisify(execFile)(newestPeers().cosign.path, args, options);
    return stdout;
  };
  const writing = (key: string, format: CosignFormat): string[] => [
    ...['--yes', '--allow-http-registry', '--key', `${key}.key`],
    ...(format === 'bundle'
      ? ['--signing-config', services]
      : ['--use-signing-config=false', '--new-bundle-format=false', '--tlog-upload=false']),
  ];
  const reading = (key: string, format: CosignFormat): string[] => [
    ...['--allow-http-registry', '--insecure-ignore-tlog', '--key', `${key}.pub`],
    `--new-bundle-format=${String(format === 'bundle')}`,
  ];
  const predicate = ['--type', 'cyclonedx'];
  return {
    run,
    publicKey: (name) => readFileSync(path.join(folder, `${name}.pub`), 'utf8'),
    privateKey: (name) => readFileSync(path.join(folder, `${name}.key`), 'utf8'),
    async createKey(name) {
      await run('generate-key-pair', '--output-key-prefix', name);
    },
    async sign(image, key, format) {
      await run('sign', '--recursive', ...writing(key, format), image);
    },
    async attest(image, key, format) {
      await run('attest', ...writing(key, format), ...predicate, '--predicate', sbom, image);
    },
    verify: (image, key, format) => run('verify', ...reading(key, format), image),
    verifyAttestation: (image, key, format) =>
      run('verify-attestation', ...reading(key, format), ...predicate, image),
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
