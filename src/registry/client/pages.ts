import { PromoteError } from '../../core/text/errors.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from './client.ts';
import { nextPagePath } from '../replies/next-page.ts';
import type { RemoteRepository } from './requests.ts';

/** What no honest list needs. */
const MAX_PAGES = 1_000;

/**
 * Asks for page after page, as long as `take` wants more.
 * @param take looks at a page; true: go on
 * @returns whether the last page was reached
 * @throws PromoteError PROTOCOL_VIOLATION when the pages go round in circles or have no end
 */
export async function walkPages(
  place: RemoteRepository,
  first: RegistryRequest,
  take: (reply: HttpReply, page: number) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const seen = new Set<string>();
  let path = first.path;
  for (let page = 1; page <= MAX_PAGES && !seen.has(path); page += 1) {
    seen.add(path);
    const reply = await place.client.send({ ...first, path }, signal);
    const wantsMore = take(reply, page);
    const next = nextPagePath(reply.headers['link'], path, place.client.origin, first.context);
    if (next === undefined) return true;
    if (!wantsMore) return false;
    path = next;
  }
  const { context } = first;
  throw new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${context.host} has no last page of ${context.object} of ${context.repository}`,
    where: context.place,
  });
}
