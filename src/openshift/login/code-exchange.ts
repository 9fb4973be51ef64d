import { parseObject } from '../api/failure.ts';
import { numberAt, textAt } from '../api/json-fields.ts';
import { unexpectedAnswer } from './login-failure.ts';
import { CLIENT, type Grant, type PasswordLogin } from './password-grant.ts';

const MAX_ANSWER_BYTES = 64 * 1024;

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number | undefined;
}

/** Turns a code into a token (capture 53b); the client proves itself by its name and an empty secret (53j, 53k). */
export async function exchangeCode(
  login: PasswordLogin,
  grant: Extract<Grant, { readonly kind: 'code' }>,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: grant.code,
    code_verifier: grant.verifier,
    redirect_uri: login.oauth.redirectUri,
  });
  const reply = await login.transport.send(
    {
      method: 'POST',
      url: login.oauth.tokenEndpoint,
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${CLIENT}:`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
      maxBodyBytes: MAX_ANSWER_BYTES,
      retry: 'once',
    },
    signal,
  );
  const answer = reply.status === 200 ? parseObject(new TextDecoder().decode(reply.body).trim()) : undefined;
  const token = textAt(answer, 'access_token');
  if (token === undefined) throw unexpectedAnswer(login, reply);
  return { token, expiresInSeconds: numberAt(answer, 'expires_in') };
}
