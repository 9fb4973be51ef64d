import { chmod, lstat, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { PromoteError } from '../core/text/errors.ts';
import { readArchive } from './tool-archive.ts';

export interface ToolSpec {
  /** of the program, without .exe */
  readonly name: string;
  /** semantic version that identifies the file in the tool cache */
  readonly version: string;
  /** of the archive */
  readonly url: string;
  /** SHA-256 of the archive, hexadecimal; undefined if the download server is trusted */
  readonly sha256: string | undefined;
  /** folder for temporary files */
  readonly temporary: string;
  /** writes the archive to a file */
  readonly download: (file: string) => Promise<void>;
}

export interface InstalledTool {
  readonly folder: string;
  readonly program: string;
  /** SHA-256 of the archive; undefined if it was in the tool cache */
  readonly sha256: string | undefined;
}

/**
 * Provides a program from the tool cache of the runner, downloading it if necessary.
 * @throws PromoteError DIGEST_MISMATCH, CLIENT_NOT_FOUND when the archive cannot be used or the program is not in it
 */
export async function installTool(wish: ToolSpec, signal: AbortSignal): Promise<InstalledTool> {
  const { cacheDir, extractTar, extractZip, find } = await import(
    /* webpackIgnore: true */ './actions-toolkit.ts'
  );
  const cached = find(wish.name, wish.version);
  if (cached !== '') return { folder: cached, program: path.join(cached, fileOf(wish)), sha256: undefined };
  const temporary = await mkdtemp(path.join(wish.temporary, `${wish.name}-`));
  try {
    const file = path.join(temporary, 'archive');
    await wish.download(file);
    const { kind, sha256 } = await readArchive({ file, url: wish.url }, signal);
    requireDigest(sha256, wish);
    const content = path.join(temporary, 'content');
    // GNU tar and bsdtar detect the compression
    await (kind === 'zip' ? extractZip(file, content) : extractTar(file, content, 'x'));
    await requireProgram(content, wish);
    const folder = await cacheDir(content, wish.name, wish.version);
    return { folder, program: path.join(folder, fileOf(wish)), sha256 };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function fileOf({ name }: ToolSpec): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function requireDigest(found: string, { url, sha256 }: ToolSpec): void {
  if (sha256 === undefined || found === sha256.toLowerCase()) return;
  throw new PromoteError({
    code: 'DIGEST_MISMATCH',
    message: `${url} has the SHA-256 ${found}, not ${sha256}`,
    hint: 'compare "oc-sha256" with the checksum given by the publisher of the archive',
  });
}

async function requireProgram(folder: string, wish: ToolSpec): Promise<void> {
  const program = path.join(folder, fileOf(wish));
  // links in the archive are not followed
  const isFile = await lstat(program).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) return chmod(program, 0o755);
  throw new PromoteError({
    code: 'CLIENT_NOT_FOUND',
    message: `${wish.url} has no ${wish.name} at its top level`,
    hint: `set "oc-url" to an archive (.tar, .tar.gz or .zip) with ${wish.name} in it`,
  });
}
