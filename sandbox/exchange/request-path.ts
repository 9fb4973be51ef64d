import type { ResourceCall } from './exchange.ts';

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Resources whose name is a namespace: RBAC looks into that namespace (capture 02j). */
const NAMED_AFTER_NAMESPACE = new Set(['namespaces', 'projects']);

/**
 * Reads `/api/v1/…` and `/apis/GROUP/VERSION/…` as the request-info resolver of an API server does.
 * Returns undefined for paths that name no resource (`/version`, `/apis/apps/v1`).
 */
export function parseResourcePath(
  method: string,
  segments: readonly string[],
  query: URLSearchParams,
): ResourceCall | undefined {
  const [root, ...rest] = segments;
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : rest.shift();
  const version = rest.shift();
  const verb = VERBS[method];
  if (group === undefined || version === undefined || rest.length === 0 || verb === undefined)
    return undefined;
  const deprecatedWatch = rest[0] === 'watch';
  if (deprecatedWatch) rest.shift();
  const { namespace, parts } = splitNamespace(rest);
  const [resource, name, subresource, ...more] = parts;
  if (resource === undefined) return undefined;
  const call = { group, version, resource, subresource, name, ...(more.length > 0 ? { rest: more } : {}) };
  const full = NAMED_AFTER_NAMESPACE.has(resource) ? { ...call, namespace: name } : { ...call, namespace };
  const watching = deprecatedWatch || (name === undefined && isTrue(query.get('watch')));
  return { ...full, verb: watching && verb === 'get' ? 'watch' : collectionVerb(verb, name) };
}

function splitNamespace(rest: readonly string[]): {
  namespace: string | undefined;
  parts: readonly string[];
} {
  // `namespaces/X` itself is a resource, `namespaces/X/pods` is in one; status and finalize belong to the former
  if (rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') {
    return { namespace: rest[1], parts: rest.slice(2) };
  }
  return { namespace: undefined, parts: rest };
}

function collectionVerb(verb: string, name: string | undefined): string {
  if (name !== undefined) return verb;
  if (verb === 'get') return 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

export function isTrue(text: string | null): boolean {
  return text === 'true' || text === '1';
}
