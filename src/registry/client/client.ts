import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { HttpReply, HttpRequest, OpenReply, Transport } from '../../http/exchange/exchange.ts';
import { Authorizer, type AuthorizerOptions } from '../auth/authorizer.ts';
import { parseChallenges, type Challenge } from '../replies/challenge.ts';
import type { Account } from '../auth/credentials.ts';
import { createKeyedLock } from '../auth/keyed-lock.ts';
import { isSameOrigin, type RegistryOrigin } from '../replies/origin.ts';
import type { ReplyContext } from '../replies/reply.ts';
import type { Scope } from '../auth/scope.ts';

/** A request to a registry; it goes to the registry's own origin. */
export interface RegistryRequest extends Omit<HttpRequest, 'url'> {
  /** path and query, sent byte for byte */
  readonly path: string;
  readonly scopes: readonly Scope[];
  /** purpose of the request, for authorization and messages */
  readonly context: ReplyContext;
}

export interface RegistryClientOptions extends Omit<AuthorizerOptions, 'account'> {
  /** as the user writes it */
  readonly host: string;
  /** Looks up the account for a repository; undefined: anonymous. */
  readonly accountAt: (repository: string, signal: AbortSignal) => Promise<Account | undefined>;
}

/** The parts of a 401 that describe the required authentication. */
type Denial = Pick<HttpReply, 'status' | 'headers' | 'url'>;

const MAX_PING_BYTES = 64 * 1024;

/** One registry with the accounts of one side. */
export class RegistryClient {
  readonly side: Side;
  readonly host: string;
  readonly origin: RegistryOrigin;
  readonly transport: Transport;
  readonly #options: RegistryClientOptions;
  /** by repository */
  readonly #accounts = new Map<string, Account | undefined>();
  readonly #authorizers = new Map<Account | undefined, Authorizer>();
  readonly #lookups = createKeyedLock();

  constructor(options: RegistryClientOptions) {
    this.side = options.transport.side;
    this.host = options.host;
    this.origin = options.origin;
    this.transport = options.transport;
    this.#options = options;
  }

  /** Where the account for a repository is configured; undefined: anonymous. */
  accountOrigin(repository: string): string | undefined {
    return this.#accounts.get(repository)?.origin;
  }

  /** Sends a request with authorization, and once more with new authorization after a 401. The caller handles other statuses. */
  send(request: RegistryRequest, signal: AbortSignal): Promise<HttpReply> {
    const run = (sent: HttpRequest): Promise<HttpReply> => this.transport.send(sent, signal);
    return this.#exchange(request, signal, run, () => undefined);
  }

  /** The same for a GET whose body is streamed; redirects are followed. */
  open(request: RegistryRequest, signal: AbortSignal): Promise<OpenReply> {
    const run = (sent: HttpRequest): Promise<OpenReply> => this.transport.open(sent, signal);
    return this.#exchange(request, signal, run, (reply) => {
      reply.discard();
    });
  }

  /** Adds the authorization to a request whose body can be sent only once. */
  async authorize(request: RegistryRequest, signal: AbortSignal): Promise<HttpRequest> {
    return placed(request, async () => {
      const { path, scopes, context, ...rest } = request;
      const authorizer = await this.#authorizer(context.repository, signal);
      const authorization = await authorizer.header(scopes, context, signal);
      return withAuthorization({ ...rest, url: `${this.origin.url}${path}` }, authorization);
    });
  }

  /** Renews the authorization after a 401; true when the request should be sent again. */
  async renew(
    request: RegistryRequest,
    sent: HttpRequest,
    denial: Denial,
    signal: AbortSignal,
  ): Promise<boolean> {
    return placed(request, async () => (await this.#renewed(request, sent, denial, signal)) !== undefined);
  }

  /** Repositories with the same account share one authorizer. */
  async #authorizer(repository: string, signal: AbortSignal): Promise<Authorizer> {
    if (!this.#accounts.has(repository)) {
      await this.#lookups.withLock(repository, signal, async () => {
        if (this.#accounts.has(repository)) return;
        this.#accounts.set(repository, await this.#options.accountAt(repository, signal));
      });
    }
    const account = this.#accounts.get(repository);
    const authorizer = this.#authorizers.get(account) ?? new Authorizer({ ...this.#options, account });
    this.#authorizers.set(account, authorizer);
    return authorizer;
  }

  async #exchange<Reply extends Denial>(
    request: RegistryRequest,
    signal: AbortSignal,
    run: (sent: HttpRequest) => Promise<Reply>,
    drop: (reply: Reply) => void,
  ): Promise<Reply> {
    let sent = await this.authorize(request, signal);
    let reply = await placed(request, () => run(sent));
    // the first 401 only demands a login; a refused login is repeated once with new authorization
    for (let refusals = 0; reply.status === 401;) {
      if (sent.headers?.['authorization'] !== undefined) refusals += 1;
      if (refusals > 1) break;
      const denied = reply;
      const header = await placed(request, () => this.#renewed(request, sent, denied, signal));
      if (header === undefined) break;
      drop(reply);
      sent = withAuthorization(sent, header);
      reply = await placed(request, () => run(sent));
    }
    return reply;
  }

  async #renewed(
    request: RegistryRequest,
    sent: HttpRequest,
    denial: Denial,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    // our credentials are not meant for a storage back end
    if (!isSameOrigin(denial.url, this.origin)) return undefined;
    const previous = sent.headers?.['authorization'];
    const challenges = parseChallenges(denial.headers['www-authenticate'] ?? []);
    const isSilent = challenges.length === 0 && previous === undefined;
    const refusal = {
      challenges: isSilent ? await this.#challengesAtTheDoor(signal) : challenges,
      sent: previous,
      requestUrl: denial.url,
    };
    const authorizer = await this.#authorizer(request.context.repository, signal);
    return authorizer.renew(refusal, request.scopes, request.context, signal);
  }

  /** Some registries (GCR) send a 401 without a challenge; /v2/ has it. */
  async #challengesAtTheDoor(signal: AbortSignal): Promise<readonly Challenge[]> {
    const reply = await this.transport.send(
      { method: 'GET', url: `${this.origin.url}/v2/`, maxBodyBytes: MAX_PING_BYTES, retry: 'repeatable' },
      signal,
    );
    return reply.status === 401 ? parseChallenges(reply.headers['www-authenticate'] ?? []) : [];
  }
}

function withAuthorization(request: HttpRequest, authorization: string | undefined): HttpRequest {
  if (authorization === undefined) return request;
  return { ...request, headers: { ...request.headers, authorization } };
}

/** Adds the purpose of the request to a transport failure. */
async function placed<Result>(request: RegistryRequest, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof PromoteError ? error.at(request.context.place) : error;
  }
}
