import type { RegistryBackend } from '../state/registry-backend.ts';
import { readCredentials } from './credentials.ts';
import { emptyReply, errorReply, type Reply } from './reply.ts';
import type { Route } from './route.ts';

/** One thing a request needs; the capitalised fields are shown in the `detail` of a refusal. */
interface AccessRecord {
  readonly Type: 'repository' | 'signature' | 'registry';
  readonly Class: '';
  readonly Name: string;
  readonly Action: string;
}

export type Decision =
  | {
      readonly kind: 'allowed';
      /** undefined: anonymous */
      readonly username: string | undefined;
      /** the caller may not pull the repository of `from`: a mount must not find anything there */
      readonly mountDenied: boolean;
    }
  | { readonly kind: 'refused'; readonly reply: Reply };

export interface AccessRequest {
  readonly method: string;
  readonly route: Route;
  readonly authorization: string | undefined;
  /** query parameter of a mount */
  readonly from: string | undefined;
}

const ACCESS_DENIED = 'Basic realm=openshift,error="access denied"';
const BAD_CREDENTIALS = 'Basic realm=openshift,error="failed to decode credentials"';

/**
 * Authentication and authorization as openshift/image-registry does it (`pkg/dockerregistry/server/auth.go`): what is
 * refused is always 401, whatever the reason; only the challenge tells missing credentials from the rest.
 */
export function authorize(backend: RegistryBackend, origin: string, request: AccessRequest): Decision {
  const records = recordsOf(request);
  const refuse = (challenge: string): Decision => ({
    kind: 'refused',
    reply: errorReply([{ code: 'UNAUTHORIZED', detail: records.length === 0 ? null : records }], {
      'Www-Authenticate': challenge,
    }),
  });
  const credentials = readCredentials(request.authorization);
  if (credentials.kind === 'none') return refuse(`Bearer realm="${origin}/openshift/token"`);
  if (credentials.kind === 'malformed') return refuse(BAD_CREDENTIALS);
  const username = credentials.token === '' ? undefined : backend.authenticate(credentials.token);
  if (credentials.token !== '' && username === undefined) return refuse(ACCESS_DENIED);

  const pushed = records.find((record) => record.Action === 'push')?.Name;
  let mountDenied = false;
  for (const record of records) {
    const verdict = judge(backend, username, request, record);
    if (verdict === 'malformed name') return { kind: 'refused', reply: emptyReply(400) };
    if (verdict === 'allowed') continue;
    // a source of a mount that may not be pulled is remembered, not refused: the mount becomes an upload (11d)
    if (record.Action !== 'pull' || pushed === undefined || pushed === record.Name)
      return refuse(ACCESS_DENIED);
    mountDenied = true;
  }
  return { kind: 'allowed', username, mountDenied };
}

function recordsOf({ method, route, from }: AccessRequest): readonly AccessRecord[] {
  const record = (Type: AccessRecord['Type'], Name: string, Action: string): AccessRecord => ({
    Type,
    Class: '',
    Name,
    Action,
  });
  if (route.kind === 'catalog') return [record('registry', 'catalog', '*')];
  if (!('repository' in route)) return [];
  const actions = actionsOf(method);
  return [
    ...(route.kind === 'signatures' ? [record('signature', route.repository, method.toLowerCase())] : []),
    ...actions.map((action) => record('repository', route.repository, action)),
    ...(from === undefined || from === '' ? [] : [record('repository', from, 'pull')]),
  ];
}

function actionsOf(method: string): readonly string[] {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return ['pull'];
    case 'POST':
    case 'PUT':
    case 'PATCH':
      return ['pull', 'push'];
    case 'DELETE':
      return ['delete'];
    default:
      return [];
  }
}

function judge(
  backend: RegistryBackend,
  username: string | undefined,
  request: AccessRequest,
  record: AccessRecord,
): 'allowed' | 'denied' | 'malformed name' {
  const allowed = (access: Parameters<RegistryBackend['isAllowed']>[1]) =>
    backend.isAllowed(username, access) ? 'allowed' : 'denied';
  if (record.Type === 'registry') return allowed({ verb: 'list', resource: 'imagestreams', namespace: '' });
  const repository = splitRepository(record.Name);
  if (repository === undefined) return 'malformed name';
  if (record.Type === 'signature' && record.Action === 'put')
    return allowed({ verb: 'create', resource: 'imagesignatures', ...repository });
  if (record.Action === 'delete' && request.route.kind !== 'upload')
    return allowed({ verb: 'delete', resource: 'images', namespace: '' });
  const verb = record.Action === 'push' || record.Action === 'delete' ? 'update' : 'get';
  return allowed({ verb, resource: 'imagestreams', subresource: 'layers', ...repository });
}

/** Every repository is an image stream: exactly `namespace/name`. */
export function splitRepository(
  repository: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const [namespace, name, ...rest] = repository.split('/');
  if (namespace === undefined || namespace === '' || name === undefined || name === '' || rest.length > 0)
    return undefined;
  return { namespace, name };
}
