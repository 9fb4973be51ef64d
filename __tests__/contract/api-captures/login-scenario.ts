import { issueUserToken, tokenObjectName } from '../../../sandbox/access/tokens.ts';
import { captureNames, requireCapture, type ApiCapture } from './capture.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';

const PAGES = 'a page for browsers';
const EXCHANGES = [
  '53b-token-exchange-ok',
  '53d-token-exchange-bad-verifier',
  '53e-token-exchange-no-verifier',
  '53f-token-exchange-wrong-redirect',
  '53g-token-exchange-no-redirect',
  '53i-token-exchange-with-client-secret',
  '53j-token-exchange-no-client-auth',
  '53k-token-exchange-client-id-in-form',
  '53q2-token-exchange-no-pkce',
];
/** after these the code is gone or proven again */
const SAME_CODE = ['53c-token-exchange-code-used-twice', '53d2-token-exchange-right-verifier-after-bad'];

let code = '';
/** who asks, and whose token is asked for */
let bearer = '';
let named = '';
let oauthHost = '';

/** A code as the capture before got it: the recording hides its own. */
async function newCode(lab: Lab, authorization: string): Promise<void> {
  const reply = await lab.send(requireCapture(authorization));
  code = new URL(String(reply.headers['location'])).searchParams.get('code') ?? '';
}

/** The redirect of a client is registered with the host of its OAuth server. */
function withHost(capture: ApiCapture): ApiCapture {
  const move = (text: string): string =>
    text.replaceAll(/127\.0\.0\.1%3A2[67]443/g, encodeURIComponent(oauthHost));
  return {
    ...capture,
    target: move(capture.target),
    body: move(capture.body).replace('sha256~<43 chars base64url>', code),
    replyHeaders: {
      ...capture.replyHeaders,
      location: (capture.replyHeaders['location'] ?? []).map((url) =>
        url.replace('<43 chars base64url>', 'x'),
      ),
    },
  };
}

/** The names and the token that the recording hides. */
function withToken(capture: ApiCapture): ApiCapture {
  const { authorization = '' } = capture.headers;
  return {
    ...capture,
    target: capture.target.replace('sha256~REDACTED', tokenObjectName(named)).replace(/<fresh.*/, named),
    headers: { ...capture.headers, authorization: authorization.replace(/<(?:fresh|new) token.*>/, bearer) },
    replyBody: capture.replyBody.replaceAll('<fresh token of bob>', named),
  };
}

function newToken(lab: Lab, forCode?: string): void {
  const { state } = lab.sandbox.destination;
  bearer = issueUserToken(state, 'bob', forCode === undefined ? {} : { code: forCode });
  named = bearer;
}

const skipped = (reason: string, ...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, reason]));

const forAll = (group: string, change: (capture: ApiCapture) => ApiCapture): NonNullable<Scenario['adapt']> =>
  Object.fromEntries(
    captureNames()
      .filter((name) => name.startsWith(group))
      .map((name) => [name, change]),
  );

/** The OAuth server of the source, asked by `curl`. */
export const CHALLENGES: Scenario = {
  title: 'the OAuth server challenges as the recorded one did',
  groups: ['20'],
  port: 26443,
  prepare: (lab) => {
    oauthHost = new URL(lab.sandbox.source.apiUrl).host;
  },
  adapt: forAll('20', withHost),
};

/** The code flow. */
export const CODES: Scenario = {
  title: 'the OAuth server exchanges codes as the recorded one did',
  groups: ['53'],
  port: 27443,
  prepare: (lab) => {
    oauthHost = new URL(lab.sandbox.destination.apiUrl).host;
  },
  before: Object.fromEntries(
    EXCHANGES.map((name) => [
      name,
      (lab: Lab) =>
        newCode(lab, name.startsWith('53q2') ? '53q-authorize-code-no-pkce' : '53a-authorize-code-pkce'),
    ]),
  ),
  adapt: forAll('53', withHost),
  except: Object.fromEntries(
    ['53b', '53d2', '53g', '53q2'].map((start) => [
      [...EXCHANGES, ...SAME_CODE].find((name) => name.startsWith(`${start}-`)) ?? start,
      { access_token: 'hidden in the recording' },
    ]),
  ),
  skip: {
    ...skipped(
      PAGES,
      '53y-token-request-page',
      '53y2-token-implicit-page',
      '53y4-authorize-cli-client-browser',
      '53z3-logout-page-post',
    ),
    '53y3-oauth-info': 'nobody asks for it',
    ...skipped('API and OAuth server share an address here', '53z-oauth-healthz', '53z2-oauth-root'),
  },
};

const LOGOUT_NAMES = captureNames().filter((name) => /^47(?:k[2-9]|[p-v])-/.test(name));

/** Tokens that are given back. */
export const LOGOUTS: Scenario = {
  title: 'tokens are revoked as on the recorded cluster',
  groups: [...LOGOUT_NAMES, '53c2-'],
  port: 27440,
  looseVersions: true,
  // 47v comes first, with a token that is there
  prepare: (lab) => newToken(lab),
  before: {
    '47k2-useroauthaccesstokens-list-with-role': (lab) => {
      lab.sandbox.destination.state.tokenManagers.add('bob');
      newToken(lab, 'sha256~a-code');
    },
    '47k4-useroauthaccesstoken-get-foreign-with-role': (lab) => {
      named = issueUserToken(lab.sandbox.destination.state, 'alice');
    },
    '47p-oauthaccesstoken-delete-as-oc-logout': (lab) => newToken(lab),
    '47r-oauthaccesstoken-delete-unused-token-by-other': (lab) => newToken(lab),
    '53c2-token-after-code-reuse': (lab) => newToken(lab, 'sha256~a-code'),
    '47k8-useroauthaccesstoken-delete-own-with-role': () => {
      named = bearer;
    },
  },
  adapt: { ...forAll('47', withToken), ...forAll('53c2-', withToken) },
  skip: {
    '47k2-useroauthaccesstokens-list-with-role': 'lists the tokens of everything recorded before',
    '47k7-useroauthaccesstokens-watch-with-role': 'nobody watches them',
  },
};
