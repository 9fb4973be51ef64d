import { oauthMetadata } from '../oauth/oauth-server.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { discoveryDocument } from './discovery.ts';
import { openapiDocument } from './openapi.ts';
import { json, type ApiReply } from '../exchange/exchange.ts';
import { notImplemented } from '../exchange/status.ts';

/** Kubernetes 1.33 is OpenShift 4.20 (capture 20i). */
const VERSION = {
  major: '1',
  minor: '33',
  emulationMajor: '1',
  emulationMinor: '33',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '32',
  gitVersion: 'v1.33.5',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.24.4',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** Paths that name no resource; access was checked. */
export function answerPath(method: string, path: string, state: ClusterState): ApiReply {
  if (method === 'HEAD' && path === '/') return { kind: 'empty', status: 403 };
  if (method !== 'GET') throw notImplemented(`${method} ${path}`);
  switch (path) {
    case '/version':
    case '/version/':
      return json(200, VERSION);
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
      return openapiDocument(path) ?? discoveryDocument(path);
  }
}
