import { PromoteError } from '../../core/text/errors.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from './client.ts';
import type { RemoteRepository } from './requests.ts';
import type { RegistryOrigin } from '../replies/origin.ts';
import type { ReplyContext } from '../replies/reply.ts';

/** More pages than any legitimate list has. */
const MAX_PAGES = 1_000;

/**
 * Requests pages until `take` returns false or there are no more.
 * @param take handles a page; true: continue
 * @returns whether the last page was reached
 * @throws PromoteError PROTOCOL_VIOLATION when the pages form a loop or exceed the limit
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

const MAX_LINK_LENGTH = 8 * 1024;
const LINKS = /<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s",;]*))*)/g;
const NEXT = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)(?=\s*(?:;|$))/i;

/**
 * Path and query of the next page (`Link: <…>; rel="next"`, RFC 8288), which must be at the registry itself: a page on another
 * host would receive the registry's credentials or send requests into internal networks (GHSA-h7vf).
 * @param requestPath path of the request; a relative link is resolved against it
 * @returns undefined after the last page
 * @throws PromoteError UNSAFE_REDIRECT, PROTOCOL_VIOLATION
 */
export function nextPagePath(
  values: readonly string[] | undefined,
  requestPath: string,
  origin: RegistryOrigin,
  context: ReplyContext,
): string | undefined {
  // long runs of blanks would make the patterns slow
  const text = (values ?? []).join(', ').replace(/\s+/g, ' ');
  if (text.length > MAX_LINK_LENGTH) throw malformed(context, 'a Link header that is too long');
  const target = [...text.matchAll(LINKS)].find(([, , parameters]) => NEXT.test(parameters ?? ''))?.[1];
  if (target === undefined) return undefined;
  const base = `${origin.url}${requestPath}`;
  if (!URL.canParse(target, base)) throw malformed(context, 'a link that is no URL');
  const url = new URL(target, base);
  if (url.hostname !== origin.hostname || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new PromoteError({
      code: 'UNSAFE_REDIRECT',
      message: `registry ${context.host} has the next page of ${context.object} of ${context.repository} at ${url.host || url.protocol}, which is not its own host`,
      where: context.place,
    });
  }
  // behind a proxy the link may name another scheme or port; the request goes to the original origin
  return `${url.pathname}${url.search}`;
}

function malformed(context: ReplyContext, what: string): PromoteError {
  return new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${context.host} answered ${what} for ${context.object} of ${context.repository}`,
    where: context.place,
  });
}
