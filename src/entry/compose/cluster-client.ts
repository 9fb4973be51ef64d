import { createWriteStream } from 'node:fs';
import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { formatDuration } from '../../core/text/duration-text.ts';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { PostStepState } from '../../core/post-step-state.ts';
import type { ClientOptions, PromoteOptions } from '../../core/options.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import { createApi } from '../../openshift/api/api.ts';
import { findClientDownload } from '../../openshift/client-download.ts';
import { kubeconfigText } from '../../openshift/kubeconfig-text.ts';
import { installTool } from '../../tools/tool-install.ts';
import { systemClock } from './system-clock.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What later steps, and the commands of the user, find. */
export interface ClusterClient {
  /** with `oc` in its PATH, and a KUBECONFIG for the destination */
  readonly environment: Environment;
  readonly kubeconfigs: Readonly<Partial<Record<Side, string>>>;
}

interface ClientDependencies {
  readonly transport: Transport;
  readonly environment: Environment;
  readonly reporter: Reporter;
  /** told what later steps need and nobody after the job */
  readonly saveForPostStep: (postStepState: Pick<PostStepState, 'folders'>) => void;
}

/**
 * Brings the `oc` of the destination cluster, and writes a kubeconfig for each side.
 * @param options with the logins done
 * @throws PromoteError INPUT_INVALID, CLIENT_NOT_FOUND, DIGEST_MISMATCH, and what the transport throws
 */
export async function installClient(
  client: ClientOptions,
  options: PromoteOptions,
  around: ClientDependencies,
  signal: AbortSignal,
): Promise<ClusterClient> {
  const { environment, reporter } = around;
  const temporary = environment['RUNNER_TEMP'] ?? '';
  if (temporary === '' || (environment['RUNNER_TOOL_CACHE'] ?? '') === '') {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message:
        '"install-oc" needs the folders of a runner: RUNNER_TEMP and RUNNER_TOOL_CACHE are not both set',
      hint: 'elsewhere than in GitHub Actions, set both to folders of the job, or install oc yourself',
    });
  }
  const startedMs = systemClock.nowMs();
  const download = await locate(client, options, around.transport, signal);
  const folder = await installTool({
    ...download,
    name: 'oc',
    temporary,
    download: (file) => save(download.url, file, around.transport, signal),
  });
  reporter.info(`oc of ${download.url} is in ${folder} (${formatDuration(systemClock.nowMs() - startedMs)})`);
  const kubeconfigs = await writeKubeconfigs(options, temporary, around.saveForPostStep);
  if ((environment['GITHUB_PATH'] ?? '') !== '') {
    await appendFile(environment['GITHUB_PATH'] ?? '', `${folder}${os.EOL}`);
  }
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    kubeconfigs,
    environment: {
      ...environment,
      [pathName]: `${folder}${path.delimiter}${environment[pathName] ?? ''}`,
      KUBECONFIG: kubeconfigs.destination,
    },
  };
}

async function locate(
  { url, sha256 }: ClientOptions,
  { destination }: PromoteOptions,
  transport: Transport,
  signal: AbortSignal,
): Promise<{ readonly url: string; readonly sha256: string | undefined; readonly version: string }> {
  // what is pinned by its hash is remembered by its hash
  if (url !== undefined) return { url, sha256, version: `0.0.0-sha${(sha256 ?? '').slice(0, 16)}` };
  const { server, token } = destination;
  if (server === undefined) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: '"install-oc" takes oc from the destination cluster, and there is none',
      hint: 'set "destination-server", or "oc-url" and "oc-sha256"',
    });
  }
  const api = createApi({ side: 'destination', server, token, transport });
  const { platform, arch } = process;
  return { ...(await findClientDownload(api, { platform, arch }, signal)), sha256: undefined };
}

async function save(url: string, file: string, transport: Transport, signal: AbortSignal): Promise<void> {
  const reply = await transport.open({ method: 'GET', url }, signal);
  if (reply.status !== 200) {
    reply.discard();
    throw new PromoteError({
      code: 'CLIENT_NOT_FOUND',
      message: `${url} answered ${reply.status}`,
      hint: 'open it in a browser, or set "oc-url" and "oc-sha256" to another archive',
      where: { host: new URL(url).host, status: reply.status },
    });
  }
  await pipeline(reply.chunks(), createWriteStream(file), { signal });
}

/** In a folder that the post step removes; only the owner may read them. */
async function writeKubeconfigs(
  options: PromoteOptions,
  temporary: string,
  keep: ClientDependencies['saveForPostStep'],
): Promise<Readonly<Partial<Record<Side, string>>>> {
  const folder = await mkdtemp(path.join(temporary, 'kubeconfig-'));
  keep({ folders: [folder] });
  const written: Partial<Record<Side, string>> = {};
  for (const side of ['source', 'destination'] as const) {
    if (options[side].server === undefined) continue;
    const [reference] = options.promotions.map((promotion) => promotion[side]);
    const project = reference?.kind === 'stream' ? reference.project : undefined;
    const file = path.join(folder, side);
    await writeFile(file, kubeconfigText(options[side], project), { mode: 0o600, flag: 'wx' });
    written[side] = file;
  }
  return written;
}
