import type { ClusterState } from '../state/cluster-state.ts';
import { discoveryDocument } from './discovery.ts';
import { json, type ApiReply } from './exchange.ts';
import { notImplemented } from './status.ts';

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
      return json(200, oauthMetadata(state.apiUrl));
    default:
      return discoveryDocument(path);
  }
}

/** The OAuth server shares the address of the API server here; on a real cluster it has a host and an issuer of its own. */
function oauthMetadata(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    scopes_supported: [
      'user:check-access',
      'user:full',
      'user:info',
      'user:list-projects',
      'user:list-scoped-projects',
    ],
    response_types_supported: ['code', 'token'],
    grant_types_supported: ['authorization_code', 'implicit'],
    code_challenge_methods_supported: ['plain', 'S256'],
  };
}
