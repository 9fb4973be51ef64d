import { PromoteError, type Side } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import { looksLikePage, parseObject } from '../api/failure.ts';
import { textAt } from '../api/json-fields.ts';

/** The server of a login attempt. */
export interface LoginPlace {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly username: string;
}

/** The alternatives to a password login. */
export function tokenHint(side: Side): string {
  return `log in with the token of a service account instead: set the input "${side}-token" to the output of oc create token promoter -n PROJECT`;
}

/** The password was rejected. Not retried: directories lock accounts after a few failures. */
export function wrongPassword(place: LoginPlace, reply: HttpReply): PromoteError {
  const { side, server, username } = place;
  return loginFailure(place, reply, {
    message: `${hostOf(reply)} refused the password of the ${side} user ${username} (it was tried once)`,
    hint: `correct the inputs "${side}-username" and "${side}-password"; this must work with them: oc login ${server} -u ${username}`,
  });
}

/** Browser-only identity providers (OpenID Connect, GitHub, Google …) send no password challenge (openshift-api.md §1.2). */
export function noPasswordAsked(place: LoginPlace, reply: HttpReply): PromoteError {
  return loginFailure(place, reply, {
    message: `${hostOf(reply)} takes no password: the users of the ${place.side} cluster log in with a browser`,
    hint: tokenHint(place.side),
  });
}

/** A RequestHeader identity provider redirects to its own proxy; the password is not sent to a host the user did not name. */
export function sentElsewhere(place: LoginPlace, reply: HttpReply, location: string): PromoteError {
  const host = URL.canParse(location, reply.url) ? new URL(location, reply.url).host : 'nowhere';
  return loginFailure(place, reply, {
    message: `${hostOf(reply)} redirects the login to ${cleanServerText(host, 200)}, and the password is not sent there`,
    hint: tokenHint(place.side),
  });
}

/** An OAuth error response, in the query of a redirect or in JSON (captures 53s, 53h). */
export function oauthRefusal(
  place: LoginPlace,
  reply: HttpReply,
  error: string,
  description: string | undefined,
): PromoteError {
  const text = cleanServerText([error, description].filter((part) => part !== undefined).join(': '), 300);
  return loginFailure(place, reply, {
    code:
      error === 'server_error' || error === 'temporarily_unavailable' ? 'SERVER_UNAVAILABLE' : 'LOGIN_FAILED',
    message: `${hostOf(reply)} did not log ${place.username} in to the ${place.side} cluster: ${text}`,
    hint: tokenHint(place.side),
  });
}

/** Any other answer. */
export function unexpectedAnswer(place: LoginPlace, reply: HttpReply): PromoteError {
  const text = new TextDecoder().decode(reply.body.subarray(0, 4096)).trim();
  const json = parseObject(text);
  const error = textAt(json, 'error');
  if (error !== undefined) return oauthRefusal(place, reply, error, textAt(json, 'error_description'));
  const isDown = reply.status >= 500 || reply.status === 429;
  const shown = looksLikePage(text) ? 'a web page' : cleanServerText(text, 200);
  return loginFailure(place, reply, {
    code: isDown ? 'SERVER_UNAVAILABLE' : 'PROTOCOL_VIOLATION',
    message: `${hostOf(reply)} answered the login of ${place.username} with status ${reply.status}: ${shown === '' ? 'no explanation' : shown}`,
    hint: isDown
      ? 'the OAuth server or the identity provider behind it is down: oc get clusteroperators authentication'
      : tokenHint(place.side),
  });
}

function loginFailure(
  place: LoginPlace,
  reply: HttpReply,
  fields: {
    readonly code?: 'LOGIN_FAILED' | 'SERVER_UNAVAILABLE' | 'PROTOCOL_VIOLATION';
    readonly message: string;
    readonly hint: string;
  },
): PromoteError {
  const { host, pathname } = new URL(reply.url);
  return new PromoteError({
    code: 'LOGIN_FAILED',
    ...fields,
    where: { side: place.side, phase: 'connect', host, request: pathname, status: reply.status },
  });
}

function hostOf(reply: HttpReply): string {
  return new URL(reply.url).host;
}
