import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { ImageFile } from './tar.ts';

const MAX_FILES = 500;
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** The files of a folder and the folders in it, for an image: at most 500, and neither links, packages nor large ones. */
export async function filesOfFolder(folder: string, target: string): Promise<readonly ImageFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !name.split(path.sep).includes('node_modules'))
    .sort()
    .slice(0, MAX_FILES);
  const files: ImageFile[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    if ((await stat(file)).size > MAX_FILE_BYTES) continue;
    files.push({ path: path.posix.join(target, name.split(path.sep).join('/')), content: { file } });
  }
  return files;
}

/** What the program that runs now is made of: node itself, and the system's libraries that it has loaded. */
export async function runtimeFiles(): Promise<{
  readonly node: readonly ImageFile[];
  readonly libraries: readonly ImageFile[];
}> {
  const node: ImageFile = {
    path: '/usr/local/bin/node',
    content: { file: process.execPath },
    executable: true,
  };
  return { node: [node], libraries: await loadedLibraries() };
}

/** Linux tells their paths in the diagnostic report; elsewhere there are none that a container could use. */
async function loadedLibraries(): Promise<readonly ImageFile[]> {
  if (process.platform !== 'linux') return [];
  // without this it looks up the names of all connected hosts, which can take long
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as unknown as { readonly sharedObjects?: readonly string[] };
  const libraries: ImageFile[] = [];
  for (const library of new Set(report.sharedObjects ?? [])) {
    if (!path.isAbsolute(library)) continue;
    const file = await realpath(library).catch(() => undefined);
    if (file === undefined || !(await stat(file)).isFile()) continue;
    libraries.push({ path: library, content: { file }, executable: true });
  }
  return libraries;
}

/** What every system has: users and the certificate authorities that node trusts. */
export function baseFiles(): readonly ImageFile[] {
  const text = (filePath: string, content: string): ImageFile => ({
    path: filePath,
    content: Buffer.from(content),
  });
  return [
    text('/etc/passwd', 'root:x:0:0:root:/root:/sbin/nologin\ndefault:x:1001:0:default:/app:/sbin/nologin\n'),
    text('/etc/group', 'root:x:0:\n'),
    text('/etc/ssl/certs/ca-certificates.crt', `${rootCertificates.join('\n')}\n`),
  ];
}
