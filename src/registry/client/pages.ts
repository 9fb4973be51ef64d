import { PromoteError } from '../../core/text/errors.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import type { RegistryRequest } from './client.ts';
import type { RemoteRepository } from './requests.ts';
import type { RegistryOrigin } from '../replies/origin.ts';
import type { ReplyContext } from '../replies/reply.ts';

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

const MAX_LINK_LENGTH = 8 * 1024;
const LINKS = /<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s",;]*))*)/g;
const NEXT = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)(?=\s*(?:;|$))/i;

/**
 * Path and query of the next page (`Link: <…>; rel="next"`, RFC 8288), which has to be at the registry itself: a page on
 * another host would be asked with the registry's credentials, or make us ask inside networks (GHSA-h7vf).
 * @param requestPath what was answered; a relative link belongs to it
 * @returns undefined after the last page
 * @throws PromoteError UNSAFE_REDIRECT, PROTOCOL_VIOLATION
 */
export function nextPagePath(
  values: readonly string[] | undefined,
  requestPath: string,
  origin: RegistryOrigin,
  context: ReplyContext,
): string | undefined {
  // runs of blanks would make the patterns slow
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
  // behind a proxy it may name another scheme or port; it is asked where it was asked before
  return `${url.pathname}${url.search}`;
}

function malformed(context: ReplyContext, what: string): PromoteError {
  return new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `registry ${context.host} answered ${what} for ${context.object} of ${context.repository}`,
    where: context.place,
  });
}
