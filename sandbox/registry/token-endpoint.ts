import type { RegistryBackend } from '../state/registry-backend.ts';
import { splitRepository } from './access.ts';
import { ANONYMOUS_TOKEN, passwordOf } from './credentials.ts';
import { emptyReply, jsonReply, type Reply } from './reply.ts';

const UNAUTHORIZED = emptyReply(401, { 'Content-Type': 'application/json' });

/**
 * `/openshift/token`: gives the token back that came as the password, when the API server knows it. Scopes are only looked
 * at for the form of their names, and nothing but GET exists (captures 07d–07l).
 */
export function answerTokenRequest(
  backend: RegistryBackend,
  method: string,
  authorization: string | undefined,
  query: URLSearchParams,
): Reply {
  if (method !== 'GET') return emptyReply(405);
  const malformed = query
    .getAll('scope')
    .map(malformedName)
    .find((name) => name !== undefined);
  if (malformed !== undefined)
    return details(`repository name "${malformed}" invalid: it must be of the format <project>/<name>`);
  if (authorization === undefined || authorization === '') return give(ANONYMOUS_TOKEN);
  const [scheme = '', encoded = ''] = authorization.split(' ', 2);
  const token = scheme.toLowerCase() === 'basic' ? passwordOf(encoded) : undefined;
  if (token === undefined) return UNAUTHORIZED;
  // a request without a token is forbidden to the anonymous user, not unauthorized (07j)
  if (token === '') return details('unable to validate token: Forbidden');
  return backend.authenticate(token) === undefined ? UNAUTHORIZED : give(token);
}

function give(token: string): Reply {
  return jsonReply(200, { access_token: token, token });
}

function details(text: string): Reply {
  return jsonReply(401, { details: text });
}

/** `repository:namespace/name:pull,push`, several of them separated by spaces. */
function malformedName(scope: string): string | undefined {
  for (const specifier of scope.split(' ')) {
    const [type = '', ...rest] = specifier.split(':');
    // the name may hold a host with a port, so the actions are what follows the last colon
    const name = rest.slice(0, -1).join(':');
    const named = /^(?:repository|signature)(?:\([^)]*\))?$/.test(type) && rest.length > 1;
    if (named && splitRepository(name) === undefined) return name;
  }
  return undefined;
}
