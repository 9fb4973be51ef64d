import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import { parseObject } from '../api/failure.ts';
import { textAt } from '../api/json-fields.ts';

export interface IdTokenQuestion {
  /** that it is for; undefined: for another purpose than a login */
  readonly side?: Side | undefined;
  /** what to do where a job cannot ask for a token */
  readonly advice: { readonly inGitLab: string; readonly elsewhere: string };
  readonly audience: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** always verifies certificates, whatever the side's settings: the request token belongs to GitHub */
  readonly transport: Transport;
}

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Requests an ID token of the job, for clusters that trust the CI system as identity provider (openshift-api.md §1.9).
 * @throws PromoteError LOGIN_FAILED when the job has no permission to request one
 */
export async function requestIdToken(question: IdTokenQuestion, signal: AbortSignal): Promise<string> {
  const { environment, audience, transport } = question;
  const address = environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
  const requestToken = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  if (requestToken === '' || !URL.canParse(address)) throw notOffered(question);
  const url = new URL(address);
  url.searchParams.set('audience', audience);
  const reply = await transport.send(
    {
      method: 'GET',
      url: url.href,
      headers: { accept: 'application/json', authorization: `Bearer ${requestToken}` },
      maxBodyBytes: MAX_ANSWER_BYTES,
    },
    signal,
  );
  const token = textAt(parseObject(new TextDecoder().decode(reply.body).trim()), 'value');
  if (reply.status === 200 && token !== undefined) return token;
  throw failure(
    question.side,
    `${url.host} gave the job no ID token (status ${reply.status})`,
    'give the job the permission: permissions: { id-token: write }',
  );
}

function notOffered({ side, advice, environment }: IdTokenQuestion): PromoteError {
  if (environment['GITLAB_CI'] === 'true') {
    return failure(side, 'GitLab gives ID tokens to jobs that declare them', advice.inGitLab);
  }
  if (environment['GITHUB_ACTIONS'] === 'true') {
    return failure(
      side,
      'the job may have no ID token',
      'give it the permission: permissions: { id-token: write }',
    );
  }
  return failure(side, 'only jobs of GitHub Actions can ask for an ID token', advice.elsewhere);
}

function failure(side: Side | undefined, message: string, hint: string): PromoteError {
  const where = side === undefined ? {} : ({ side, phase: 'connect' } as const);
  return new PromoteError({ code: 'LOGIN_FAILED', message, hint, where });
}
