import { isObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { KubeObject } from '../state/kube-object.ts';
import { badRequest, StatusFailure } from '../exchange/status.ts';
import { readVersion } from './watch.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly metadata: object;
}

/**
 * One page of a list and its metadata (captures 43u–43w). A later page shows the objects as they are now, not as they were
 * when the first page was read.
 * @throws StatusFailure 400 for a bad continue token, 504 for a version that does not exist yet (capture 43s)
 */
export function paginate<T extends KubeObject>(
  objects: readonly T[],
  query: URLSearchParams,
  state: ClusterState,
): Page<T> {
  refuseFuture(query, state.version);
  const token = query.get('continue');
  const start = token === null || token === '' ? undefined : readToken(token);
  const rest = start === undefined ? objects : objects.filter((object) => object.metadata.name > start.after);
  const limit = Number(query.get('limit') ?? 0);
  const version = start?.version ?? state.version;
  if (limit === 0 || rest.length <= limit)
    return { items: rest, metadata: { resourceVersion: String(version) } };
  const items = rest.slice(0, limit);
  const metadata = {
    resourceVersion: String(version),
    continue: writeToken(version, items.at(-1)?.metadata.name ?? ''),
    remainingItemCount: rest.length - limit,
  };
  return { items, metadata };
}

function writeToken(version: number, name: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: `${name}\0` })).toString(
    'base64url',
  );
}

function readToken(token: string): { version: number; after: string } {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) && typeof value['start'] === 'string') {
      const after = value['start'].replace(/\0$/, '').replace(/^\//, '');
      return { version: Number(value['rv']), after };
    }
  } catch {
    // answered below
  }
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${text[0] ?? ''}' looking for beginning of value`,
  );
}

function refuseFuture(query: URLSearchParams, current: number): void {
  const version = readVersion(query.get('resourceVersion')) ?? 0;
  if (version <= current) return;
  throw new StatusFailure(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${version}, current: ${current}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
    { 'Retry-After': '1' },
  );
}
