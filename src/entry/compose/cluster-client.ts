import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { formatBytes, formatDuration } from '../../core/text/units.ts';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { PostStepState } from '../../core/post-step-state.ts';
import type { ClientOptions, PromoteOptions } from '../../core/options.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import { createApi } from '../../openshift/api/api.ts';
import {
  findClientDownload,
  readClusterBuild,
  type ClusterBuild,
  clientVersionIn,
  minorVersionsApart,
} from '../../openshift/oc-client.ts';
import { kubeconfigText } from '../../openshift/kubeconfig-text.ts';
import { runOwnProgram } from '../../tools/own-program.ts';
import { MAX_ARCHIVE_BYTES } from '../../tools/tool-archive.ts';
import { installTool, type ToolSpec } from '../../tools/tool-install.ts';
import { systemClock } from './system-clock.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The client for later steps and for the commands of the user. */
export interface ClusterClient {
  /** environment with `oc` in PATH, and a KUBECONFIG for the destination */
  readonly environment: Environment;
  readonly kubeconfigs: Readonly<Partial<Record<Side, string>>>;
}

interface ClientDependencies {
  readonly transport: Transport;
  readonly environment: Environment;
  readonly reporter: Reporter;
  /** registers folders that later steps need and that are removed after the job */
  readonly saveForPostStep: (postStepState: Pick<PostStepState, 'folders'>) => void;
}

/**
 * Installs the `oc` of the destination cluster and writes a kubeconfig for each side.
 * @param options with the logins done
 * @throws PromoteError INPUT_INVALID, CLIENT_NOT_FOUND, DIGEST_MISMATCH, and what the transport throws
 */
export async function installClient(
  client: ClientOptions,
  options: PromoteOptions,
  dependencies: ClientDependencies,
  signal: AbortSignal,
): Promise<ClusterClient> {
  const { environment, reporter } = dependencies;
  const temporary = environment['RUNNER_TEMP'] ?? '';
  if (temporary === '' || (environment['RUNNER_TOOL_CACHE'] ?? '') === '') {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: '"install-oc" needs RUNNER_TEMP and RUNNER_TOOL_CACHE, which are not both set',
      hint: 'outside GitHub Actions, set both to folders of the job, or install oc yourself',
    });
  }
  const startedMs = systemClock.nowMs();
  const wish = await locate(client, options, dependencies.transport, signal);
  const { url } = wish;
  const download = (file: string): Promise<void> => save(url, file, dependencies.transport, signal);
  const tool = await installTool({ ...wish, name: 'oc', temporary, download }, signal);
  const took = formatDuration(systemClock.nowMs() - startedMs);
  const origin = tool.sha256 === undefined ? 'from the tool cache' : `SHA-256 ${tool.sha256}`;
  const version = await versionOf(tool.program, url, environment, signal);
  reporter.info(
    `installed oc ${version ?? '(unknown version)'} from ${url} (${origin}, ${took}) in ${tool.folder}`,
  );
  warnOfVersion(version, wish.cluster, reporter);
  const kubeconfigs = await writeKubeconfigs(options, temporary, dependencies.saveForPostStep);
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const extended = {
    ...environment,
    [pathName]: `${tool.folder}${path.delimiter}${environment[pathName] ?? ''}`,
    KUBECONFIG: kubeconfigs.destination,
  };
  const { addToPath } = await import(/* webpackMode: "eager" */ '../../hosts/github/later-steps.ts');
  addToPath(tool.folder, { env: environment });
  return { kubeconfigs, environment: extended };
}

interface LocatedClient extends Pick<ToolSpec, 'url' | 'sha256' | 'version'> {
  /** undefined if there is no cluster, or it does not report its version */
  readonly cluster: ClusterBuild | undefined;
}

async function locate(
  { url, sha256 }: ClientOptions,
  { destination }: PromoteOptions,
  transport: Transport,
  signal: AbortSignal,
): Promise<LocatedClient> {
  const { server, token, insecureSkipTlsVerify } = destination;
  const api = server === undefined ? undefined : createApi({ side: 'destination', server, token, transport });
  const cluster = api === undefined ? undefined : await readClusterBuild(api, signal);
  // an archive that is pinned by its hash is cached by its hash
  if (url !== undefined) return { url, sha256, version: `0.0.0-sha${sha256 ?? ''}`, cluster };
  if (api === undefined) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: '"install-oc" downloads oc from the destination cluster, but there is none',
      hint: 'set "destination-server", or "oc-url" and "oc-sha256"',
    });
  }
  if (insecureSkipTlsVerify) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: '"install-oc" would run a program from a server whose certificate is not verified',
      hint: 'give "destination-ca" instead of skipping the verification, or set "oc-url" and "oc-sha256"',
    });
  }
  const { platform, arch } = process;
  const found = await findClientDownload(api, { platform, arch }, signal);
  // clusters of the same version may offer different builds of oc, and a cluster may offer a different build later
  const build = createHash('sha256')
    .update(`${found}\n${cluster?.commit ?? ''}`)
    .digest('hex')
    .slice(0, 32);
  return { url: found, sha256: undefined, version: `${cluster?.version ?? '0.0.0'}-build${build}`, cluster };
}

/** @throws PromoteError CLIENT_NOT_FOUND when it does not run here */
async function versionOf(
  program: string,
  url: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return clientVersionIn(
      await runOwnProgram(program, ['version', '--client', '-o', 'json'], environment, signal),
    );
  } catch (cause) {
    if (cause instanceof PromoteError) throw cause;
    throw new PromoteError({
      code: 'CLIENT_NOT_FOUND',
      message: `the oc from ${url} does not run on this machine (${process.platform}/${process.arch})`,
      hint: 'set "oc-url" and "oc-sha256" to an archive for this platform',
      cause,
    });
  }
}

function warnOfVersion(
  client: string | undefined,
  cluster: ClusterBuild | undefined,
  reporter: Reporter,
): void {
  if (client === undefined || cluster === undefined) return;
  const apart = minorVersionsApart(client, cluster.version);
  if (apart === undefined || apart <= 1) return;
  reporter.warning(
    `oc ${client} is ${apart} minor versions apart from the destination cluster (Kubernetes ${cluster.version}), but supports a difference of one at most: set "oc-url" and "oc-sha256" to a matching version`,
  );
}

async function save(url: string, file: string, transport: Transport, signal: AbortSignal): Promise<void> {
  const reply = await transport.open({ method: 'GET', url }, signal);
  if (reply.status !== 200) {
    reply.discard();
    throw new PromoteError({
      code: 'CLIENT_NOT_FOUND',
      message: `${url} answered ${reply.status}`,
      hint: 'check the URL, or set "oc-url" and "oc-sha256" to another archive',
      where: { host: new URL(url).host, status: reply.status },
    });
  }
  await pipeline(bounded(reply.chunks(), url), createWriteStream(file), { signal });
}

async function* bounded(chunks: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ARCHIVE_BYTES) {
      throw new PromoteError({
        code: 'CLIENT_NOT_FOUND',
        message: `${url} is larger than ${formatBytes(MAX_ARCHIVE_BYTES)}`,
        hint: 'set "oc-url" and "oc-sha256" to an archive with oc only',
      });
    }
    yield chunk;
  }
}

/** Writes to a folder that the post step removes, readable only by the owner. */
async function writeKubeconfigs(
  options: PromoteOptions,
  temporary: string,
  saveForPostStep: ClientDependencies['saveForPostStep'],
): Promise<Readonly<Partial<Record<Side, string>>>> {
  const folder = await mkdtemp(path.join(temporary, 'kubeconfig-'));
  saveForPostStep({ folders: [folder] });
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
