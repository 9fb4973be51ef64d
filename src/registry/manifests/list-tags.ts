import { PromoteError } from '../../core/text/errors.ts';
import type { TagList } from '../../core/ports/registry.ts';
import { isTag } from '../../core/image/reference.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import { walkPages } from '../client/pages.ts';
import { repositoryPath, repositoryRequest, type RemoteRepository } from '../client/requests.ts';

/** for about a hundred thousand tags */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const MAX_TAGS = 100_000;

/**
 * See `Repository.listTags`. Without `n`: OpenShift pages through a list that is in no order, and loses some
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

/** undefined: not a list of tags. A repository without tags may have null. */
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
