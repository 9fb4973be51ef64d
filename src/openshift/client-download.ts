import { PromoteError } from '../core/text/errors.ts';
import type { Api } from './api/api.ts';
import { apiPath } from './api/api-path.ts';
import { explain } from './api/explain.ts';
import { objectsAt, textAt } from './api/json-fields.ts';

/** Where the cluster offers its own `oc`, and of which version it is. */
export interface ClientDownload {
  readonly url: string;
  /** of Kubernetes, such as `1.33.5`: the client of a cluster has no other version that everybody may read */
  readonly version: string;
}

// As Node and the download server name them (console-operator, PlatformBasedOCConsoleCLIDownloads).
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'mac', win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ppc64: 'ppc64le',
  s390x: 's390x',
};

/**
 * Asks the cluster for its download server. Every account may: the role `console-extensions-reader` is bound to
 * `system:authenticated`.
 * @param machine `process.platform` and `process.arch`
 * @throws PromoteError CLIENT_NOT_FOUND when the cluster offers none for this machine
 */
export async function findClientDownload(
  api: Api,
  machine: { readonly platform: string; readonly arch: string },
  signal: AbortSignal,
): Promise<ClientDownload> {
  const path = apiPath('apis', 'console.openshift.io', 'v1', 'consoleclidownloads', 'oc-cli-downloads');
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status !== 404) throw explain(reply.failure);
  const name = `${ARCHITECTURES[machine.arch] ?? machine.arch}/${SYSTEMS[machine.platform] ?? machine.platform}/`;
  const links = reply.ok ? objectsAt(reply.body, 'spec', 'links') : [];
  const urls = links.map((link) => textAt(link, 'href') ?? '');
  const url = urls.find((candidate) => candidate.startsWith('https://') && candidate.includes(`/${name}`));
  if (url === undefined) throw notOffered(api, name, reply.ok);
  return { url, version: await readVersion(api, signal) };
}

async function readVersion(api: Api, signal: AbortSignal): Promise<string> {
  const reply = await api.send({ method: 'GET', path: apiPath('version') }, signal);
  const version = reply.ok ? textAt(reply.body, 'gitVersion') : undefined;
  return /^v?(\d+\.\d+\.\d+)/.exec(version ?? '')?.[1] ?? '0.0.0';
}

function notOffered(api: Api, name: string, hasConsole: boolean): PromoteError {
  const what = hasConsole ? `no oc for ${name.slice(0, -1)}` : 'no oc: it has no web console';
  return new PromoteError({
    code: 'CLIENT_NOT_FOUND',
    message: `${api.server} offers ${what}`,
    hint: 'set "oc-url" and "oc-sha256" to an archive with oc and its SHA-256',
    where: { side: api.side, host: api.host },
  });
}
