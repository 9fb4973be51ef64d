import { oauthMetadata } from '../oauth/oauth-server.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { discoveryDocument } from './discovery.ts';
import { openapiDocument } from './openapi.ts';
import { json, type ApiReply } from '../exchange/exchange.ts';
import { notImplemented } from '../exchange/status.ts';

/** What the recorded 4.20 says of its build besides the version (capture 20i). */
const BUILD = {
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.24.4',
  compiler: 'gc',
  platform: 'linux/amd64',
};

function versionOf(kubernetes: string): object {
  const [major = '', minor = ''] = kubernetes.split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `v${kubernetes}`,
    ...BUILD,
  };
}

/** Paths that name no resource; access was checked. */
export function answerPath(method: string, path: string, state: ClusterState): ApiReply {
  if (method === 'HEAD' && path === '/') return { kind: 'empty', status: 403 };
  if (method !== 'GET') throw notImplemented(`${method} ${path}`);
  switch (path) {
    case '/version':
    case '/version/':
      return json(200, versionOf(state.release.kubernetes));
    case '/healthz':
    case '/livez':
    case '/readyz':
      return { kind: 'text', status: 200, text: 'ok' };
    case '/.well-known/oauth-authorization-server':
      // without an OAuth server the path is as unknown as any other (openshift-api.md §1.1; not recorded)
      return state.identityProviders === 'outside'
        ? { kind: 'text', status: 404, text: '404 page not found\n' }
        : json(200, oauthMetadata(state));
    default:
      return openapiDocument(path, state.release.kubernetes) ?? discoveryDocument(path);
  }
}
