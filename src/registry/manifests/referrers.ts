import type { Descriptor } from '../../core/image/descriptor.ts';
import { parseDigest, type Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { OCI_INDEX } from '../../core/image/media-types.ts';
import type { ReferrerList } from '../../core/ports/registry.ts';
import { readDescriptor } from '../../core/image/read-descriptor.ts';
import { MAX_MANIFEST_BYTES } from '../../core/image/read-manifest.ts';
import { isJsonObject, parseStrictJson } from '../../core/text/strict-json.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import { isWebPage, readProblems } from '../replies/error-body.ts';
import { createKeyedLock } from '../auth/keyed-lock.ts';
import { walkPages } from '../client/pages.ts';
import { failedReply, type ReplyContext } from '../replies/reply.ts';
import { repositoryPath, repositoryRequest, type RemoteRepository } from '../client/requests.ts';

const UNSUPPORTED: ReferrerList = { kind: 'unsupported' };

/** Statuses besides 404 of registries without the API (registry.md §2). */
const REFUSALS = [400, 401, 403, 404, 405, 406];

type State =
  | { readonly kind: 'unknown' | 'there' | 'absent' }
  /** it failed before it ever worked, after all retries: repeating that for every digest would only take time */
  | { readonly kind: 'failed'; readonly error: PromoteError };

/** The referrers API of one registry. The first request detects whether it exists; others wait for that. */
export class ReferrersApi {
  readonly #lock = createKeyedLock();
  readonly #log: (line: string) => void;
  #state: State = { kind: 'unknown' };

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** See `Repository.listReferrers`. */
  async list(
    place: RemoteRepository,
    subject: Digest,
    limit: number,
    signal: AbortSignal,
  ): Promise<ReferrerList> {
    switch (this.#state.kind) {
      case 'absent':
        return UNSUPPORTED;
      case 'failed':
        throw this.#state.error;
      case 'there':
        return this.#ask(place, subject, limit, signal);
      case 'unknown':
        return this.#lock.withLock('first', signal, () => this.#askFirst(place, subject, limit, signal));
    }
  }

  async #askFirst(
    place: RemoteRepository,
    subject: Digest,
    limit: number,
    signal: AbortSignal,
  ): Promise<ReferrerList> {
    // another request may have detected it meanwhile
    if (this.#state.kind !== 'unknown') return this.list(place, subject, limit, signal);
    try {
      return await this.#ask(place, subject, limit, signal);
    } catch (error) {
      if (!(error instanceof PromoteError) || signal.aborted) throw error;
      // a registry without the API may demand a login that cannot succeed
      if (error.code === 'LOGIN_FAILED') return UNSUPPORTED;
      this.#state = { kind: 'failed', error };
      throw error;
    }
  }

  async #ask(
    place: RemoteRepository,
    subject: Digest,
    limit: number,
    signal: AbortSignal,
  ): Promise<ReferrerList> {
    const request = repositoryRequest(place, {
      method: 'GET',
      path: repositoryPath(place, `/referrers/${parseDigest(subject)}`),
      headers: { accept: OCI_INDEX },
      object: `referrers of ${subject}`,
      digest: subject,
      maxBodyBytes: MAX_MANIFEST_BYTES,
    });
    const referrers = new Map<Digest, Descriptor>();
    let refusal: HttpReply | undefined;
    const take = (reply: HttpReply, page: number): boolean => {
      const entries = reply.status === 200 ? this.#entriesIn(reply, place) : undefined;
      if (entries === undefined && page > 1) throw failedReply(reply, request.context);
      if (entries === undefined) refusal = reply;
      for (const entry of entries ?? []) referrers.set(entry.digest, entry);
      return entries !== undefined && referrers.size <= limit;
    };
    const isLastPage = await walkPages(place, request, take, signal);
    if (refusal !== undefined) return this.#refused(refusal, request.context);
    this.#state = { kind: 'there' };
    const isComplete = isLastPage && referrers.size <= limit;
    return { kind: 'listed', referrers: [...referrers.values()].slice(0, limit), isComplete };
  }

  #refused(reply: HttpReply, context: ReplyContext): ReferrerList {
    if (reply.status !== 200 && !REFUSALS.includes(reply.status)) throw failedReply(reply, context);
    if (isFinal(reply)) this.#state = { kind: 'absent' };
    return UNSUPPORTED;
  }

  /** undefined when the body is not a list of referrers. */
  #entriesIn(reply: HttpReply, { client }: RemoteRepository): readonly Descriptor[] | undefined {
    if (isWebPage(reply.headers['content-type']?.[0], reply.body)) return undefined;
    let body: unknown;
    try {
      body = parseStrictJson(reply.body);
    } catch {
      return undefined;
    }
    const entries = isJsonObject(body) ? body['manifests'] : undefined;
    // Go encodes a nil slice as null
    if (entries === null) return [];
    if (!Array.isArray(entries)) return undefined;
    return entries.flatMap((entry: unknown) => {
      try {
        return [readDescriptor(entry, 'an entry')];
      } catch (error) {
        if (!(error instanceof PromoteError)) throw error;
        this.#log(`registry ${client.host} lists a referrer that cannot be read: ${error.message}`);
        return [];
      }
    });
  }
}

/** True when the status concerns the registry, not only this repository or account. */
function isFinal({ status, headers, body }: HttpReply): boolean {
  if (isWebPage(headers['content-type']?.[0], body)) return true;
  const isAboutRepository = readProblems(body).some(({ code }) => code === 'NAME_UNKNOWN');
  return (status === 404 && !isAboutRepository) || status === 405;
}
