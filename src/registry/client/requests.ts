import type { RegistryClient, RegistryRequest } from './client.ts';
import type { ReplyContext } from '../replies/reply.ts';
import { pullScope, pushScope } from '../auth/scope.ts';

/** A repository of a registry, as used inside src/registry. */
export interface RemoteRepository {
  readonly client: RegistryClient;
  readonly repository: string;
}

/** limit for error replies and other small bodies */
export const MAX_REPLY_BYTES = 64 * 1024;

/** Path below the repository, such as `/manifests/1.4.2`. The suffix must be validated. */
export function repositoryPath({ repository }: RemoteRepository, path: string): string {
  return `/v2/${repository}${path}`;
}

/** A request for one object of a repository, with its scopes and the context for its error message. */
export function repositoryRequest(
  { client, repository }: RemoteRepository,
  request: Omit<RegistryRequest, 'scopes' | 'context'> & {
    /** such as `tag 1.4.2` */
    readonly object: string;
    readonly digest?: string | undefined;
    /** path for messages when the real one contains upload state */
    readonly shownPath?: string;
  },
): RegistryRequest {
  const { object, digest, shownPath, ...rest } = request;
  // a lookup at the destination is soon followed by a push: one token with both permissions serves both
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
