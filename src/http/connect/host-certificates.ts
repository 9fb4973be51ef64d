import { homedir } from 'node:os';
import path from 'node:path';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { ClientIdentity } from '../../core/options.ts';
import type { Target } from './target.ts';

/** Certificates for one host, in addition to those of its side. */
export interface HostCertificates {
  /** PEM */
  readonly ca: string | undefined;
  readonly identity: ClientIdentity | undefined;
  /** where the identity comes from: a folder, or the input */
  readonly origin: string;
}

/**
 * The folders with per-host certificates, as read by podman and docker (containers-certs.d(5), registry.md §1.4). The first
 * one with a folder for the host is used.
 */
export function certificateFolders(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const home = environment['HOME'] ?? homedir();
  const own = [path.join(home, '.config', 'containers', 'certs.d')];
  if (platform === 'win32') {
    const data = environment['ProgramData'] ?? 'C:\\ProgramData';
    return [...own, path.join(home, '.docker', 'certs.d'), path.join(data, 'docker', 'certs.d')];
  }
  return [
    ...own,
    '/etc/containers/certs.d',
    '/etc/docker/certs.d',
    // path of Docker Desktop
    path.join(home, '.docker', 'certs.d'),
  ];
}

/**
 * Reads `*.crt` (authorities) and `*.cert` with `*.key` (client certificate) from the folder of a host; undefined without a folder.
 * @throws PromoteError INPUT_INVALID for a certificate without key or a key without certificate, as podman does
 */
export async function readHostCertificates(
  folders: readonly string[],
  target: Target,
  side: Side,
  log: (line: string) => void,
): Promise<HostCertificates | undefined> {
  for (const folder of folders.flatMap((each) => namesOf(target).map((name) => path.join(each, name)))) {
    const files = await listFolder(folder, log);
    if (files === undefined) continue;
    const authorities = await Promise.all(
      files.filter((name) => name.endsWith('.crt')).map((name) => readText(folder, name, side)),
    );
    return {
      ca: authorities.length === 0 ? undefined : authorities.join('\n'),
      identity: await readIdentity(folder, files, side),
      origin: folder,
    };
  }
  return undefined;
}

function namesOf({ authority, hostname, port }: Target): readonly string[] {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  const names = [authority, `${host}:${port}`];
  // Windows allows no colons in file names, so docker omits them
  return [...new Set(process.platform === 'win32' ? names.map((name) => name.replaceAll(':', '')) : names)];
}

async function listFolder(
  folder: string,
  log: (line: string) => void,
): Promise<readonly string[] | undefined> {
  const { readdir } = await import('node:fs/promises');
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') log(`${folder} cannot be read (${code}), it is left out`);
    return undefined;
  }
}

async function readIdentity(
  folder: string,
  files: readonly string[],
  side: Side,
): Promise<ClientIdentity | undefined> {
  const stems = (extension: string): readonly string[] =>
    files.filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length));
  const [certificates, keys] = [stems('.cert'), stems('.key')];
  for (const stem of [...certificates, ...keys]) {
    if (certificates.includes(stem) && keys.includes(stem)) continue;
    const [there, lacking] = certificates.includes(stem) ? ['.cert', '.key'] : ['.key', '.cert'];
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `${path.join(folder, `${stem}${there}`)} has no ${stem}${lacking} beside it`,
      hint: 'a client certificate is NAME.cert with its key NAME.key; authorities to trust are NAME.crt',
      where: { side },
    });
  }
  const [first] = certificates;
  if (first === undefined) return undefined;
  return {
    certificate: await readText(folder, `${first}.cert`, side),
    key: await readText(folder, `${first}.key`, side),
  };
}

async function readText(folder: string, name: string, side: Side): Promise<string> {
  const file = path.join(folder, name);
  const { readFile } = await import('node:fs/promises');
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `${file} cannot be read (${codeOf(error)})`,
      hint: 'let the user of this job read it, or take it away',
      where: { side },
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
