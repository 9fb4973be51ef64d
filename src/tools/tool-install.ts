import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PromoteError } from '../core/text/errors.ts';

export interface ToolSpec {
  /** of the program, without .exe */
  readonly name: string;
  /** semantic version under which the machine remembers it */
  readonly version: string;
  /** of the archive; decides by its ending how it is opened */
  readonly url: string;
  /** of the archive, hexadecimal; undefined: where it comes from is trusted */
  readonly sha256: string | undefined;
  /** folder for what is needed in between */
  readonly temporary: string;
  /** writes the archive to a file */
  readonly download: (file: string) => Promise<void>;
}

/**
 * The folder with the program, from the tool cache of the runner, else downloaded into it.
 * @throws PromoteError DIGEST_MISMATCH, CLIENT_NOT_FOUND when the program is not in the archive
 */
export async function installTool(wish: ToolSpec): Promise<string> {
  const { cacheDir, extractTar, extractZip, find } = await import(
    /* webpackIgnore: true */ './tool-cache.ts'
  );
  const cached = find(wish.name, wish.version);
  if (cached !== '') return cached;
  const folder = await mkdtemp(path.join(wish.temporary, `${wish.name}-`));
  try {
    const archive = path.join(folder, wish.url.endsWith('.zip') ? 'archive.zip' : 'archive.tar');
    await wish.download(archive);
    await requireDigest(archive, wish);
    const target = path.join(folder, 'content');
    // GNU tar and bsdtar find out by themselves whether it is compressed
    await (archive.endsWith('.zip') ? extractZip(archive, target) : extractTar(archive, target, 'x'));
    await requireProgram(target, wish);
    return await cacheDir(target, wish.name, wish.version);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireDigest(file: string, { url, sha256 }: ToolSpec): Promise<void> {
  if (sha256 === undefined) return;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found === sha256.toLowerCase()) return;
  throw new PromoteError({
    code: 'DIGEST_MISMATCH',
    message: `${url} has the SHA-256 ${found}, not ${sha256}`,
    hint: 'compare "oc-sha256" with what the publisher of the archive says',
  });
}

async function requireProgram(folder: string, { name, url }: ToolSpec): Promise<void> {
  const program = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  try {
    await stat(program);
    await chmod(program, 0o755);
  } catch (cause) {
    throw new PromoteError({
      code: 'CLIENT_NOT_FOUND',
      message: `${url} holds no ${name} at its top`,
      hint: `set "oc-url" to an archive (.tar, .tar.gz or .zip) with ${name} in it`,
      cause,
    });
  }
}
