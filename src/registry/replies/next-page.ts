import { PromoteError } from '../../core/text/errors.ts';
import type { RegistryOrigin } from './origin.ts';
import type { ReplyContext } from './reply.ts';

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
