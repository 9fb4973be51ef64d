import { decide, decidePath } from '../access/authorizer.ts';
import { ANONYMOUS, type Identity } from '../state/identity.ts';
import { deniedByScopes } from '../access/scopes.ts';
import { authenticate } from '../access/tokens.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { withoutUnknown } from '../schema/schema.ts';
import { readBody, readDryRun, validateFields } from '../api/body.ts';
import {
  json,
  type ApiReply,
  type ApiRequest,
  type ClientCertificate,
  type ResourceCall,
} from '../exchange/exchange.ts';
import { isKnownResource } from './discovery.ts';
import { answerPath } from './plain-paths.ts';
import { parseResourcePath } from '../exchange/request-path.ts';
import { findRoute } from './routes.ts';
import { forbidden, notImplemented, StatusFailure, unauthorized } from '../exchange/status.ts';

/** The whole API of one cluster: a request and the state in, a reply out. */
export function dispatch(request: ApiRequest, state: ClusterState): ApiReply {
  try {
    return answer(request, state);
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    if (error.code === 501) state.unknownRequests.push(`${request.method} ${request.url}`);
    return error.reply;
  }
}

function answer(request: ApiRequest, state: ClusterState): ApiReply {
  const url = new URL(request.url, 'https://cluster.invalid');
  const segments = url.pathname.split('/').filter(Boolean).map(decodeSegment);
  const identity = identify(request, state);
  const call = parseResourcePath(request.method, segments, url.searchParams);
  if (call === undefined) {
    requirePath(state, identity, request.method === 'HEAD' ? 'head' : 'get', url.pathname);
    return answerPath(request.method, url.pathname, state);
  }
  requireAccess(state, identity, call);
  requireAcceptable(request);
  const route = findRoute(call, state);
  if (route === undefined) return unknownResource(call);
  return withWarnings(route.warning === undefined ? [] : [route.warning], () => {
    const kind = call.verb === 'delete' ? 'DeleteOptions' : route.kind;
    const body = readBody(request, call.verb, kind);
    return withWarnings(validateFields(body, kind, url.searchParams), () =>
      onBehalfOf(writerOf(request, url), state, () =>
        route.handle(
          {
            ...call,
            identity,
            query: url.searchParams,
            headers: request.headers,
            rawBody: request.body,
            body: withoutUnknown(kind, body),
            dryRun: readDryRun(call.verb, url.searchParams),
          },
          state,
        ),
      ),
    );
  });
}

/** As the field manager defaults: the program's name from its user agent. */
function writerOf(request: ApiRequest, url: URL): NonNullable<ClusterState['writer']> {
  const agent = request.headers['user-agent']?.split('/')[0] ?? '';
  const name = url.searchParams.get('fieldManager') ?? (agent === '' ? 'unknown' : agent);
  return { name, operation: 'Update' };
}

function onBehalfOf(writer: ClusterState['writer'], state: ClusterState, work: () => ApiReply): ApiReply {
  state.writer = writer;
  try {
    return work();
  } finally {
    state.writer = undefined;
  }
}

/** A deprecated API says so in every answer, failures included (captures 19f, 19k), once access is granted. */
function withWarnings(texts: readonly string[], work: () => ApiReply): ApiReply {
  if (texts.length === 0) return work();
  const warnings = texts.map((text) => `299 - "${text.replaceAll('"', String.raw`\"`)}"`);
  const headers = { Warning: warnings.join(', ') };
  try {
    const reply = work();
    return { ...reply, headers: { ...reply.headers, ...headers } };
  } catch (error) {
    if (!(error instanceof StatusFailure) || error.code === 501) throw error;
    return { ...error.reply, headers: { ...error.headers, ...headers } };
  }
}

/** The resource exists on a real cluster: 501. It does not: 404, as there. */
function unknownResource(call: ResourceCall): ApiReply {
  const path = `${call.verb} ${call.group}/${call.version} ${call.resource}${call.subresource === undefined ? '' : `/${call.subresource}`}`;
  switch (isKnownResource(call)) {
    case 'yes':
      throw notImplemented(path);
    case 'no verb':
      return json(404, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'the server could not find the requested resource',
        reason: 'NotFound',
        details: {},
        code: 404,
      });
    case 'no':
      return { kind: 'text', status: 404, text: '404 page not found\n' };
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** No credentials: anonymous. Bad credentials: 401 (captures 01b, 01c). */
function identify(request: ApiRequest, state: ClusterState): Identity {
  // asked before tokens are, as the API server of Kubernetes does (kubeapiserver/authenticator/config.go)
  if (request.certificate !== undefined) return identityOf(request.certificate);
  const authorization = request.headers['authorization'];
  const bearer = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (bearer === undefined) return ANONYMOUS;
  const identity = authenticate(state, bearer.trim());
  if (identity === undefined) throw unauthorized();
  const impersonated = request.headers['impersonate-user'];
  if (impersonated === undefined) return identity;
  const what = { verb: 'impersonate', group: '', resource: 'users', name: impersonated };
  if (decide(state, identity, what).allowed) throw notImplemented('impersonation');
  throw refused(
    forbidden(
      { group: '', resource: 'users' },
      impersonated,
      `User "${identity.username}" cannot impersonate resource "users" in API group "" at the cluster scope`,
    ),
  );
}

function identityOf({ isTrusted, username, groups }: ClientCertificate): Identity {
  if (!isTrusted) throw unauthorized();
  return { username, uid: undefined, groups: [...groups, 'system:authenticated'], scopes: [], extra: {} };
}

/** A refusal by the authorizer itself carries one header more than those of the endpoints. */
function refused(failure: StatusFailure): StatusFailure {
  return new StatusFailure(failure.code, failure.reason, failure.message, failure.details, {
    'X-Content-Type-Options': 'nosniff',
  });
}

function requirePath(state: ClusterState, identity: Identity, verb: string, path: string): void {
  if (verb === 'head' && path === '/') return;
  if (decidePath(state, identity, verb, path).allowed) return;
  throw new StatusFailure(
    403,
    'Forbidden',
    `forbidden: User "${identity.username}" cannot ${verb} path "${path}"`,
    {},
    { 'X-Content-Type-Options': 'nosniff' },
  );
}

function requireAccess(state: ClusterState, identity: Identity, call: ResourceCall): void {
  const scopes = deniedByScopes(identity, call);
  if (scopes === undefined && decide(state, identity, call).allowed) return;
  const full = call.subresource === undefined ? call.resource : `${call.resource}/${call.subresource}`;
  const where =
    call.namespace === undefined ? 'at the cluster scope' : `in the namespace "${call.namespace}"`;
  const why = `User "${identity.username}" cannot ${call.verb} resource "${full}" in API group "${call.group}" ${where}${
    scopes === undefined ? '' : `: ${scopes}`
  }`;
  throw refused(forbidden(call, call.name ?? '', why));
}

const REPRESENTATIONS = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Only JSON is spoken here; what a real server would also speak is unknown to us (501), the rest is 406 (capture 44ze). */
function requireAcceptable(request: ApiRequest): void {
  const accept = request.headers['accept'];
  if (accept === undefined || /application\/json|\*\/\*|application\/\*/.test(accept)) return;
  if (REPRESENTATIONS.some((type) => accept.includes(type))) throw notImplemented(`Accept: ${accept}`);
  throw new StatusFailure(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${REPRESENTATIONS.join(', ')}`,
    {},
  );
}
