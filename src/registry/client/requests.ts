import type { RegistryClient, RegistryRequest } from './client.ts';
import type { ReplyContext } from '../replies/reply.ts';
import { pullScope, pushScope } from '../auth/scope.ts';

/** A repository of a registry, from the inside of this room. */
export interface RemoteRepository {
  readonly client: RegistryClient;
  readonly repository: string;
}

/** error replies and other small bodies */
export const MAX_REPLY_BYTES = 64 * 1024;

/** Path below the repository, such as `/manifests/1.4.2`. Only validated text may come here. */
export function repositoryPath({ repository }: RemoteRepository, path: string): string {
  return `/v2/${repository}${path}`;
}

/** A request about one object of a repository, with the rights it takes and the words for its failure. */
export function repositoryRequest(
  { client, repository }: RemoteRepository,
  request: Omit<RegistryRequest, 'scopes' | 'context'> & {
    /** such as `tag 1.4.2` */
    readonly object: string;
    readonly digest?: string | undefined;
    /** path for messages when the true one holds the state of an upload */
    readonly shownPath?: string;
  },
): RegistryRequest {
  const { object, digest, shownPath, ...rest } = request;
  // asking a destination what it has needs the right to push a moment later: one token for both
  const isPush = client.side === 'destination';
  const context: ReplyContext = {
    side: client.side,
    host: client.host,
    repository,
    action: isPush ? 'push' : 'pull',
    reads: request.method === 'GET' || request.method === 'HEAD',
    object,
    accountOrigin: () => client.accountOrigin(repository),
    place: {
      side: client.side,
      host: client.host,
      repository,
      request: `${request.method} ${shownPath ?? request.path.split('?', 1)[0]}`,
      ...(digest === undefined ? {} : { digest }),
    },
  };
  const scopes = [isPush ? pushScope(repository) : pullScope(repository)];
  return { maxBodyBytes: MAX_REPLY_BYTES, ...rest, scopes, context };
}
