import { PromoteError } from '../../core/text/errors.ts';
import type { TagList } from '../../core/ports/registry.ts';
import { isTag } from '../../core/image/reference.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import { walkPages } from '../client/pages.ts';
import { repositoryPath, repositoryRequest, type RemoteRepository } from '../client/requests.ts';
import type { Digest } from '../../core/image/digest.ts';
import { isWebPage } from '../replies/error-body.ts';
import { claimedDigest, findManifest, isBroken, manifestRequest } from './get-manifest.ts';

/** enough for about a hundred thousand tags */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const MAX_TAGS = 100_000;

/**
 * See `Repository.listTags`. Sent without `n`: OpenShift pages through an unsorted list and omits tags
 * (openshift-api.md §10.5).
 */
export async function listTags(
  place: RemoteRepository,
  maxPages: number,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<TagList | undefined> {
  const request = repositoryRequest(place, {
    method: 'GET',
    path: repositoryPath(place, '/tags/list'),
    object: 'tags',
    maxBodyBytes: MAX_PAGE_BYTES,
  });
  const tags = new Set<string>();
  let isReadable = true;
  try {
    const isComplete = await walkPages(
      place,
      request,
      (reply, page) => {
        const listed = reply.status === 200 ? tagsIn(reply.body) : undefined;
        for (const tag of listed ?? []) tags.add(tag);
        isReadable = listed !== undefined;
        return isReadable && page < maxPages && tags.size < MAX_TAGS;
      },
      signal,
    );
    return isReadable ? { tags, isComplete } : undefined;
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    log(`the tags of ${place.client.host}/${place.repository} cannot be listed: ${error.message}`);
    return undefined;
  }
}

/** undefined when the body is not a list of tags. A repository without tags may have null. */
function tagsIn(body: Uint8Array): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  const tags = isJsonObject(value) ? (value['tags'] ?? []) : undefined;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string' && isTag(tag)) : undefined;
}

/**
 * See `Repository.resolveTag`. Uses HEAD; falls back to GET for missing, malformed or repeated digests, statuses that a HEAD
 * cannot explain, lost connections and web pages.
 */
export async function resolveTag(
  place: RemoteRepository,
  tag: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const reply = await place.client
    .send(manifestRequest(place, 'HEAD', tag), signal)
    .catch((error: unknown) => {
      if (signal.aborted || !isBroken(error)) throw error;
      return undefined;
    });
  const isPage = reply !== undefined && isWebPage(reply.headers['content-type']?.[0], reply.body);
  if (reply?.status === 200 && !isPage) {
    const digest = claimedDigest(reply.headers);
    if (digest !== undefined) return digest;
  }
  if (reply?.status === 404 && !isPage) return undefined;
  const found = await findManifest(place, tag, log, signal);
  return found.kind === 'found' ? found.manifest.digest : undefined;
}
