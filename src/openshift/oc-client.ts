import { PromoteError } from '../core/text/errors.ts';
import type { Api } from './api/api.ts';
import { apiPath } from './api/api-path.ts';
import { explain } from './api/explain.ts';
import { objectsAt, textAt, objectAt } from './api/json-fields.ts';

/** The build of a cluster, as every account may read it. */
export interface ClusterBuild {
  /** of Kubernetes, such as `1.33.5` */
  readonly version: string;
  /** differs for every build of the API server */
  readonly commit: string;
}

// The names of Node and of the download server (console-operator, PlatformBasedOCConsoleCLIDownloads).
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'mac', win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ppc64: 'ppc64le',
  s390x: 's390x',
};

/**
 * Finds the cluster's download server for `oc`. Every account may read it: the role `console-extensions-reader` is bound to
 * `system:authenticated`.
 * @param machine `process.platform` and `process.arch`
 * @returns the URL of an archive
 * @throws PromoteError CLIENT_NOT_FOUND when the cluster offers none for this machine
 */
export async function findClientDownload(
  api: Api,
  machine: { readonly platform: string; readonly arch: string },
  signal: AbortSignal,
): Promise<string> {
  const path = apiPath('apis', 'console.openshift.io', 'v1', 'consoleclidownloads', 'oc-cli-downloads');
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status !== 404) throw explain(reply.failure);
  const name = `${ARCHITECTURES[machine.arch] ?? machine.arch}/${SYSTEMS[machine.platform] ?? machine.platform}/`;
  const links = reply.ok ? objectsAt(reply.body, 'spec', 'links') : [];
  const urls = links.map((link) => textAt(link, 'href') ?? '');
  const url = urls.find((candidate) => candidate.startsWith('https://') && candidate.includes(`/${name}`));
  if (url === undefined) throw notOffered(api, name, reply.ok);
  return url;
}

/** undefined: the server does not report it */
export async function readClusterBuild(api: Api, signal: AbortSignal): Promise<ClusterBuild | undefined> {
  const reply = await api.send({ method: 'GET', path: apiPath('version') }, signal);
  if (!reply.ok) return undefined;
  const version = /^v?(\d+\.\d+\.\d+)/.exec(textAt(reply.body, 'gitVersion') ?? '')?.[1];
  const commit = `${textAt(reply.body, 'gitCommit') ?? ''} ${textAt(reply.body, 'buildDate') ?? ''}`;
  return version === undefined ? undefined : { version, commit };
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

/** The version that `oc version --client -o json` prints, such as `4.20.1`; undefined: the output is not recognized. */
export function clientVersionIn(text: string): string | undefined {
  try {
    const said: unknown = JSON.parse(text);
    const version =
      textAt(said, 'releaseClientVersion') ?? textAt(objectAt(said, 'clientVersion'), 'gitVersion');
    return /^v?(\d+\.\d+\.\d+)/.exec(version ?? '')?.[1];
  } catch {
    return undefined;
  }
}

/**
 * The number of minor versions between an `oc` and the API server of a cluster; one version of skew is supported
 * (kubernetes.io, "Version Skew Policy"). OpenShift 4.n is Kubernetes 1.(n+13), 5.n is 1.(n+36).
 * @param kubernetes of the cluster, such as `1.33.5`
 * @returns undefined for a major version that is not known here
 */
export function minorVersionsApart(client: string, kubernetes: string): number | undefined {
  const [generation, minor] = client.split('.').map(Number);
  const [major, clusterMinor] = kubernetes.split('.').map(Number);
  const offset = new Map([
    [4, 13],
    [5, 36],
  ]).get(generation ?? 0);
  if (offset === undefined || minor === undefined || major !== 1 || clusterMinor === undefined)
    return undefined;
  return Math.abs(minor + offset - clusterMinor);
}
