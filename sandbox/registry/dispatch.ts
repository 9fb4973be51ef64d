import type { IncomingMessage } from 'node:http';
import { authorize, splitRepository } from './access.ts';
import { cancelUpload, completeUpload, patchUpload, startUpload, uploadStatus } from './upload-requests.ts';
import { deleteBlob, serveBlob } from './blob-requests.ts';
import { deleteManifest } from './delete-manifest.ts';
import { serveManifest } from './get-manifest.ts';
import { listRepositories, listTags } from './listings.ts';
import { putManifest } from './put-manifest.ts';
import type { RegistryCall, RegistryContext } from './registry-call.ts';
import { emptyReply, errorReply, textReply, type Reply } from './reply.ts';
import { parseRoute, type Route } from './route.ts';
import { serveSignatures } from './signatures.ts';
import { answerTokenRequest } from './token-endpoint.ts';

const API_VERSION = { 'Docker-Distribution-Api-Version': 'registry/2.0' };
const SIGNATURES = { 'X-Registry-Supports-Signatures': '1' };

type RepositoryRoute = Extract<Route, { readonly repository: string }>;
type Handler = (call: RegistryCall) => Reply | Promise<Reply>;

/** Finds out what a request wants, whether it may, and answers it. */
export async function answer(
  context: RegistryContext,
  origin: string,
  request: IncomingMessage,
): Promise<Reply> {
  const method = request.method ?? '';
  const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s, 2);
  const query = new URLSearchParams(search);
  const route = parseRoute(path);
  const { authorization } = request.headers;
  if (route.kind === 'health') return emptyReply(200, { 'Cache-Control': 'no-cache' });
  if (route.kind === 'unknown') return withHeaders(textReply(404, '404 page not found'), API_VERSION);
  if (route.kind === 'token')
    return withHeaders(answerTokenRequest(context.backend, method, authorization, query), API_VERSION);
  const from = query.get('from') ?? undefined;
  const decision = authorize(context.backend, origin, { method, route, authorization, from });
  const reply =
    decision.kind === 'refused'
      ? decision.reply
      : await answerAllowed({ context, request, method, query, origin, ...decision }, route);
  return withHeaders(reply, API_VERSION, SIGNATURES);
}

type AllowedRequest = Omit<RegistryCall, 'namespace' | 'name' | 'repository'>;

async function answerAllowed(
  request: AllowedRequest,
  route: Extract<Route, { readonly kind: 'base' | 'catalog' }> | RepositoryRoute,
): Promise<Reply> {
  const { method } = request;
  if (route.kind === 'base') return BASE;
  if (route.kind === 'catalog')
    return method === 'GET' ? listRepositories(request.context, request.query) : notAllowed(['GET']);
  const stream = splitRepository(route.repository);
  if (stream === undefined) return emptyReply(400);
  const handlers = handlersOf(route);
  const handler = handlers[method];
  if (handler !== undefined) return handler({ ...request, ...stream, repository: route.repository });
  // no account is authorized for methods that map to no access
  if (!/^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method)) return errorReply([{ code: 'UNAUTHORIZED' }]);
  return notAllowed(Object.keys(handlers));
}

const BASE: Reply = {
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: Buffer.from('{}'),
};

function handlersOf(route: RepositoryRoute): Readonly<Record<string, Handler>> {
  switch (route.kind) {
    case 'tags':
      return { GET: listTags };
    case 'manifest': {
      const serve: Handler = (call) => serveManifest(call, route.reference);
      return {
        DELETE: (call) => deleteManifest(call, route.reference),
        GET: serve,
        HEAD: serve,
        PUT: (call) => putManifest(call, route.reference),
      };
    }
    case 'blob': {
      const serve: Handler = (call) => serveBlob(call, route.digest);
      return { DELETE: (call) => deleteBlob(call, route.digest), GET: serve, HEAD: serve };
    }
    case 'uploads':
      // without a session to ask about
      return { POST: startUpload };
    case 'upload': {
      const status: Handler = (call) => uploadStatus(call, route.uuid);
      return {
        DELETE: (call) => cancelUpload(call, route.uuid),
        GET: status,
        HEAD: status,
        PATCH: (call) => patchUpload(call, route.uuid),
        PUT: (call) => completeUpload(call, route.uuid),
      };
    }
    case 'signatures':
      return { GET: (call) => serveSignatures(call, route.digest), PUT: storeSignature };
  }
}

const storeSignature: Handler = ({ context, repository }) => {
  context.log(`registry: storing signatures of ${repository} is not known here`);
  return emptyReply(501);
};

/** As the `MethodHandler` of gorilla/handlers answers. */
function notAllowed(methods: readonly string[]): Reply {
  return textReply(405, 'Method not allowed', { Allow: [...methods].sort().join(', ') });
}

function withHeaders(reply: Reply, ...more: readonly Readonly<Record<string, string>>[]): Reply {
  return { ...reply, headers: Object.assign({}, reply.headers, ...more) as Readonly<Record<string, string>> };
}
