import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { BaseFetcher, Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { throwIfCancelled } from '../../core/text/errors.ts';
import type { PolicyPorts } from '../model/ports.ts';
import { publicRepositoryRoot, readTrustedRoot } from './bundled-root.ts';

const TARGET = 'trusted_root.json';
/** of one file of the repository; its metadata are smaller */
const MAX_FILE_BYTES = 5_000_000;

/**
 * The trusted root that a TUF repository holds now. Its metadata are verified from the first root on, as the specification of
 * TUF says ("detailed client workflow"), and kept nowhere: a job begins without what an earlier one knew.
 * @param root the first metadata it is trusted by; undefined: that of sigstore's public repository
 * @throws Error when it cannot be reached, is expired, or does not verify
 */
export async function fetchTrustedRoot(
  { url, root }: { readonly url: string; readonly root: Uint8Array | undefined },
  download: PolicyPorts['download'],
  signal: AbortSignal,
): Promise<TrustedRoot> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trusted-root-'));
  try {
    await writeFile(path.join(folder, 'root.json'), root ?? publicRepositoryRoot());
    const updater = new Updater({
      metadataDir: folder,
      metadataBaseUrl: url,
      targetDir: folder,
      targetBaseUrl: `${url}/targets`,
      fetcher: new PortFetcher(download, signal),
    });
    const target = await updater.getTargetInfo(TARGET);
    if (target === undefined) throw new Error(`it has no ${TARGET}`);
    return readTrustedRoot(await readFile(await updater.downloadTarget(target), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fetches through the connections of this program, with their proxy, authorities and limits. */
class PortFetcher extends BaseFetcher {
  readonly #download: PolicyPorts['download'];
  readonly #signal: AbortSignal;

  constructor(download: PolicyPorts['download'], signal: AbortSignal) {
    super();
    this.#download = download;
    this.#signal = signal;
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    throwIfCancelled(this.#signal);
    const { status, body } = await this.#download(url, MAX_FILE_BYTES, this.#signal);
    if (status !== 200) throw new DownloadHTTPError(`${url} answered ${status}`, status);
    return new Blob([new Uint8Array(body)]).stream();
  }
}
